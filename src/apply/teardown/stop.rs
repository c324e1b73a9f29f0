//! An engine that puts back what a teardown takes away: it is stopped before anything goes, and what Argo CD has installed goes
//! by it, since Helm knows nothing of it.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::cluster::access;
use super::found::{self, Part};
use crate::emit::delivery::{APPLICATIONS, Application, CASCADE, Keeper, Workers};
use crate::emit::teardown::{Installed, StepId};
use crate::engine::Engine;
use crate::event::Outcome;
use crate::live::{self, Fault, Metadata};

/// An object of an engine, as far as it tells whether it is at work.
#[derive(Deserialize)]
struct Worker {
    metadata: Metadata,
    #[serde(default)]
    spec: Spec,
    /// A sync of Argo CD that is on its way.
    operation: Option<IgnoredAny>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    suspend: bool,
    sync_policy: SyncPolicy,
}

#[derive(Default, Deserialize)]
struct SyncPolicy {
    automated: Option<IgnoredAny>,
}

impl Worker {
    fn is_at_work(&self, kind: &str) -> bool {
        match kind {
            APPLICATIONS => self.operation.is_some() || self.spec.sync_policy.automated.is_some(),
            _ => !self.spec.suspend,
        }
    }
}

/// Ends its work for the environment.
pub(super) fn stop(engine: &Engine<'_>, step: &str, keeper: &Keeper) -> Result<Outcome, Fault> {
    if let Some(cluster) = &keeper.elsewhere {
        return Err(out_of_reach(engine, keeper, cluster));
    }
    if !access(engine)? {
        return Ok(Outcome::Unchanged(
            "there is no cluster that it runs in".to_owned(),
        ));
    }
    let programs = &engine.programs;
    let mut stopped = 0;
    for workers in &keeper.workers {
        let Workers {
            kind, patch, manager, ..
        } = workers;
        for Metadata { name, namespace, .. } in at_work(engine, workers)? {
            engine.note(step, &format!("stopping {kind} {namespace}/{name}"));
            let arguments = [
                "patch",
                kind,
                &name,
                "--namespace",
                &namespace,
                "--field-manager",
                manager,
                "--type",
                "merge",
                "--patch",
                patch,
            ];
            programs.patiently(|| programs.tell("kubectl", &arguments, "", programs.most))?;
            stopped += 1;
        }
    }
    for workers in &keeper.workers {
        if let Some(first) = at_work(engine, workers)?.first() {
            return Err(goes_on(engine, keeper, workers, first));
        }
    }
    Ok(match stopped {
        0 => Outcome::Unchanged(format!("{} does nothing for it", keeper.name())),
        count => Outcome::Changed(format!("{count} objects of {} stopped", keeper.name())),
    })
}

/// Those that are at work; none where the engine is not installed.
fn at_work(engine: &Engine<'_>, workers: &Workers) -> Result<Vec<Metadata>, Fault> {
    let all: Vec<Worker> = found::every(engine, workers.kind)?;
    let ours = all.into_iter().filter(|it| {
        let Metadata {
            name,
            namespace,
            labels,
            ..
        } = &it.metadata;
        it.is_at_work(workers.kind) && workers.which.has(namespace, name, labels)
    });
    Ok(ours.map(|it| it.metadata).collect())
}

/// The engine runs where nobody here is let in.
fn out_of_reach(engine: &Engine<'_>, keeper: &Keeper, cluster: &str) -> Fault {
    let then = engine.teardown(&format!(" --from {}", StepId::ControlPlaneLogs.name()));
    let mut lines = keeper.stop();
    lines.push(format!("then {then}"));
    Fault::refused(
        format!(
            "{} delivers `{}` from another cluster, to the one that it calls `{cluster}`",
            keeper.name(),
            engine.place.environment
        ),
        "while it is at work it puts back what is deleted, and load balancers and volumes come again, and bill; nothing was deleted",
        format!(
            "stop it, where ARGOCD is the context of its cluster:\n    {}",
            lines.join("\n    ")
        ),
    )
}

/// Somebody has undone what was said.
fn goes_on(engine: &Engine<'_>, keeper: &Keeper, workers: &Workers, first: &Metadata) -> Fault {
    let Workers { kind, .. } = workers;
    let Metadata { name, namespace, .. } = first;
    Fault::refused(
        format!(
            "{} was stopped, and {kind} {namespace}/{name} is at work again",
            keeper.name()
        ),
        "it puts back what is deleted, and load balancers and volumes come again, and bill; nothing was deleted",
        format!(
            "{} tells who sets it; end that, then {}",
            engine.in_cluster(&format!(
                "kubectl get {kind} {name} --namespace {namespace} --show-managed-fields --output yaml"
            )),
            engine.teardown_again()
        ),
    )
}

/// Deletes the Application of a release with all that it has made; whether there was something.
pub(super) fn take_away(
    engine: &Engine<'_>,
    step: &str,
    installed: &Installed,
    application: &Application,
) -> Result<bool, Fault> {
    let Application {
        name,
        namespace,
        elsewhere,
    } = application;
    if *elsewhere {
        return gone_elsewhere(engine, installed, application).map(|()| false);
    }
    let programs = &engine.programs;
    let there = [
        "get",
        APPLICATIONS,
        name,
        "--namespace",
        namespace,
        "--output",
        "name",
    ];
    if !live::exists(programs, &there)? {
        return Ok(false);
    }
    let cascade = [
        "patch",
        APPLICATIONS,
        name,
        "--namespace",
        namespace,
        "--type",
        "merge",
        "--patch",
        CASCADE,
    ];
    programs.patiently(|| programs.tell("kubectl", &cascade, "", programs.most))?;
    let address = format!("{namespace}/{name}");
    let deleted: Part = found::delete(engine, step, APPLICATIONS, |it| it.address() == address)?;
    Ok(deleted.is_some())
}

/// Refuses to go on while what an Argo CD out of reach has installed is there: its claims are in use until it is gone.
fn gone_elsewhere(
    engine: &Engine<'_>,
    installed: &Installed,
    application: &Application,
) -> Result<(), Fault> {
    let Installed { name, namespace, .. } = installed;
    let selector = format!("app.kubernetes.io/instance={name}");
    let arguments = [
        "get",
        "deployments,statefulsets,daemonsets",
        "--namespace",
        namespace,
        "--selector",
        &selector,
        "--output",
        "name",
    ];
    let programs = &engine.programs;
    let said = programs.patiently(|| programs.tell("kubectl", &arguments, "", programs.most))?;
    let Some(first) = said.lines().find(|line| !line.is_empty()) else {
        return Ok(());
    };
    let mut lines = application.deletion().to_vec();
    lines.push(format!("then {}", engine.teardown_again()));
    Err(Fault::refused(
        format!(
            "`{name}` is installed by an Argo CD in another cluster, and {first} in `{namespace}` is there"
        ),
        "its pods hold their volumes, and nobody here may tell that Argo CD to delete it",
        format!(
            "delete it there, where ARGOCD is the context of its cluster:\n    {}",
            lines.join("\n    ")
        ),
    ))
}
