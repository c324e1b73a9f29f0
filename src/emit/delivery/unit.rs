//! What an engine applies in one go: the plan's steps for Kubernetes, with definitions in the unit of their chart.

use super::super::artifact::Artifact;
use super::super::plan::{Plan, Step, StepKind, crds_step};
use crate::resolve::{Resolved, ResolvedRelease};

/// One thing that is applied, and what has to be done before.
pub(super) struct Unit<'a> {
    /// The step that it is named after.
    pub(super) step: &'a Step,
    pub(super) applies: Applies<'a>,
    /// Positions of the units that have to be done before, all of them smaller than its own.
    pub(super) after: Vec<usize>,
    /// What this unit cannot say: the commands of the step that applies its definitions.
    pub(super) definitions: Option<&'a Step>,
}

/// What a unit applies.
pub(super) enum Applies<'a> {
    /// Kubernetes objects.
    Manifest(&'a Artifact),
    /// A chart with its values.
    Release(&'a ResolvedRelease, &'a Artifact),
}

/// The units of a plan, in its order. Steps that make the cluster are nobody's but the plan's.
pub(super) fn units<'a>(resolved: &'a Resolved, plan: &'a Plan, artifacts: &'a [Artifact]) -> Vec<Unit<'a>> {
    let mut units: Vec<Unit> = Vec::new();
    let mut waiting: Option<&Step> = None;
    for step in &plan.steps {
        let artifact = step.artefact.as_deref();
        let artifact = artifact.and_then(|path| artifacts.iter().find(|artifact| artifact.path == path));
        let applies = match (step.kind, artifact) {
            (StepKind::Crds, _) => {
                waiting = Some(step);
                continue;
            }
            (StepKind::Manifest, Some(artifact)) => Applies::Manifest(artifact),
            (StepKind::Helm, Some(values)) => {
                let mut releases = resolved.releases.iter();
                match releases.find(|release| Some(release.release.name()) == step.release) {
                    Some(release) => Applies::Release(release, values),
                    None => continue,
                }
            }
            _ => continue,
        };
        let definitions = match &applies {
            Applies::Release(release, _) => {
                waiting.take_if(|waiting| waiting.id == crds_step(release.release.name()))
            }
            Applies::Manifest(_) => None,
        };
        let before = step
            .after
            .iter()
            .chain(definitions.into_iter().flat_map(|step| &step.after));
        let after = before
            .filter_map(|id| units.iter().position(|unit| unit.step.id == *id))
            .collect();
        units.push(Unit {
            step,
            applies,
            after,
            definitions,
        });
    }
    units
}

/// The wave of each unit: one behind the last of those that have to be done before.
pub(super) fn waves(units: &[Unit]) -> Vec<usize> {
    let mut waves: Vec<usize> = Vec::new();
    for unit in units {
        let before = unit.after.iter().map(|position| waves[*position] + 1);
        waves.push(before.max().unwrap_or(0));
    }
    waves
}
