//! The plan in the words of an engine that applies it: what Kubernetes gets, in the plan's order, and nothing else.

mod argocd;
mod change;
mod flux;
mod helmfile;
mod keeper;
mod unit;

pub(super) use argocd::set_name as argocd_set;
pub use argocd::{certify_webhooks, namespace as argocd_namespace};
pub(super) use change::take_fields_over;
pub use change::{HUB, Move};
pub(super) use flux::STEP_TIMEOUT as FLUX_STEP_TIMEOUT;
pub use flux::{namespace as flux_namespace, source as flux_source};
pub(super) use helmfile::sync as helmfile_sync;
pub use keeper::{APPLICATIONS, Application, CASCADE, Deliverer, Keeper, Which, Workers};
pub(super) use keeper::{HELM_RELEASES, KUSTOMIZATIONS};

use serde::Serialize;

use super::artifact::Artifact;
use super::plan::{self, Plan};
use crate::model::value::GitFolder;
use crate::model::{Delivery, Lifecycle};
use crate::resolve::Resolved;
use unit::units;

/// The files of the engine that the environment names; none where people or a pipeline follow `plan.json`.
#[must_use]
pub fn emit(resolved: &Resolved, plan: &Plan, artifacts: &[Artifact]) -> Vec<Artifact> {
    let units = units(resolved, plan, artifacts);
    match engine(resolved) {
        None => Vec::new(),
        Some(Delivery::Argocd(settings)) => argocd::emit(resolved, settings, &units),
        Some(Delivery::Flux(settings)) => flux::emit(resolved, settings, &units),
        Some(Delivery::Helmfile(_)) => helmfile::emit(resolved, &units),
    }
}

/// The engine that delivers an environment; none delivers what is history.
#[must_use]
pub fn engine<'a>(resolved: &Resolved<'a>) -> Option<&'a Delivery> {
    installer(resolved).filter(|_| resolved.environment.lifecycle == Lifecycle::Live)
}

/// The engine by which goes what there is: what is history was delivered by the one that it names.
pub(super) fn installer<'a>(resolved: &Resolved<'a>) -> Option<&'a Delivery> {
    resolved.environment.delivery.as_ref()
}

/// The part of an object that its kind defines.
#[derive(Serialize)]
struct Specified<S> {
    spec: S,
}

/// A path of the repository, from the folder that holds `out/`.
fn in_repository(folder: Option<&GitFolder>, path: &str) -> String {
    match folder {
        Some(folder) => format!("{folder}/{path}"),
        None => path.to_owned(),
    }
}

/// The name of an environment as Kubernetes takes names of objects, without a dot.
#[must_use]
pub fn object_name(environment: &str) -> String {
    let name = environment.to_ascii_lowercase().replace(['_', '.'], "-");
    name.trim_matches('-').to_owned()
}

/// What Flux calls the Kustomizations of an environment, its own first; none of them is made for it.
#[must_use]
pub fn flux_kustomizations(resolved: &Resolved) -> Vec<String> {
    let steps = plan::kubernetes_steps(resolved).into_iter();
    let steps = steps.map(|step| of_step(resolved.name, &step));
    std::iter::once(object_name(resolved.name)).chain(steps).collect()
}

/// What Argo CD and Flux call a step of an environment: behind a dot, which the name of no environment has, so that none is
/// taken for the step of another one, nor for what a team calls so itself.
pub(crate) fn of_step(environment: &str, step: &str) -> String {
    format!("{}.{step}", object_name(environment))
}
