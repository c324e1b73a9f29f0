//! `apply`: brings an account to what `out/<environment>/` says.

mod end;
mod look;
mod planned;
mod report;
mod session;
mod surroundings;
mod tree;
mod twin;

use std::time::Duration;

use clap::Args;

use super::ask::{can_ask, is_yes};
use super::format::Format;
use super::output::{self, Context};
use super::{RustEnvironment, code, environments};
use crate::apply::{Event, Limits, Options, Selection, owned, run as go};
use crate::check::Checked;
use crate::emit::plan::{Step, StepKind};
use crate::live::{Fault, Place, Refusal};
use crate::model::value::{Interval, ParseError};
use crate::model::{Environment, Lifecycle};
use crate::resolve::Resolved;
pub(super) use look::{Look, look};
use planned::Planned;
pub(super) use report::{Report, refuse};
pub(super) use session::Session;
pub(super) use surroundings::World;
pub(super) use twin::twin;

/// A duration, or why it is none and what to write: of a fault in an argument no help is shown by itself.
fn duration(text: &str) -> Result<Interval, String> {
    text.parse()
        .map_err(|fault: ParseError| format!("{fault}; {}", fault.help))
}

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The environment.
    environment: String,
    #[command(flatten)]
    common: Common,
    /// Take over fields of objects that another field manager has set.
    #[arg(long)]
    force_conflicts: bool,
    /// A bucket for the template, where it is too large for a call.
    #[arg(long, value_name = "NAME")]
    bucket: Option<String>,
    /// Ask nothing.
    #[arg(long)]
    yes: bool,
}

impl Arguments {
    /// All but the steps, as it was asked for.
    fn also(&self) -> String {
        let bucket = self.bucket.as_ref().map(|bucket| format!(" --bucket {bucket}"));
        let force = self.force_conflicts.then(|| " --force-conflicts".to_owned());
        self.common.also() + &bucket.into_iter().chain(force).collect::<String>()
    }
}

/// What `apply` and `teardown` have in common.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// These steps alone.
    #[arg(long, value_name = "STEP", value_delimiter = ',')]
    pub(super) only: Vec<String>,
    /// This step, and what comes after it.
    #[arg(long, value_name = "STEP", conflicts_with = "only")]
    pub(super) from: Option<String>,
    /// Look, and change nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
    /// How long each step may take. Default: an hour for the stack, ten minutes for anything else.
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(super) timeout: Option<Interval>,
    /// The role with which CloudFormation acts.
    #[arg(long, value_name = "ARN")]
    pub(super) role_arn: Option<String>,
    /// How to tell what happens; what is for programs is JSON on stdout.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    pub(super) output: Format,
}

impl Common {
    /// Of a command that looks at every step.
    pub(super) const fn looking(output: Format) -> Self {
        Self {
            only: Vec::new(),
            from: None,
            dry_run: true,
            timeout: None,
            role_arn: None,
            output,
        }
    }

    pub(super) fn selection(&self) -> Selection {
        Selection {
            only: self.only.clone(),
            from: self.from.clone(),
        }
    }

    /// All but the steps, as it was asked for: whoever runs the command again asks for it again.
    pub(super) fn also(&self) -> String {
        let timeout = self
            .timeout
            .as_ref()
            .map(|timeout| format!(" --timeout {timeout}"));
        let role = self.role_arn.as_ref().map(|role| format!(" --role-arn {role}"));
        timeout.into_iter().chain(role).collect()
    }

    pub(super) fn limits(&self) -> Limits {
        self.timeout.as_ref().map_or(Limits::DEFAULT, |timeout| {
            Limits::all(Duration::from_millis(timeout.milliseconds()))
        })
    }
}

/// A call that waits for nothing is done within two minutes, or it hangs.
pub(super) const CALL: Duration = Duration::from_secs(120);

pub(super) fn run(arguments: &Arguments, rust: &[RustEnvironment], context: &Context) -> anyhow::Result<u8> {
    let project = environments::Project::find(rust)?;
    project.with_permit(&arguments.environment, context, |permit| {
        apply(arguments, &project, permit)
    })
}

