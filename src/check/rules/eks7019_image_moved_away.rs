//! EKS7019: an image that is named where it no longer lies.

use serde_json::{Map, Value};

use crate::catalog::ImageName;
use crate::diag::FieldPath;
use crate::emit::helm;
use crate::fields::{listed, value_at};
use crate::resolve::ResolvedRelease;
use crate::{Finding, Subject, at};

/// Source: bitnami/charts issue 35164, 2025-08.
const BEFORE: [&str; 2] = ["bitnami/", "docker.io/bitnami/"];

/// Docker Hub by the names that Bitnami's charts have for it.
const HUB: [&str; 2] = ["docker.io", "registry-1.docker.io"];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (release, chart) in &subject.environment().charts {
        look(&at!(charts[release].extraValues), &chart.extra_values, &mut found);
    }
    // With a registry for copies the charts' own images come from there.
    if subject.resolved.image_registry.is_none() {
        let releases = subject.resolved.releases.iter();
        found.extend(releases.flat_map(|release| of_chart(subject, release)));
    }
    found
}

fn look(at: &FieldPath, values: &Map<String, Value>, found: &mut Vec<Finding>) {
    // A registry of one's own may mirror them under their old name.
    let elsewhere = values
        .get("registry")
        .is_some_and(|registry| !registry.as_str().is_some_and(|registry| HUB.contains(&registry)));
    for (key, value) in values {
        let at = at.key(key);
        match value {
            Value::Object(below) => look(&at, below, found),
            Value::String(text) if ["repository", "image"].contains(&key.as_str()) && !elsewhere => {
                let rest = BEFORE.iter().find_map(|before| text.strip_prefix(before));
                let latest =
                    text.ends_with(":latest") || values.get("tag").is_some_and(|tag| tag == "latest");
                if let Some(rest) = rest.filter(|_| !latest) {
                    found.push(Finding::at(at, message(&format!("`{text}`"))).help(format!(
                        "take `bitnamilegacy/{rest}`, which gets no updates, or another image"
                    )));
                }
            }
            _ => {}
        }
    }
}

/// What the chart takes by itself, as far as no value names the repository: at the tag, where one is written, and at the
/// chart's version otherwise.
fn of_chart(subject: &Subject<'_>, release: &ResolvedRelease) -> Vec<Finding> {
    let name = release.release;
    let Some(chart) = subject.environment().charts.get(&name) else {
        return Vec::new();
    };
    let values = at!(charts[name].extraValues);
    let merged = helm::merged(subject.resolved, release);
    let (mut found, mut of_version) = (Vec::new(), Vec::new());
    for known in release.images.iter().flatten() {
        let (Some(path), Some(image)) = (known.at(), known.with(&merged)) else {
            continue;
        };
        let written = |key: &str| value_at(&values, &chart.extra_values, &format!("{path}.{key}"));
        if written("repository").is_some() || !is_gone(&image) {
            continue;
        }
        match written("tag") {
            Some((at, _)) => {
                let finding = Finding::at(at, message(&format!("`{image}`")));
                found.push(finding.help(instead(&[(path, &image)])));
            }
            None => of_version.push((path, image)),
        }
    }
    if !of_version.is_empty() {
        let images: Vec<_> = of_version.iter().map(|(path, image)| (*path, image)).collect();
        let names = listed(images.iter().map(|(_, image)| image));
        let finding = Finding::at(at!(charts[name].version), message(&names));
        found.push(finding.help(instead(&images)));
    }
    found
}

/// A digest may be one of the images that stayed.
fn is_gone(image: &ImageName) -> bool {
    let is_versioned = image.tag.as_ref().is_some_and(|tag| tag != "latest");
    let is_theirs = HUB.contains(&image.registry.as_str()) && image.repository.starts_with("bitnami/");
    is_theirs && is_versioned && image.digest.is_none()
}

fn message(images: &str) -> String {
    format!("versioned images such as {images} left this place on 2025-08-28")
}

fn instead(images: &[(&str, &ImageName)]) -> String {
    let values = images.iter().map(|(path, image)| {
        let name = image.repository.trim_start_matches("bitnami/");
        format!("{path}.repository: bitnamilegacy/{name}")
    });
    let values = listed(values);
    format!("add the extra values {values}, which get no updates, or other images")
}
