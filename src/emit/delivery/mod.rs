//! The plan in the words of an engine that applies it: what Kubernetes gets, in the plan's order, and nothing else.

mod argocd;
mod flux;
mod helmfile;
mod unit;

use serde::Serialize;

use super::artifact::Artifact;
use super::plan::Plan;
use crate::model::Delivery;
use crate::model::value::GitFolder;
use crate::resolve::Resolved;
use unit::units;

/// The files of the engine that the environment names; none where people or a pipeline follow `plan.json`.
#[must_use]
pub fn emit(resolved: &Resolved, plan: &Plan, artifacts: &[Artifact]) -> Vec<Artifact> {
    let units = units(resolved, plan, artifacts);
    match &resolved.environment.delivery {
        None => Vec::new(),
        Some(Delivery::Argocd(settings)) => argocd::emit(resolved, settings, &units),
        Some(Delivery::Flux(settings)) => flux::emit(resolved, settings, &units),
        Some(Delivery::Helmfile(_)) => helmfile::emit(resolved, &units),
    }
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

/// The name of an environment as Kubernetes takes names of objects.
fn object_name(environment: &str) -> String {
    let name = environment.to_ascii_lowercase().replace('_', "-");
    name.trim_end_matches(['-', '.']).to_owned()
}
