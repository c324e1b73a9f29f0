//! `teardown`: the ledger first, then the steps that leave nothing behind.

mod shown;

use clap::Args;

use super::apply::{self, Common, Report, Session, World, refuse};
use super::ask::can_ask;
use super::format::Format;
use super::output::{self, Context};
use super::{RustEnvironment, code, environments};
use crate::apply::{
    Engine, Entry, Event, Keep, Options, Teardown, deletable, nothing_of_others, owned, settle,
};
use crate::emit::teardown::{Step, StepId, Teardown as Planned, teardown};
use crate::live::{Cluster, Fault, Refusal};
use crate::resolve::Resolved;
use shown::{Shown, text};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The environment.
    environment: String,
    #[command(flatten)]
    common: Common,
    /// Keep the volumes of claims, and file systems.
    #[arg(long)]
    retain_volumes: bool,
    /// Keep log groups.
    #[arg(long)]
    retain_logs: bool,
    /// Ingresses, load balancers and volume claims that others brought into the cluster go too.
    #[arg(long)]
    delete_others: bool,
    /// Delete nothing; list what is still there, and fail if something is.
    #[arg(long, conflicts_with_all = ["only", "from", "dry_run"])]
    verify: bool,
    /// Ask nothing. `prod` and what is protected is named: `--yes=prod`.
    #[arg(long, value_name = "ENVIRONMENT", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    yes: Option<String>,
}

impl Arguments {
    /// All but the steps, as it was asked for.
    fn also(&self) -> String {
        let flags = [
            (self.retain_volumes, " --retain-volumes"),
            (self.retain_logs, " --retain-logs"),
            (self.delete_others, " --delete-others"),
        ];
        let set = flags.into_iter().filter(|(is_set, _)| *is_set);
        self.common.also() + &set.map(|(_, flag)| flag).collect::<String>()
    }
}

pub(super) fn run(arguments: &Arguments, rust: &[RustEnvironment], context: &Context) -> anyhow::Result<u8> {
    let project = environments::Project::find(rust)?;
    project.with_resolved(&arguments.environment, context, |resolved, is_whole| {
        if !is_whole && !arguments.verify && !arguments.common.dry_run {
            let name = resolved.name;
            let refusal = Refusal::new(
                format!("`{name}` has fields that there are not"),
                "one of them may be meant to protect it, or to keep something",
                format!("mend what is named above, then cargo xtask teardown {name}"),
            );
            refuse(arguments.common.output, &refusal);
            return Ok(code::REFUSED);
        }
        down(arguments, &project, resolved)
    })
}

fn down(
    arguments: &Arguments,
    project: &environments::Project<'_>,
    resolved: &Resolved<'_>,
) -> anyhow::Result<u8> {
    let planned = teardown(resolved);
    let name = resolved.name;
    let ids: Vec<&str> = planned.steps.iter().map(|step| step.id.name()).collect();
    let selection = arguments.common.selection();
    if let Some(unknown) = selection.unknown(&ids) {
        return Ok(apply::no_step(unknown, &ids, arguments.common.output));
    }
    let keep = Keep {
        volumes: arguments.retain_volumes,
        logs: arguments.retain_logs,
        others: !arguments.delete_others,
    };
    let shown = Shown::of(planned.part(|id| selection.has_name(&ids, id.name())), keep);
    let text = text(name, &planned, &shown);
    if arguments.common.dry_run {
        output::data(&match arguments.common.output {
            Format::Text => text,
            Format::Json => {
                let json = serde_json::to_string_pretty(&shown);
                json.expect("bug in eksight: a teardown is not JSON") + "\n"
            }
        })?;
        return Ok(code::DONE);
    }
    let chosen: Vec<&Step> = match arguments.verify {
        true => planned
            .steps
            .iter()
            .filter(|step| step.id == StepId::Sweep)
            .collect(),
        false => selection.of(&planned.steps, |step| step.id.name()),
    };
    if !arguments.verify
        && let Some(code) = turned_down(arguments, project, resolved, &text)
    {
        return Ok(code);
    }
    let run = Run {
        arguments,
        resolved,
        planned: &planned,
        keep,
        chosen,
        text: &text,
    };
    run.carry_out(project)
}

/// Says what stands against any deletion, where something does, and gives the exit code.
fn turned_down(
    arguments: &Arguments,
    project: &environments::Project<'_>,
    resolved: &Resolved<'_>,
    text: &str,
) -> Option<u8> {
    let name = resolved.name;
    let place = apply::place(resolved);
    // The guard refuses it as that: there is no answer that would do.
    if place.archived {
        return None;
    }
    let (refusal, code) = if let Some(refusal) = apply::twin(project, resolved) {
        (refusal, code::REFUSED)
    } else if resolved.environment.cluster.deletion_protection {
        let refusal = Refusal::new(
            format!("`{name}` is protected from deletion"),
            "somebody decided that a slip must not delete it",
            format!(
                "set `cluster.deletionProtection: false` in {}, then cargo xtask render {name} and cargo xtask apply {name}",
                place.source
            ),
        );
        (refusal, code::FAILURE)
    } else {
        let refusal = refused(arguments, place.guarded)?;
        output::tell(text);
        (refusal, code::USAGE)
    };
    refuse(arguments.common.output, &refusal);
    Some(code)
}

