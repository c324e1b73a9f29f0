//! `cargo xtask verify`: what other people's programs say about `out/` and about random environments: cfn-lint, checkov,
//! kubectl, kubernetes-validate, two majors of Helm, promtool, amtool, Prometheus with nginx and its exporter, bash,
//! shellcheck, and the AWS CLI with an emulator of AWS, cargo; and a scan for secrets.
#![allow(
    clippy::disallowed_methods,
    reason = "a developer's tool that starts child programs and reads the source tree"
)]

mod alertmanager;
mod alerts;
mod checkov;
mod cloudformation;
mod environment;
mod helm;
mod helm_tpl;
pub(crate) mod install;
mod kubernetes;
mod live;
mod manifests;
mod overlaid;
mod prometheus;
mod random;
mod rig;
mod runbooks;
mod scrape;
mod secrets;
mod tools;
mod tree;
mod workspace;

pub(crate) use tools::{CFN_LINT, Program, cfn_lint};
pub(crate) use tree::difference;

use anyhow::{Context, Result, bail, ensure};
use environment::Environment;
use random::Random;
use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::thread;

/// What is asked about.
struct Subjects {
    environments: Vec<Environment>,
    random: Vec<Random>,
}

/// What a program says: lines of praise, or what it objects to.
type Opinion = Result<Vec<String>>;

/// What can be asked for alone, by its name.
struct Step {
    name: &'static str,
    /// Installs the program where it is missing, and asks it.
    ask: fn(&Subjects) -> Result<Vec<Opinion>>,
}

const fn step(name: &'static str, ask: fn(&Subjects) -> Result<Vec<Opinion>>) -> Step {
    Step { name, ask }
}

/// All of them, in lanes that run side by side: the stacks and cfn-lint take longer than all others together. What comes
/// from Debian's packages shares a lane, since two of apt-get would be in each other's way.
const LANES: [&[Step]; 4] = [
    &[step("stacks", |on| {
        Ok(vec![rig::Rig::install()?.run(&on.environments)])
    })],
    &[
        step("plans", |_| Ok(vec![live::plans()])),
        step("apply", |_| Ok(vec![live::apply()])),
    ],
    &[
        step("templates", |on| {
            let cfn_lint = tools::cfn_lint()?;
            Ok(vec![
                cloudformation::lint(&cfn_lint, &on.environments),
                cloudformation::lint_random(&cfn_lint, &on.random),
            ])
        }),
        step("policy", |_| Ok(vec![checkov::scan(&tools::checkov()?)])),
        step("workspace", |_| Ok(vec![workspace::build()])),
    ],
    &[
        step("secrets", |on| {
            Ok(vec![secrets::scan(&on.environments, &on.random)])
        }),
        step("runbooks", |on| {
            Ok(vec![runbooks::read(
                &tools::shellcheck()?,
                &on.environments,
                &on.random,
            )])
        }),
        step("manifests", |on| {
            let kubectl = tools::newest()?.kubectl;
            Ok(vec![
                manifests::read_back(&kubectl, &on.environments),
                manifests::read_random_back(&kubectl, &on.random),
            ])
        }),
        step("values", |on| {
            let (newest, older) = (tools::newest()?, tools::older()?);
            let helms = [&newest.helm, &older.helm];
            Ok(vec![
                helm::read_back(&helms, &on.environments),
                helm::read_random_back(&helms, &on.random),
            ])
        }),
        step("objects", |on| {
            let schemas = tools::kubernetes_validate()?;
            Ok(vec![kubernetes::validate(&schemas, &on.environments, &on.random)])
        }),
        step("scrape", |on| {
            Ok(vec![scrape::check(&tools::scrape()?, &on.environments)])
        }),
        step("rules", |on| {
            let [promtool, amtool] = tools::prometheus()?;
            Ok(vec![
                prometheus::check(&promtool, &on.environments, &on.random),
                alertmanager::check(&amtool, &on.environments, &on.random),
            ])
        }),
    ],
];

