//! The engine that delivers the environment: how it is set on it, what it has to have, and how it hears of a change.

use serde::Serialize;

use super::super::delivery::{HELM_RELEASES, KUSTOMIZATIONS};
use crate::delivery::{self, APPLICATIONS, Keeper};
use crate::model::value::Release;
use crate::model::{ArgocdDelivery, Delivery};
use crate::plan::{Plan, StepKind};
use crate::resolve::Resolved;

/// That AWS's Argo CD does not know the address is told in the EKS user guide, "Register target clusters", and what each
/// Application applies by itself in argoproj/argo-cd, issue 8778. Since 3.4 what is missing makes no Application unhealthy
/// (`setApplicationHealth` in controller/health.go of v3.4.0; issue 27917). All read 2026-11.
const ARGOCD_NEEDS: &str = "Argo CD 3.2 or newer is needed, run by yourselves: that of EKS Capabilities does not know \
                            `https://kubernetes.default.svc`, by which the files name its own cluster. It waits for an Application \
                            only where `argocd-cm` has a health check of `argoproj.io/Application` (its page on resource health \
                            has it); without one all waves start at once. Since 3.4 it takes one for healthy of which only a part \
                            is there; what comes too early for that is tried again.";

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
    /// Whether each step is applied by itself once it is there, and so the order that of the first time alone.
    first_time: bool,
    /// What is done where it waits for what never becomes healthy.
    stuck: Stuck,
    /// What gives webhooks that are new their certificate; none where they have it by themselves.
    certify: Vec<String>,
}

/// What keeps a change waiting, and how a person ends that.
#[derive(Serialize)]
struct Stuck {
    why: String,
    commands: Vec<String>,
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
        first_time: !keeper.has_releases(),
        stuck: match delivery {
            Delivery::Argocd(settings) => argocd_stuck(&keeper, delivery::argocd_namespace(settings), &root),
            _ => flux_stuck(),
        },
        certify: match delivery {
            Delivery::Argocd(_) => certify(resolved),
            _ => Vec::new(),
        },
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
             has applied manifests before, a field that changes conflicts, and `{}` takes it over.",
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

/// A sync keeps the sources with which it began, and forgets commits alone where it is tried again (`processRequestedAppOperation` in
/// controller/appcontroller.go and `newSyncOperationResult` in controller/sync.go of v3.5.1; argoproj/argo-cd, issue 28794, open
/// in 2026-11). One of several phases waits until all that it has applied is healthy (`multiStep` in
/// gitops-engine/pkg/sync/sync_context.go). The version comes with the sync of the environment, so that one ends first.
fn argocd_stuck(keeper: &Keeper, namespace: &str, root: &str) -> Stuck {
    let kubectl = keeper.kubectl();
    let columns = "NAME:.metadata.name,SYNC:.status.operationState.phase,VERSION:.spec.sources[0].targetRevision,\
                   MESSAGE:.status.operationState.message";
    Stuck {
        why: "A sync that fails is tried again, with the newest commit and with the version of the chart with which it began. One that \
              waits for something which never becomes healthy takes nothing newer: the environment's own, which waits for those \
              of the steps, and a step's whose chart has hooks. End it where it is `Running` for too long, the environment's \
              first, and the step's once VERSION is what you pushed; then each begins anew with the newest. Where nothing newer \
              is there, only `argocd app sync` begins it again."
            .to_owned(),
        commands: vec![
            format!(
                "{kubectl} get {APPLICATIONS} --namespace {namespace} --output 'custom-columns={columns}' | grep -E '^(NAME|{root}([.][^ ]*)?) '"
            ),
            format!("argocd app terminate-op {root}"),
            format!("argocd app terminate-op {}", delivery::of_step(root, "STEP")),
        ],
    }
}

/// Where Argo CD renders the chart of the AWS Load Balancer Controller.
fn certify(resolved: &Resolved) -> Vec<String> {
    let mut releases = resolved.releases.iter();
    let found = releases.find(|release| release.release == Release::AwsLoadBalancerController);
    found.map_or_else(Vec::new, |release| {
        delivery::certify_webhooks(&release.namespace).to_vec()
    })
}

/// Source: docs/spec/v1/kustomizations.md and internal/features/features.go of kustomize-controller v1.9.4, docs/spec/v2/helmreleases.md
/// (drift detection) and internal/features/features.go of helm-controller v1.6.3, 2026-07.
fn flux_stuck() -> Stuck {
    Stuck {
        why: format!(
            "A step that does not become healthy takes nothing newer for up to {}, and what mends it waits so long; neither \
             `flux reconcile` nor another push ends that, but where both controllers run with the feature gate \
             `CancelHealthCheckOnNewRevision`. Flux puts back what others change of manifests, and of a release what they do by Helm. \
             What they change of its objects otherwise stays until the release is upgraded; this does so at once:",
            delivery::FLUX_STEP_TIMEOUT
        ),
        commands: vec!["flux reconcile helmrelease RELEASE --namespace NAMESPACE --force".to_owned()],
    }
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
