//! EKS7019: an image that is named where it no longer lies.

use serde_json::{Map, Value};

use crate::catalog::{ChartImage, ImageName};
use crate::diag::FieldPath;
use crate::fields::{listed, value_at};
use crate::model::Chart;
use crate::resolve::ResolvedRelease;
use crate::{Finding, Subject, at};

/// Source: bitnami/charts issue 35164, 2025-08.
const BEFORE: [&str; 2] = ["bitnami/", "docker.io/bitnami/"];

/// Docker Hub by the names that Bitnami's charts have for it.
const HUB: [&str; 2] = ["docker.io", "registry-1.docker.io"];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for release in &subject.resolved.releases {
        let name = release.release;
        let Some(chart) = subject.environment().charts.get(&name) else {
            continue;
        };
        let known = release.images.iter().flatten().filter_map(ChartImage::at);
        let at = at!(charts[name].extraValues);
        let of_all = value_at(|| at.clone(), &chart.extra_values, "global.imageRegistry");
        let walk = Walk {
            known: known.collect(),
            of_all: of_all.and_then(|(_, registry)| text(registry)),
        };
        walk.look(&at, "", &chart.extra_values, &mut found);
        found.extend(of_chart(subject, release, chart));
    }
    found
}

/// A text with something in it.
fn text(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.is_empty())
}

/// A walk over extra values, for images of which the catalogue does not know how the chart names them.
struct Walk<'a> {
    /// The paths of those that it knows.
    known: Vec<&'a str>,
    /// The registry that is set for all images. Charts put it before an image's own.
    of_all: Option<&'a str>,
}

impl Walk<'_> {
    /// `prefix` is the path of the values, with a dot at its end.
    fn look(&self, at: &FieldPath, prefix: &str, values: &Map<String, Value>, found: &mut Vec<Finding>) {
        let field = |key: &str| values.get(key).and_then(text);
        let is_pinned = field("digest").or_else(|| field("sha")).is_some();
        let stays = |tag: &str| tag == "latest" || tag.contains('@');
        for (key, value) in values {
            let (at, path) = (at.key(key), format!("{prefix}{key}"));
            if self.known.contains(&path.as_str()) {
                continue;
            }
            let of_all = match (value, key.as_str()) {
                (Value::Object(below), _) => {
                    self.look(&at, &format!("{path}."), below, found);
                    continue;
                }
                (Value::Array(items), _) => {
                    for (index, item) in items.iter().enumerate() {
                        if let Value::Object(below) = item {
                            self.look(&at.index(index), &format!("{path}[{index}]."), below, found);
                        }
                    }
                    continue;
                }
                (_, "repository") => self.of_all,
                // The name of an image as a whole has its registry in it.
                (_, "image") => None,
                _ => continue,
            };
            // A registry of one's own may mirror them under their old name.
            let registry = of_all.or_else(|| field("registry"));
            let is_elsewhere = registry.is_some_and(|registry| !HUB.contains(&registry));
            let Some(named) = text(value).filter(|_| !is_elsewhere && !is_pinned) else {
                continue;
            };
            // An image as a whole without a tag is `latest`; a repository takes the chart's tag, which is not known here.
            let is_untagged = key == "image" && !named.contains(':') && !values.contains_key("tag");
            let is_there = named.ends_with(":latest")
                || named.contains('@')
                || is_untagged
                || field("tag").is_some_and(stays);
            if let Some(rest) = rest(named).filter(|_| !is_there) {
                found.push(Finding::at(at, message(&format!("`{named}`"))).help(other(rest)));
            }
        }
    }
}

/// What the chart takes with its values: at the repository or the tag, where one is written, and at the chart's version
/// otherwise.
fn of_chart(subject: &Subject<'_>, release: &ResolvedRelease, chart: &Chart) -> Vec<Finding> {
    let name = release.release;
    let values = || at!(charts[name].extraValues);
    let Some(with) = subject.values(name) else {
        return Vec::new();
    };
    let (mut found, mut of_version) = (Vec::new(), Vec::new());
    for known in release.images.iter().flatten() {
        let (Some(path), Some(image)) = (known.at(), known.with(&with)) else {
            continue;
        };
        let Some(rest) = rest(&image.repository).filter(|_| is_gone(&image)) else {
            continue;
        };
        let written = |path: &str| {
            let written = value_at(values, &chart.extra_values, path);
            written.filter(|(_, value)| !value.is_object() && !value.is_null())
        };
        let of_image = |key: &str| written(&format!("{path}.{key}"));
        if let Some((at, _)) = of_image("repository").or_else(|| written(path)) {
            found.push(Finding::at(at, message(&format!("`{image}`"))).help(other(rest)));
        } else if let Some((at, _)) = of_image("tag") {
            let finding = Finding::at(at, message(&format!("`{image}`")));
            found.push(finding.help(instead(&[(path, &image)])));
        } else {
            of_version.push((path, image));
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
    HUB.contains(&image.registry.as_str()) && is_versioned && image.digest.is_none()
}

/// The name below the place that they left.
fn rest(repository: &str) -> Option<&str> {
    BEFORE.iter().find_map(|before| repository.strip_prefix(before))
}

fn other(rest: &str) -> String {
    format!("take `bitnamilegacy/{rest}`, which gets no updates, or another image")
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