/// Asks every program, or those of the steps that are named; none is skipped, and what one objects to does not keep the
/// others from speaking.
pub(crate) fn run(names: &[&str]) -> Result<()> {
    must_be_known(names)?;
    let environments = Environment::all()?;
    ensure!(
        !environments.is_empty(),
        "there is nothing below out/; run `cargo xtask render --all`"
    );
    environment::must_be_up_to_date()?;
    let subjects = Subjects {
        environments,
        random: random::render()?,
    };
    let wanted = |step: &&Step| names.is_empty() || names.contains(&step.name);
    let opinions: Vec<Opinion> = thread::scope(|scope| {
        let subjects = &subjects;
        let lanes: Vec<_> = LANES
            .iter()
            .map(|lane| {
                scope.spawn(move || {
                    let steps = lane.iter().filter(wanted);
                    let asked =
                        steps.map(|step| (step.ask)(subjects).unwrap_or_else(|fault| vec![Err(fault)]));
                    asked.flatten().collect::<Vec<Opinion>>()
                })
            })
            .collect();
        let ends = lanes.into_iter().map(thread::ScopedJoinHandle::join);
        ends.flat_map(|end| end.expect("bug in eksight: a panic in verify"))
            .collect()
    });
    let mut objected = false;
    for opinion in opinions {
        match opinion {
            Ok(lines) => lines.iter().for_each(|line| crate::say(line)),
            Err(error) => {
                crate::say(&format!("error: {error:#}"));
                objected = true;
            }
        }
    }
    if objected {
        bail!(
            "not every program reads what we write as it was meant; mend what writes it and run `cargo xtask verify` \
             again"
        );
    }
    Ok(())
}

/// Applies and tears down every environment, and lets each call and each request of that go wrong, in every way; or what of
/// that is asked for.
pub(crate) fn trust(arguments: &[&str]) -> Result<()> {
    let wanted = live::Trust::of(arguments)?;
    environment::must_be_up_to_date()?;
    for line in wanted.run()? {
        crate::say(&line);
    }
    Ok(())
}

/// The names of all steps.
pub(crate) fn step_names() -> impl Iterator<Item = &'static str> {
    LANES.iter().copied().flatten().map(|step| step.name)
}

/// A misspelt name would ask nobody, and that would look like praise.
fn must_be_known(names: &[&str]) -> Result<()> {
    let known: Vec<&str> = step_names().collect();
    match names.iter().find(|name| !known.contains(*name)) {
        Some(name) => bail!(
            "`verify` has no step `{name}`; its steps are {}",
            known.join(", ")
        ),
        None => Ok(()),
    }
}

/// Runs a command to its end; failure carries what it said.
pub(crate) fn must(command: &mut Command) -> Result<Output> {
    let output = command
        .output()
        .with_context(|| format!("starting {command:?}"))?;
    succeeded(command, output)
}

/// The same with a text on the command's standard input, through a pipe.
fn must_with_input(command: &mut Command, input: &str) -> Result<Output> {
    let output = output_with_input(command, input)?;
    succeeded(command, output)
}

/// Runs a command to its end, with a text on its standard input.
fn output_with_input(command: &mut Command, input: &str) -> Result<Output> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("starting {command:?}"))?;
    let stdin = child.stdin.take();
    // Written from a thread of its own: a program that answers before it has read all would wait for us, and we for it.
    let output = thread::scope(|scope| {
        scope.spawn(move || {
            if let Some(mut stdin) = stdin {
                // A program that stops reading says why itself, and its exit code counts.
                let _ = stdin.write_all(input.as_bytes());
            }
        });
        child.wait_with_output()
    });
    output.with_context(|| format!("waiting for {command:?}"))
}

fn succeeded(command: &Command, output: Output) -> Result<Output> {
    ensure!(
        output.status.success(),
        "{command:?} failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(output)
}

#[cfg(test)]
mod tests {
    use super::must_be_known;

    #[test]
    fn a_step_is_called_by_its_name() {
        assert!(must_be_known(&["rules", "stacks"]).is_ok());
        let fault = must_be_known(&["rules", "rulez"]).unwrap_err().to_string();
        assert!(
            fault.starts_with("`verify` has no step `rulez`; its steps are stacks, plans, "),
            "{fault}"
        );
    }
}