fn apply(
    arguments: &Arguments,
    project: &environments::Project<'_>,
    permit: &Checked<'_>,
) -> anyhow::Result<u8> {
    let resolved = permit.resolved();
    let planned = match Planned::of(project, permit, arguments.common.output)? {
        Ok(planned) => planned,
        Err(code) => return Ok(code),
    };
    let chosen = match planned.applied(&arguments.common, &place(resolved)) {
        Ok(chosen) => chosen,
        Err(code) => return Ok(code),
    };
    let input = planned.input(permit);
    let options = Options {
        dry_run: arguments.common.dry_run,
        force_conflicts: arguments.force_conflicts,
        bucket: arguments.bucket.clone(),
        role_arn: arguments.common.role_arn.clone(),
        proves: chosen.iter().all(|step| step.kind == StepKind::Checks),
        selection: arguments.common.selection(),
        also: arguments.also(),
    };
    let place = place(resolved);
    let looks = options.dry_run || options.proves;
    if !looks && let Some(refusal) = twin(project, resolved) {
        refuse(arguments.common.output, &refusal);
        return Ok(code::REFUSED);
    }
    let asks = !looks && !arguments.yes;
    // What is archived is refused as that, by the guard: there is no answer that would do.
    if asks && !place.archived && !can_ask() {
        return Ok(nobody(&place.environment, arguments.common.output));
    }
    let question = question(chosen.len(), &place);
    // From here on Ctrl-C is a wish; at a question it ends the program.
    let world = World::new()?;
    let report = Report::new(arguments.common.output, arguments.yes, output::now, &world);
    let session = Session {
        command: "apply",
        place,
        root: &project.root,
        world: &world,
        report: &report,
        limits: arguments.common.limits(),
        looks,
        options,
    };
    let code = session.run(|engine, guarded| {
        match owned(engine, guarded.cluster.as_ref()) {
            // Who only looks is told at the step what may not be looked at.
            Err(fault) if !(looks && fault.is_denied()) => {
                report.refuse_for(&fault);
                return Err(fault);
            }
            _ => {}
        }
        if asks && !agreed(&report, &chosen, &question) {
            return Err(report.disagreed(Fault::refused(
                "nobody agreed",
                "an application begins only where somebody agrees",
                "run the same command again, and say `y`",
            )));
        }
        engine.listener.tell(&Event::Begun {
            command: "apply",
            environment: resolved.name,
            steps: chosen.iter().map(|step| step.id.as_str()).collect(),
        });
        go(engine, &input, &chosen, output::now, &|entry| world.write(entry))
    })?;
    Ok(match code {
        code::DONE if report.leaves_untold() => code::FAILURE,
        code => code,
    })
}

/// What is asked before anything is changed.
fn question(steps: usize, place: &Place) -> String {
    let steps = match steps {
        1 => "this step".to_owned(),
        count => format!("these {count} steps"),
    };
    format!(
        "Apply {steps} of `{}` to the account {}, {}? [y/N]",
        place.environment, place.account, place.region
    )
}

/// What nobody has agreed to is not done; the steps are shown first, behind the guard.
fn agreed(report: &Report, steps: &[&Step], question: &str) -> bool {
    let lines = steps.iter().enumerate();
    let lines = lines.map(|(at, step)| format!("{:>4}. {}", at + 1, step.id));
    output::tell(&lines.collect::<Vec<_>>().join("\n"));
    let agreed = report.ask(question).is_some_and(|answer| is_yes(&answer));
    if !agreed {
        output::tell("nothing was applied");
    }
    agreed
}

/// There is nobody to ask.
fn nobody(environment: &str, format: Format) -> u8 {
    let refusal = Refusal::new(
        format!("nobody can be asked here whether to apply `{environment}`"),
        "an application changes an account, and begins only where somebody agrees",
        format!("cargo xtask apply {environment} --dry-run shows what it would do; then say `--yes`"),
    );
    refuse(format, &refusal);
    code::USAGE
}

/// A name that is no step's.
pub(super) fn no_step(unknown: &str, ids: &[&str], format: Format) -> u8 {
    let refusal = Refusal::new(
        format!("there is no step `{unknown}`"),
        "a step that is not there would be left out without a word",
        format!("name some of these:\n    {}", ids.join("\n    ")),
    );
    refuse(format, &refusal);
    code::USAGE
}

/// Where an environment lives.
pub(super) fn place(resolved: &Resolved<'_>) -> Place {
    let name = resolved.name;
    let environment: &Environment = resolved.environment;
    let cluster = &environment.cluster;
    Place {
        environment: name.to_owned(),
        source: resolved.sources.first().cloned().unwrap_or_default(),
        account: environment.account.id.to_string(),
        region: cluster.region.to_string(),
        cluster: cluster.name.to_string(),
        archived: environment.lifecycle == Lifecycle::Archived,
        guarded: cluster.deletion_protection || name == "prod",
    }
}
