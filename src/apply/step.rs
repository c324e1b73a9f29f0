//! One step of the plan: what it needs is looked for, it is applied, and what it is to bring about is waited for.

use serde_json::Value;

use super::engine::{Engine, Pauses};
use super::event::Outcome;
use super::run::Input;
use super::watch::{self, Waiting};
use super::{checks, objects, release, stack};
use crate::emit::Artifact;
use crate::emit::plan::{Call, Chart, Step, StepKind, Wait};
use crate::live::{self, Fault, Outputs, kubeconfig};

/// A file as it is applied.
struct Filled {
    text: String,
    tree: Value,
}

/// What a step is given, for its digest.
pub(super) fn given<'a>(input: &'a Input<'_>, step: &'a Step) -> Vec<&'a str> {
    let text = artifact(input, step).map_or("", |artifact| artifact.text());
    let chart = step.chart.as_ref().map_or("", |chart| chart.version.as_str());
    let mut given = vec![step.id.as_str(), step.command.as_str(), text, chart];
    given.extend(step.looks.iter().map(|look| look.wanted.as_str()));
    given
}

fn artifact<'a>(input: &'a Input<'_>, step: &Step) -> Option<&'a Artifact> {
    let path = step.artefact.as_ref()?;
    input.artifacts.iter().find(|artifact| artifact.path == *path)
}

/// Does it.
pub(super) fn apply(engine: &Engine<'_>, input: &Input<'_>, step: &Step) -> Result<Outcome, Fault> {
    for check in &step.checks {
        secret(engine, step, check)?;
    }
    let outcome = match step.kind {
        // A change set is a part of what is done to the stack.
        StepKind::ChangeSet | StepKind::Stack => stack::apply(engine, &of_stack(input))?,
        StepKind::Eksctl => eksctl(engine, &filled(engine, input, step)?)?,
        StepKind::Kubeconfig => access(engine)?,
        StepKind::Crds => {
            let definitions = definitions(engine, step)?;
            let outcome = objects::apply(engine, &step.id, &definitions, true)?;
            objects::established(engine, &definitions)?;
            outcome
        }
        StepKind::Manifest => {
            let file = filled(engine, input, step)?;
            objects::namespaces_stay(engine, step, artifact(input, step))?;
            objects::apply(engine, &step.id, &file.text, engine.options.force_conflicts)?
        }
        StepKind::Helm => {
            let file = filled(engine, input, step)?;
            release::apply(engine, &of_release(step, &file))?
        }
        StepKind::Checks => checks::wait(engine, step)?,
    };
    if step.kind == StepKind::Manifest {
        for wait in &step.waits {
            take_effect(engine, &step.id, wait)?;
        }
    }
    Ok(outcome)
}

/// Whether a step asks the cluster's API server.
pub(super) const fn needs_cluster(step: &Step) -> bool {
    matches!(
        step.kind,
        StepKind::Crds | StepKind::Manifest | StepKind::Helm | StepKind::Checks
    )
}

/// Sees to it that kubectl and Helm reach the environment's cluster and no other one. `false` in a dry run without a
/// cluster.
pub(super) fn reach(engine: &Engine<'_>) -> Result<bool, Fault> {
    if engine.options.dry_run && live::cluster(&engine.programs, &engine.place.cluster)?.is_none() {
        return Ok(false);
    }
    access(engine).map(|_| true)
}

/// Looks what it would do.
pub(super) fn observe(engine: &Engine<'_>, input: &Input<'_>, step: &Step) -> Result<Outcome, Fault> {
    match step.kind {
        StepKind::ChangeSet | StepKind::Stack => stack::observe(engine, &of_stack(input)),
        StepKind::Eksctl | StepKind::Kubeconfig => {
            Ok(match live::cluster(&engine.programs, &engine.place.cluster)? {
                None => Outcome::Would("there is no cluster yet".to_owned()),
                Some(_) if step.kind == StepKind::Eksctl => {
                    Outcome::Unchanged("the cluster is there".to_owned())
                }
                Some(_) => access(engine)?,
            })
        }
        StepKind::Crds => {
            let definitions = definitions(engine, step)?;
            objects::observe(engine, &definitions, true)
        }
        StepKind::Manifest => {
            let file = filled(engine, input, step)?;
            objects::observe(engine, &file.text, engine.options.force_conflicts)
        }
        StepKind::Helm => {
            let file = filled(engine, input, step)?;
            release::observe(engine, &of_release(step, &file))
        }
        StepKind::Checks => checks::observe(engine, step),
    }
}

fn definitions(engine: &Engine<'_>, step: &Step) -> Result<String, Fault> {
    let chart = chart(step);
    objects::definitions(engine, chart)?.ok_or_else(|| objects::undefined(engine, &step.id, chart))
}

fn chart(step: &Step) -> &Chart {
    step.chart
        .as_ref()
        .expect("bug in eksight: a step with a chart has none")
}

fn of_stack<'a>(input: &'a Input<'_>) -> stack::Wanted<'a> {
    stack::Wanted {
        name: &input.plan.place.stack,
        template: &input.template,
        inline: input.inline,
        capability: input.capability,
        protect: input.protect,
    }
}

