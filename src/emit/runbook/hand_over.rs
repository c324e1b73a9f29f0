//! The engine that delivers the environment: how it is set on it, what it has to have, and how it hears of a change.

use serde::Serialize;

use super::super::delivery::{HELM_RELEASES, KUSTOMIZATIONS};
use crate::delivery::{self, APPLICATIONS, Keeper};
use crate::model::{ArgocdDelivery, Delivery};
use crate::plan::{Plan, StepKind};
use crate::resolve::Resolved;

const ARGOCD_NEEDS: &str = "Argo CD 3.2 or newer is needed. It waits for an Application only where `argocd-cm` has a health \
                            check of `argoproj.io/Application` (its page on resource health has it); without one all waves \
                            start at once.";

/// What a person does once, and what changes with an engine.
#[derive(Serialize)]
pub(super) struct HandOver {
    pub(super) engine: &'static str,
    needs: String,
    command: String,
    /// What lets go on what was stopped before.
    resume: Vec<String>,
    /// What it does by itself from then on; `None` for one that works when it is called.
    pub(super) keeps: Option<Keeps>,
}

/// An engine that is at work all the time.
#[derive(Serialize)]
pub(super) struct Keeps {
    /// Where it takes files from, as a person says it.
    from: String,
    /// What it applies, in the plan's order.
    applies: Vec<Applied>,
    /// What tells how far it is.
    look: Vec<String>,
    /// What that shows when it is done.
    done: &'static str,
    /// What ends a sync that keeps a change waiting.
    terminate: Option<String>,
}

/// An object of the engine, and what it applies.
#[derive(Serialize)]
struct Applied {
    name: String,
    artefact: String,
}

/// The engine that the environment names.
pub(super) fn hand_over(resolved: &Resolved, plan: &Plan) -> Option<HandOver> {
    let delivery = delivery::engine(resolved)?;
    let Some(keeper) = Keeper::of(resolved) else {
        return Some(helmfile(resolved.name));
    };
    let root = delivery::object_name(resolved.name);
    let keeps = Keeps {
        from: from(delivery),
        applies: applied(resolved, plan),
        look: look(&keeper, delivery, &root),
        done: match delivery {
            Delivery::Argocd(_) => "each is `Synced` and `Healthy`",
            _ => "each is `True` under `READY`",
        },
        terminate: matches!(delivery, Delivery::Argocd(_)).then(|| format!("argocd app terminate-op {root}")),
    };
    Some(HandOver {
        engine: keeper.name(),
        needs: match delivery {
            Delivery::Argocd(settings) => argocd_needs(settings),
            _ => "Flux 2.7 or newer has to run in the cluster, with a GitRepository of the repository that holds `out`."
                .to_owned(),
        },
        command: keeper.set_on(resolved.name),
        resume: keeper.resume(),
        keeps: Some(keeps),
    })
}

fn helmfile(environment: &str) -> HandOver {
    HandOver {
        engine: "helmfile",
        needs: format!(
            "helmfile 1 is needed. `helmfile apply` would pass over manifests of releases that do not change. Where Argo CD or Flux \
             has applied manifests before, their fields conflict, and `{}` takes them over once.",
            delivery::take_fields_over(environment)
        ),
        command: delivery::helmfile_sync(environment),
        resume: Vec::new(),
        keeps: None,
    }
}

fn argocd_needs(settings: &ArgocdDelivery) -> String {
    let Some(cluster) = &settings.cluster else {
        return ARGOCD_NEEDS.to_owned();
    };
    format!(
        "{ARGOCD_NEEDS} It has to know this cluster as `{cluster}`, and ARGOCD is the context of its own. `applicationset.yaml` \
         beside the file is the ApplicationSet `{}`, which does the same for every environment that names its `cluster` and has \
         this repository, revision, folder, project and namespace of Argo CD.",
        delivery::argocd_set(settings)
    )
}

fn from(delivery: &Delivery) -> String {
    match delivery {
        Delivery::Argocd(settings) => match &settings.revision {
            Some(revision) => format!("the revision `{revision}` of `{}`", settings.repository),
            None => format!("the default branch of `{}`", settings.repository),
        },
        Delivery::Flux(settings) => format!(
            "the branch that the GitRepository `{}` follows",
            delivery::flux_source(settings)
        ),
        Delivery::Helmfile(_) => String::new(),
    }
}

/// The steps of the engine, each by the object that does it. Definitions go with their chart.
fn applied(resolved: &Resolved, plan: &Plan) -> Vec<Applied> {
    let steps = plan.steps.iter().filter(|step| step.kind != StepKind::Crds);
    let delivered = steps.filter(|step| step.delivered_by.is_some());
    let applied = delivered.filter_map(|step| {
        Some(Applied {
            name: delivery::of_step(resolved.name, &step.id),
            artefact: step.artefact.clone()?,
        })
    });
    applied.collect()
}

fn look(keeper: &Keeper, delivery: &Delivery, root: &str) -> Vec<String> {
    let kubectl = keeper.kubectl();
    let ours = |kind: &str, namespace: &str| {
        format!("{kubectl} get {kind} --namespace {namespace} | grep -E '^(NAME|{root}([.][^ ]*)?) '")
    };
    match delivery {
        Delivery::Argocd(settings) => vec![ours(APPLICATIONS, delivery::argocd_namespace(settings))],
        Delivery::Flux(settings) => vec![
            ours(KUSTOMIZATIONS, delivery::flux_namespace(settings)),
            format!("{kubectl} get {HELM_RELEASES} --all-namespaces"),
        ],
        Delivery::Helmfile(_) => Vec::new(),
    }
}
