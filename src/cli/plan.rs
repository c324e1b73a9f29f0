//! `plan`: the steps that apply an environment, and the ledger and steps of its teardown, without any credential; or, with
//! one, which steps are done.

use clap::Args;
use serde::Serialize;

use super::apply::{self, Common, Look};
use super::format::Format;
use super::output::{self, Context};
use super::{RustEnvironment, code, environments};
use crate::apply::units;
use crate::emit::delivery::{Deliverer, Keeper};
use crate::emit::plan::{Plan, Step, StepKind};
use crate::emit::teardown::{Teardown, teardown};
use crate::emit::{cloudformation, plan};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The environment.
    environment: String,
    /// How to print it.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    output: Format,
    /// Look which steps are done already, and change nothing.
    #[arg(long)]
    live: bool,
}

/// Both ways.
#[derive(Serialize)]
struct Both<'a> {
    apply: &'a Plan,
    teardown: &'a Teardown,
}

pub(super) fn run(arguments: &Arguments, rust: &[RustEnvironment], context: &Context) -> anyhow::Result<u8> {
    let project = environments::Project::find(rust)?;
    project.with_permit(&arguments.environment, context, |permit| {
        if arguments.live {
            let common = Common::looking(arguments.output);
            return apply::look(Look::Plan, &common, &project, permit);
        }
        let resolved = permit.resolved();
        let plan = plan::plan(resolved, &permit.render());
        let teardown = teardown(resolved);
        output::data(&match arguments.output {
            Format::Text => text(resolved.name, &plan, &teardown, Keeper::of(resolved).as_ref()),
            Format::Json => {
                let both = Both {
                    apply: &plan,
                    teardown: &teardown,
                };
                let json = serde_json::to_string_pretty(&both);
                json.expect("bug in eksight: a plan is not JSON") + "\n"
            }
        })?;
        Ok(code::DONE)
    })
}

fn text(name: &str, plan: &Plan, down: &Teardown, keeper: Option<&Keeper>) -> String {
    let steps = units(plan);
    let width = steps.iter().map(|step| step.id.len()).max().unwrap_or(0);
    let mut lines = vec![format!("Apply {name}, in this order:")];
    for (number, step) in steps.iter().enumerate() {
        let by = step.delivered_by.map(Deliverer::name);
        let by = by.map(|name| format!(", by {name}")).unwrap_or_default();
        lines.push(format!(
            "{:>4}. {:width$}  {}{by}",
            number + 1,
            step.id,
            what(step)
        ));
        for secret in &step.requires_secrets {
            lines.push(format!("{:width$}        needs the Secret {secret}", ""));
        }
        let waits = step.waits.iter().filter(|_| step.kind != StepKind::Stack);
        for wait in waits {
            lines.push(format!("{:width$}        until {wait}", ""));
        }
        for look in &step.looks {
            lines.push(format!("{:width$}        {}: {}", "", look.name, look.wanted));
        }
    }
    lines.extend(keeper.map(|keeper| set_on(name, keeper)));
    lines.push(String::new());
    lines.push(format!("Tear {name} down, in this order:"));
    lines.push(steps_text(down));
    lines.push(String::new());
    lines.push("What goes, and what it costs while it stays:".to_owned());
    lines.push(ledger_text(down));
    lines.join("\n") + "\n"
}

/// How the engine comes to its steps.
fn set_on(name: &str, keeper: &Keeper) -> String {
    let context = match keeper.elsewhere {
        Some(_) => ", where ARGOCD is the context of its cluster",
        None => "",
    };
    let (engine, command) = (keeper.name(), keeper.set_on(name));
    format!("{engine} does its steps once it is set on them, behind `kubeconfig`{context}:\n      {command}")
}

fn what(step: &Step) -> String {
    match (&step.chart, &step.artefact) {
        (Some(chart), Some(_)) => format!(
            "helm {} {}, namespace {}",
            chart.name,
            chart.version,
            step.namespace.as_deref().unwrap_or_default()
        ),
        (Some(chart), None) => format!("definitions of {} {}", chart.name, chart.version),
        (None, Some(artefact)) => artefact.clone(),
        (None, None) if step.kind == StepKind::Stack => {
            format!(
                "{} by a change set, followed until it is done",
                cloudformation::PATH
            )
        }
        (None, None) if step.kind == StepKind::Checks => {
            "whether all of it does its work, and what to do where not".to_owned()
        }
        (None, None) => step.command.clone(),
    }
}

/// The steps of a teardown.
pub(super) fn steps_text(down: &Teardown) -> String {
    let lines = down.steps.iter().enumerate().map(|(number, step)| {
        format!(
            "{:>4}. {:18}  {}\n      {:18}  because {}",
            number + 1,
            step.id.name(),
            step.does,
            "",
            step.why
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What is there, who made it, and which step takes it away.
pub(super) fn ledger_text(down: &Teardown) -> String {
    let lines = down.ledger.iter().map(|entry| {
        let step = entry
            .removed_by
            .map(|step| format!("goes with `{}`, else ", step.name()));
        format!(
            "  {} {}\n      by {}; {}{}; costs {}",
            entry.kind,
            entry.name,
            entry.created_by,
            step.unwrap_or_default(),
            entry.if_skipped,
            entry.cost
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}
