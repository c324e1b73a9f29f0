//! Kubernetes objects by server-side apply, with a field manager of ours: what others have set is theirs until somebody
//! says otherwise.

use super::engine::Engine;
use super::event::Outcome;
use crate::emit::Artifact;
use crate::emit::plan::{Chart, Step};
use crate::live::{self, Difference, Fault};

/// Applies a file, unless the cluster has it.
pub(super) fn apply(engine: &Engine<'_>, step: &str, text: &str, force: bool) -> Result<Outcome, Fault> {
    let programs = &engine.programs;
    if live::difference(programs, text, force).is_ok_and(|found| found == Difference::None) {
        return Ok(Outcome::Unchanged("the cluster has these objects".to_owned()));
    }
    let mut arguments = vec!["apply", "--server-side", "--field-manager=eksight"];
    if force {
        arguments.push("--force-conflicts");
    }
    arguments.extend(["--filename", "-"]);
    // The same objects again are the same objects.
    let told = programs.patiently(|| programs.tell("kubectl", &arguments, text, engine.limits.other));
    if let Err(Fault::Stopped) = told {
        return Err(Fault::Stopped);
    }
    match programs.finishing(|programs| live::difference(programs, text, force)) {
        Ok(Difference::None) => Ok(Outcome::Changed(summary(&told.unwrap_or_default()))),
        found => Err(told.map_or_else(
            |fault| explain(engine, step, fault),
            |_| not_kept(engine, step, found),
        )),
    }
}

/// Refuses a file with a namespace that is on its way out: kubectl takes it for there, and nothing can be made in it.
pub(super) fn namespaces_stay(
    engine: &Engine<'_>,
    step: &Step,
    artifact: Option<&Artifact>,
) -> Result<(), Fault> {
    let documents = artifact.map_or(&[][..], |artifact| artifact.documents());
    let of_file = documents
        .iter()
        .filter(|document| document["kind"] == "Namespace");
    let names: Vec<&str> = of_file.filter_map(|it| it["metadata"]["name"].as_str()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let going = live::terminating(&engine.programs)?;
    let Some(name) = going.iter().find(|name| names.contains(&name.as_str())) else {
        return Ok(());
    };
    Err(Fault::refused(
        format!("the namespace `{name}` is Terminating"),
        "until it is gone nothing can be made in it, and then it is made anew",
        format!(
            "{} tells what holds it; mend that and wait until it is gone, then {}",
            engine.in_cluster(&format!("kubectl get namespace {name} --output yaml")),
            engine.again(&step.id)
        ),
    ))
}

/// Whether the cluster has the objects of a file.
pub(super) fn observe(engine: &Engine<'_>, text: &str, force: bool) -> Result<Outcome, Fault> {
    Ok(match live::difference(&engine.programs, text, force)? {
        Difference::None => Outcome::Unchanged("the cluster has these objects".to_owned()),
        Difference::Some(difference) => {
            let count = difference
                .lines()
                .filter(|line| line.starts_with("diff "))
                .count();
            Outcome::Would(format!("change {count} objects"))
        }
        Difference::NotYet(_) => Outcome::Would("create them; what they need is not there yet".to_owned()),
    })
}

/// The custom resource definitions of a chart, as a stream of YAML; `None` where Helm finds none in it.
pub(super) fn definitions(engine: &Engine<'_>, chart: &Chart) -> Result<Option<String>, Fault> {
    let mut arguments = vec!["show", "crds"];
    arguments.extend(chart.arguments());
    let found = engine.programs.ask_helm(&arguments)?;
    Ok(Some(found).filter(|text| !text.trim().is_empty()))
}

/// Why a chart without its definitions is not gone on with.
pub(super) fn undefined(engine: &Engine<'_>, step: &str, chart: &Chart) -> Fault {
    let (environment, source) = (&engine.place.environment, &engine.place.source);
    let arguments = chart.arguments().join(" ");
    Fault::refused(
        format!("`helm show crds {arguments}` finds no custom resource definition"),
        format!(
            "`{}` brings some, and what comes after is of their kinds; this may be a copy without its folder `crds`",
            chart.name
        ),
        format!(
            "helm show all {arguments} tells what it has; change `version` or `repository` under `charts` in \
             {source}, then cargo xtask render {environment} and {}",
            engine.again(step)
        ),
    )
}

/// Waits until the API server serves what a file defines.
pub(super) fn established(engine: &Engine<'_>, definitions: &str) -> Result<(), Fault> {
    let timeout = format!("--timeout={}s", engine.limits.other.as_secs().clamp(1, 60));
    let arguments = ["wait", "--for=condition=Established", &timeout, "--filename", "-"];
    let programs = &engine.programs;
    programs
        .patiently(|| programs.tell("kubectl", &arguments, definitions, engine.limits.other))
        .map(drop)
}

/// How many objects kubectl speaks of: `namespace/a serverside-applied`.
fn summary(said: &str) -> String {
    match said.lines().filter(|line| !line.is_empty()).count() {
        1 => "1 object applied".to_owned(),
        count => format!("{count} objects applied"),
    }
}

fn explain(engine: &Engine<'_>, step: &str, fault: Fault) -> Fault {
    match fault {
        Fault::Said { said, .. } if said.contains("conflict") => Fault::refused(
            format!("others have set fields of these objects:\n{said}"),
            "what one field manager has set, another one changes only when somebody says so",
            format!(
                "take the fields over: cargo xtask apply {} --only {step} --force-conflicts; or leave them out of the environment",
                engine.place.environment
            ),
        ),
        other => other,
    }
}

fn not_kept(engine: &Engine<'_>, step: &str, found: Result<Difference, Fault>) -> Fault {
    match found {
        Err(fault) => fault,
        Ok(found) => {
            let what = match found {
                Difference::Some(text) | Difference::NotYet(text) => text,
                Difference::None => String::new(),
            };
            let lines: Vec<&str> = what.lines().take(20).collect();
            Fault::refused(
                format!(
                    "kubectl has applied the objects, and the cluster has others:\n{}",
                    lines.join("\n")
                ),
                "a controller or somebody else changes them back",
                format!(
                    "{} tells who; end that, then {}",
                    engine.in_cluster("kubectl get KIND NAME --show-managed-fields --output yaml"),
                    engine.again(step)
                ),
            )
        }
    }
}
