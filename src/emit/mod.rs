//! What comes out: pure functions from the resolved environment to artefacts. No I/O, no checks.

pub mod alerts;
mod artifact;
pub mod cloudformation;
pub mod dashboard;
pub mod delivery;
pub mod eksctl;
pub mod environment;
pub mod health;
pub mod helm;
pub mod images;
mod left_over;
mod log_groups;
pub mod manifests;
pub mod plan;
pub mod queries;
pub mod runbook;
mod same;
mod secrets;
mod spot;
mod stack_output;
pub mod teardown;
pub mod yaml;

pub use artifact::{Artifact, provenance};
pub use same::same;

use eksight_catalog as catalog;
use eksight_model as model;
use eksight_resolve as resolve;

use resolve::Resolved;

/// Everything that deploys an environment. Cannot fail, and gives the same bytes every time.
#[must_use]
pub fn render(resolved: &Resolved) -> Vec<Artifact> {
    render_around(resolved, cloudformation::emit(resolved))
}

/// As [`render`], for who has what another environment is made into, which is mostly the same.
#[must_use]
pub fn render_beside(resolved: &Resolved, other: &[Artifact]) -> Vec<Artifact> {
    let template = cloudformation::emit(resolved);
    // How it gets to CloudFormation depends on how long it is, so it is written, and that takes a fifth of all.
    let known = other.iter().find(|artifact| artifact.path == template.path);
    known.into_iter().for_each(|known| template.take_text(known));
    render_around(resolved, template)
}

/// As [`render`], for who made the template already.
#[must_use]
pub fn render_around(resolved: &Resolved, template: Artifact) -> Vec<Artifact> {
    let mut artifacts = vec![template];
    artifacts.extend(eksctl::emit(resolved));
    artifacts.extend(helm::emit(resolved));
    artifacts.extend(manifests::emit(resolved));
    artifacts.extend(queries::emit(resolved));
    let plan = plan::plan(resolved, &artifacts);
    artifacts.extend(delivery::emit(resolved, &plan, &artifacts));
    artifacts.push(plan.artifact());
    artifacts.push(runbook::emit(resolved, &plan));
    artifacts
}