/// A teardown that nothing stands against.
struct Run<'a> {
    arguments: &'a Arguments,
    resolved: &'a Resolved<'a>,
    planned: &'a Planned,
    keep: Keep,
    chosen: Vec<&'a Step>,
    /// What there is, and which step takes it away.
    text: &'a str,
}

impl Run<'_> {
    fn carry_out(&self, project: &environments::Project<'_>) -> anyhow::Result<u8> {
        let arguments = self.arguments;
        let world = World::new()?;
        let report = Report::new(
            arguments.common.output,
            arguments.yes.is_some(),
            output::now,
            &world,
        );
        let session = Session {
            command: "teardown",
            place: apply::place(self.resolved),
            root: &project.root,
            world: &world,
            report: &report,
            limits: arguments.common.limits(),
            looks: arguments.verify,
            options: Options {
                // A look leaves no trace.
                dry_run: arguments.verify,
                role_arn: arguments.common.role_arn.clone(),
                selection: arguments.common.selection(),
                also: arguments.also(),
                ..Options::default()
            },
        };
        session.run(|engine, guarded| {
            self.begin(engine, guarded.cluster.as_ref(), &report)?;
            let write = |entry: &Entry| world.write(entry);
            Teardown::of(self.planned, self.keep, &write).run(engine, &self.chosen, output::now)?;
            match self.is_whole() {
                true => world
                    .write(&Entry::Gone { at: output::now() })
                    .inspect_err(|fault| report.refuse_for(fault)),
                false => Ok(()),
            }
        })
    }

    /// Looks whether what is there may go, asks, and waits for what is on its way.
    fn begin(&self, engine: &Engine<'_>, cluster: Option<&Cluster>, report: &Report) -> Result<(), Fault> {
        let tell = |fault: &Fault| report.refuse_for(fault);
        let (arguments, chosen) = (self.arguments, &self.chosen);
        let changes = chosen.iter().any(|step| step.changes());
        if changes && let Some(stack) = owned(engine, cluster).inspect_err(tell)? {
            deletable(engine, &stack).inspect_err(tell)?;
        }
        let refuses_others = self.keep.others && !arguments.verify;
        if refuses_others && chosen.iter().any(|step| step.id.meets_others()) {
            nothing_of_others(engine, &self.planned.owned).inspect_err(tell)?;
        }
        if !arguments.verify {
            output::tell(self.text);
            if arguments.yes.is_none() {
                agreed(report, self.resolved.name)?;
            }
        }
        engine.listener.tell(&Event::Begun {
            command: "teardown",
            environment: self.resolved.name,
            steps: chosen.iter().map(|step| step.id.name()).collect(),
        });
        match changes {
            true => settle(engine).inspect_err(tell),
            false => Ok(()),
        }
    }

    /// Whether nothing of the environment is left out. Where the engine runs in another cluster, a person has stopped it.
    fn is_whole(&self) -> bool {
        let mut besides = self
            .planned
            .steps
            .iter()
            .filter(|step| step.id != StepId::Delivery);
        besides.all(|step| self.chosen.contains(&step))
    }
}

/// What is not agreed to is not deleted: a name for what is guarded, a word for the rest, or somebody to ask.
fn refused(arguments: &Arguments, guarded: bool) -> Option<Refusal> {
    let name = &arguments.environment;
    match arguments.yes.as_deref() {
        Some(named) if named == name => None,
        Some("") if !guarded => None,
        Some("") => Some(Refusal::new(
            format!("`{name}` is torn down by its name, and `--yes` names none"),
            "a slip would delete what is guarded",
            format!("say `--yes={name}`"),
        )),
        Some(other) => Some(Refusal::new(
            format!("`--yes={other}` names another environment than `{name}`"),
            "what somebody agreed to is not what would be deleted",
            format!("say `--yes={name}` where that is meant, or cargo xtask teardown {other}"),
        )),
        None if can_ask() => None,
        None => Some(Refusal::new(
            format!("nobody can be asked here whether to delete `{name}`"),
            "a teardown begins only where somebody agrees",
            format!("cargo xtask teardown {name} --dry-run shows what goes; then say `--yes={name}`"),
        )),
    }
}

/// Asks, behind the guard and the ledger.
fn agreed(report: &Report, name: &str) -> Result<(), Fault> {
    let typed = report.ask(&format!("Delete all of this? Type `{name}`:"));
    if typed.is_some_and(|typed| typed == name) {
        return Ok(());
    }
    output::tell("nothing was deleted");
    Err(report.disagreed(Fault::refused(
        "nobody agreed",
        "a teardown begins only where somebody agrees",
        format!("run the same command again, and type `{name}`"),
    )))
}
