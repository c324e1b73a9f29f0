//! `cargo xtask verify`: what other people's programs say about `out/` and about random environments: cfn-lint, checkov,
//! kubectl, kubernetes-validate, two majors of Helm, promtool, amtool, and the AWS CLI with an emulator of AWS.
#![allow(
    clippy::disallowed_methods,
    reason = "a developer's tool that starts child programs and reads the source tree"
)]

mod checkov;
mod cloudformation;
mod environment;
mod helm;
mod install;
mod kubernetes;
mod manifests;
mod prometheus;
mod random;
mod rig;
mod tools;
mod tree;

pub(crate) use tools::CFN_LINT;

use anyhow::{Context, Result, bail, ensure};
use environment::Environment;
use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::thread;

/// Asks every program; none is skipped, and what one objects to does not keep the others from speaking.
pub(crate) fn run() -> Result<()> {
    let environments = Environment::all()?;
    ensure!(
        !environments.is_empty(),
        "there is nothing below out/; run `cargo xtask render --all`"
    );
    environment::must_be_up_to_date()?;
    let cfn_lint = tools::cfn_lint()?;
    let checkov = tools::checkov()?;
    let newest = tools::newest()?;
    let older = tools::older()?;
    let monitoring = tools::prometheus()?;
    let schemas = tools::kubernetes_validate()?;
    let rig = rig::Rig::install()?;
    let random = random::render()?;
    // The stacks and cfn-lint take longer than all others together.
    let opinions = thread::scope(|scope| {
        let stacks = scope.spawn(|| rig.run(&environments));
        let templates = scope.spawn(|| {
            [
                cloudformation::lint(&cfn_lint, &environments),
                cloudformation::lint_random(&cfn_lint, &random),
                checkov::scan(&checkov),
            ]
        });
        let mut opinions = vec![
            manifests::read_back(&newest.kubectl, &environments),
            manifests::read_random_back(&newest.kubectl, &random),
            helm::read_back(&[&newest.helm, &older.helm], &environments),
            helm::read_random_back(&[&newest.helm, &older.helm], &random),
            kubernetes::validate(&schemas, &environments, &random),
            prometheus::check(&monitoring, &environments, &random),
        ];
        opinions.push(stacks.join().expect("bug in eksight: a panic in verify"));
        opinions.extend(templates.join().expect("bug in eksight: a panic in verify"));
        opinions
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

/// Runs a command to its end; failure carries what it said.
fn must(command: &mut Command) -> Result<Output> {
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
