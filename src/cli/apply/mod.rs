//! `apply`: brings an account to what `out/<environment>/` says.

mod look;
mod report;
mod surroundings;
mod tree;

use std::time::Duration;

use clap::Args;

use super::output::{self, Context};
use super::{RustEnvironment, code, environments, render};
use crate::apply::{
    CHECKS, Engine, Entry, Event, History, Input, Limits, Options, Selection, look_behind, run as go, units,
};
use crate::check::Checked;
use crate::emit::{Artifact, cloudformation, health, plan};
use crate::live::{self, Fault, Guarded, Place, Programs};
use crate::model::value::Interval;
use crate::model::{Environment, Lifecycle};
use crate::out::{Hold, Journal, plan_changes};
pub(super) use look::{Look, look};
pub(super) use report::{Format, Report, ask};
pub(super) use surroundings::World;

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
    #[arg(long, value_name = "DURATION")]
    pub(super) timeout: Option<Interval>,
    /// The role with which CloudFormation acts.
    #[arg(long, value_name = "ARN")]
    pub(super) role_arn: Option<String>,
    /// How to tell what happens.
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
    let artifacts = permit.render();
    if let Some(code) = out_of_date(project, resolved.name, &artifacts)? {
        return Ok(code);
    }
    let plan = plan::plan(resolved, &artifacts);
    let (chosen, looks) = match chosen(&plan, &arguments.common, true) {
        Ok(chosen) => chosen,
        Err(code) => return Ok(code),
    };
    let input = input(permit, &plan, &artifacts);
    let health = health::health(resolved);
    let options = Options {
        dry_run: arguments.common.dry_run,
        force_conflicts: arguments.force_conflicts,
        bucket: arguments.bucket.clone(),
        role_arn: arguments.common.role_arn.clone(),
    };
    let place = place(permit);
    if !options.dry_run
        && !arguments.yes
        && let Some(code) = refused(chosen.len(), &place)
    {
        return Ok(code);
    }
    // From here on Ctrl-C is a wish; at the question it ends the program.
    let world = World::new()?;
    let report = Report::new(arguments.common.output, arguments.yes, output::now);
    let session = Session {
        command: "apply",
        place,
        root: &project.root,
        world: &world,
        report: &report,
        limits: arguments.common.limits(),
        options,
    };
    session.run(|engine, _| {
        let steps = chosen.iter().map(|step| step.id.as_str());
        // A dry run finds nothing to look at that it would have made.
        let looks = looks && !engine.options.dry_run;
        engine.listener.tell(&Event::Begun {
            command: "apply",
            environment: resolved.name,
            steps: steps.chain(looks.then_some(CHECKS)).collect(),
        });
        let write = |entry: &Entry| world.write(entry);
        go(engine, &input, &chosen, output::now, &write)?;
        match looks {
            true => look_behind(engine, &health, output::now, &write),
            false => Ok(()),
        }
    })
}

/// The steps that are asked for, and whether the look behind them is, where there is one; or the exit code of a wrong name.
fn chosen<'p>(plan: &'p plan::Plan, common: &Common, looks: bool) -> Result<(Vec<&'p plan::Step>, bool), u8> {
    let steps = units(plan);
    let of_plan = steps.iter().map(|step| step.id.as_str());
    let ids: Vec<&str> = of_plan.chain(looks.then_some(CHECKS)).collect();
    let selection = common.selection();
    if let Some(unknown) = selection.unknown(&ids) {
        return Err(no_step(unknown, &ids));
    }
    let wanted = selection.of(&ids, |id| id);
    let looks = wanted.iter().any(|id| **id == CHECKS);
    let chosen = steps
        .into_iter()
        .filter(|step| wanted.contains(&&step.id.as_str()));
    Ok((chosen.collect(), looks))
}

fn input<'a>(permit: &Checked<'_>, plan: &'a plan::Plan, artifacts: &'a [Artifact]) -> Input<'a> {
    let resolved = permit.resolved();
    Input {
        plan,
        artifacts,
        template: template(permit, artifacts),
        inline: resolved.template_bytes.inline,
        capability: cloudformation::capability(resolved),
        protect: resolved.environment.cluster.deletion_protection,
    }
}

/// What is applied is what others have reviewed: the files in `out/`.
fn out_of_date(
    project: &environments::Project<'_>,
    name: &str,
    artifacts: &[Artifact],
) -> anyhow::Result<Option<u8>> {
    let folder = project.root.join("out").join(name);
    let stale = render::stale_files(name, &plan_changes(&folder, &render::generated(artifacts))?);
    if stale.is_empty() {
        return Ok(None);
    }
    output::tell(&stale.join("\n"));
    output::tell(&format!(
        "error: out/{name} is not what the environment says, and what is applied is what lies there; `cargo xtask render \
         {name}` mends it"
    ));
    Ok(Some(code::OUT_OF_DATE))
}

