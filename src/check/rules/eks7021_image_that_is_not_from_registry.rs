//! EKS7021: an image that would still come from its own registry although there is one for copies.

use crate::diag::FieldPath;
use crate::emit::images::{ImageUser, Step, UsedImage, used};
use crate::model::value::Release;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(registry) = subject.resolved.image_registry else {
        return Vec::new();
    };
    let unknown = subject
        .resolved
        .releases
        .iter()
        .filter(|release| release.images.is_none());
    let unknown = unknown.map(|release| {
        let (name, version) = (release.release, &release.version);
        Finding::at(
            at!(charts[name].version),
            format!("the images of {name} {version} are not known, so they would not come from `{registry}`"),
        )
        .help(format!(
            "pin a version whose images are known, or set them in `charts.{name}.extraValues` and say so in `exceptions`"
        ))
    });
    let mut found: Vec<Finding> = unknown.collect();
    let from_registry = |image: &UsedImage| image.image.to_string().starts_with(&format!("{registry}/"));
    for used in used(subject.resolved) {
        let at = match &used.user {
            _ if from_registry(&used) => continue,
            ImageUser::Chart(release, _) => at!(charts[release].extraValues),
            ImageUser::Values(release, _, steps) => of_values(*release, steps),
            // Every manifest asks for the copy.
            ImageUser::Manifest(_) => continue,
        };
        found.push(
            Finding::at(at, format!("`{}` would not come from `{registry}`", used.image)).help(format!(
                "name its copy, `{}`, or leave its place to `images.registry`",
                used.image.in_registry(registry)
            )),
        );
    }
    found
}

fn of_values(release: Release, steps: &[Step]) -> FieldPath {
    let values = at!(charts[release].extraValues);
    steps.iter().fold(values, |at, step| match step {
        Step::Key(key) => at.key(key),
        Step::Index(position) => at.index(*position),
    })
}