fn of_release<'a>(step: &'a Step, file: &'a Filled) -> release::Wanted<'a> {
    release::Wanted {
        step: &step.id,
        name: step.release.unwrap_or(&step.id),
        namespace: step.namespace.as_deref().unwrap_or("default"),
        chart: chart(step),
        values: &file.text,
        tree: &file.tree,
    }
}

/// The file of a step with the stack's outputs in it.
fn filled(engine: &Engine<'_>, input: &Input<'_>, step: &Step) -> Result<Filled, Fault> {
    let artifact = artifact(input, step).expect("bug in eksight: a step names a file that there is not");
    let tree = artifact.documents().first().cloned().unwrap_or_default();
    if !artifact.waits_for_outputs() {
        return Ok(Filled {
            text: artifact.text().to_owned(),
            tree,
        });
    }
    let name = &input.plan.place.stack;
    let stack = live::stack(&engine.programs, name)?;
    let outputs: Outputs = stack.iter().flat_map(live::Stack::outputs).collect();
    let fill = || Ok::<_, String>((outputs.fill(artifact.text())?, outputs.fill_tree(&tree)?));
    match fill() {
        Ok((text, tree)) => Ok(Filled { text, tree }),
        Err(placeholder) => Err(Fault::refused(
            format!("the stack `{name}` has no output for `{placeholder}`"),
            format!("out/{}/{} waits for it", engine.place.environment, artifact.path),
            engine.again(stack::STEP),
        )),
    }
}

/// The kubeconfig file that is ours alone.
fn access(engine: &Engine<'_>) -> Result<Outcome, Fault> {
    let found = kubeconfig(&engine.programs, &engine.place)?;
    let there = format!("Kubernetes {} at {}", found.version, found.endpoint);
    Ok(Outcome::Unchanged(match engine.options.dry_run {
        // The file of who only looks goes with it.
        true => there,
        false => format!("{} leads to {there}", engine.programs.kubeconfig.display()),
    }))
}

/// eksctl makes a cluster once; what it changes later, it has other commands for.
fn eksctl(engine: &Engine<'_>, file: &Filled) -> Result<Outcome, Fault> {
    let programs = &engine.programs;
    let name = &engine.place.cluster;
    let mut told = None;
    if live::cluster(programs, name)?.is_none() {
        let arguments = ["create", "cluster", "--config-file", "-"];
        told = Some(programs.tell("eksctl", &arguments, &file.text, engine.limits.stack));
    }
    let mut pauses = Pauses::within(engine.limits.stack);
    loop {
        let still = match live::cluster(programs, name)? {
            Some(found) if found.status == "ACTIVE" => break,
            Some(found) => format!("the cluster `{name}` is still {}", found.status),
            None => match told {
                Some(Err(fault)) => return Err(fault),
                _ => format!("the cluster `{name}` is not there yet"),
            },
        };
        pauses.pause(programs, || still)?;
    }
    match told {
        None => Ok(Outcome::Unchanged("the cluster is there".to_owned())),
        Some(Err(fault)) if !fault.may_pass() => Err(fault),
        Some(_) => Ok(Outcome::Changed(format!("the cluster `{name}`"))),
    }
}

/// A secret that has to be there: nobody but people can make it.
fn secret(engine: &Engine<'_>, step: &Step, check: &Call) -> Result<(), Fault> {
    let programs = &engine.programs;
    let arguments: Vec<&str> = check.arguments.iter().map(String::as_str).collect();
    let there = match check.program {
        "kubectl" => live::exists(programs, &[&arguments[..], &["--output", "name"]].concat())?,
        program => {
            let most = programs.most;
            match programs.patiently(|| programs.tell(program, &arguments, "", most)) {
                Ok(_) => true,
                Err(fault) if fault.is_absent() => false,
                Err(fault) => return Err(fault),
            }
        }
    };
    match there {
        true => Ok(()),
        false => Err(Fault::refused(
            format!(
                "a secret that `{}` reads is not there: `{check}` finds none",
                step.id
            ),
            "its pods would wait for it, and the release would be taken back",
            format!(
                "make it as the section `{}` of out/{}/RUNBOOK.md says, then {}",
                step.id,
                engine.place.environment,
                engine.again(&step.id)
            ),
        )),
    }
}

/// Waits until a step has taken effect.
fn take_effect(engine: &Engine<'_>, step: &str, wait: &Wait) -> Result<(), Fault> {
    let Wait::Call(call) = wait else {
        return Ok(());
    };
    let arguments: Vec<&str> = call.arguments.iter().map(String::as_str).collect();
    let namespace = arguments
        .windows(2)
        .find(|words| words[0] == "--namespace")
        .map_or("default", |words| words[1]);
    let waiting = Waiting {
        step,
        program: call.program,
        arguments: &arguments,
        input: "",
        most: engine.limits.other,
    };
    engine
        .programs
        .patiently(|| watch::tell(engine, namespace, &waiting))
        .map(drop)
}