/// What nobody has agreed to is not done.
fn refused(steps: usize, place: &Place) -> Option<u8> {
    let question = format!(
        "Apply {steps} steps of `{}` to the account {}, {}? [y/N]",
        place.environment, place.account, place.region
    );
    match ask(&question).as_deref() {
        Some("y" | "yes") => None,
        Some(_) => {
            output::tell("nothing was applied");
            Some(code::FAILURE)
        }
        None => {
            output::tell("error: nobody can be asked here; look with `--dry-run`, then say `--yes`");
            Some(code::USAGE)
        }
    }
}

/// A name that is no step's.
pub(super) fn no_step(unknown: &str, ids: &[&str]) -> u8 {
    output::tell(&format!(
        "error: there is no step `{unknown}`; there are\n  {}",
        ids.join("\n  ")
    ));
    code::USAGE
}

/// As it lies in `out/`, or on one line where only that fits into a call.
fn template(permit: &Checked<'_>, artifacts: &[Artifact]) -> String {
    let most = permit.resolved().template_bytes.inline;
    let written = artifacts
        .iter()
        .find(|artifact| artifact.path == cloudformation::PATH)
        .expect("bug in eksight: an environment without a template");
    match written.text().len() <= most {
        true => written.text().to_owned(),
        false => cloudformation::minified(&written.documents[0]),
    }
}

/// Where an environment lives.
pub(super) fn place(permit: &Checked<'_>) -> Place {
    let name = permit.resolved().name;
    let environment: &Environment = permit.resolved().environment;
    let cluster = &environment.cluster;
    Place {
        environment: name.to_owned(),
        account: environment.account.id.to_string(),
        region: cluster.region.to_string(),
        cluster: cluster.name.to_string(),
        archived: environment.lifecycle == Lifecycle::Archived,
        guarded: cluster.deletion_protection || name == "prod",
    }
}

/// A run against a live environment: the guard, the journal and its lock, and an end that everybody understands.
pub(super) struct Session<'a> {
    pub(super) command: &'a str,
    pub(super) place: Place,
    pub(super) root: &'a std::path::Path,
    pub(super) world: &'a World,
    pub(super) report: &'a Report,
    pub(super) limits: Limits,
    pub(super) options: Options,
}

impl Session<'_> {
    pub(super) fn run(
        self,
        act: impl FnOnce(&Engine<'_>, &Guarded) -> Result<(), Fault>,
    ) -> anyhow::Result<u8> {
        let name = self.place.environment.clone();
        let (command, process) = (self.command, std::process::id());
        let holder = format!("{command} {name}, process {process}");
        let journal = match Journal::hold(self.root, &name, &holder)? {
            Hold::Mine(journal) => journal,
            Hold::Theirs(who) => {
                output::tell(&format!(
                    "error: another run holds `{name}`: {who}\n  why: two at once would undo each other's work\n  mend: wait \
                     for it to end, and run the same command again; the lock goes with its process"
                ));
                return Ok(code::FAILURE);
            }
        };
        let history = History::read(&journal.lines()?);
        let kubeconfig = journal.folder().join("kubeconfig");
        if !self.options.dry_run {
            self.world.keep(journal);
        }
        let programs = Programs {
            region: self.place.region.clone(),
            kubeconfig,
            most: CALL.min(self.limits.other),
            surroundings: self.world,
        };
        let report = self.report;
        let ended = self.guarded(programs, history, act);
        report.close();
        Ok(match ended {
            Ok(()) => code::DONE,
            Err(Fault::Stopped) => {
                output::tell(&format!(
                    "stopped; `cargo xtask {command} {name}` goes on from here"
                ));
                code::INTERRUPTED
            }
            Err(_) => code::FAILURE,
        })
    }

    fn guarded(
        self,
        programs: Programs<'_>,
        history: History,
        act: impl FnOnce(&Engine<'_>, &Guarded) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let told = |fault: Fault| {
            if !matches!(fault, Fault::Stopped) {
                output::tell(&format!("error: {fault}"));
            }
            fault
        };
        let seen = || {
            // Who only looks may look from anywhere.
            if !self.options.dry_run {
                live::committed(&self.place, self.root)?;
            }
            let seen = live::guard(&programs, &self.place)?;
            Ok((seen, live::versions(&programs)?))
        };
        let (guarded, versions) = seen().map_err(told)?;
        if !self.options.dry_run {
            self.world.write(&Entry::Run {
                at: output::now(),
                command: self.command.to_owned(),
                process: std::process::id(),
            })?;
        }
        let engine = Engine {
            programs,
            versions,
            place: self.place,
            limits: self.limits,
            options: self.options,
            history,
            listener: self.report,
        };
        act(&engine, &guarded)
    }
}
