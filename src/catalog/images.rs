//! Images of charts in the versions that are known, and what values make of them.

use super::Meta;
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The images that are known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Images {
    #[serde(rename = "_meta")]
    meta: Meta,
    charts: IndexMap<String, IndexMap<String, Vec<ChartImage>>>,
}

/// An image of a chart.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChartImage {
    /// What the chart takes by itself, with its registry and its tag or digest.
    image: String,
    /// The path of the value that holds repository and tag, or the repository alone.
    #[serde(default)]
    at: Option<String>,
    /// Whether the chart keeps the registry apart from the repository.
    #[serde(default)]
    registry: bool,
    /// The path of the value that brings it: anything but false or nothing.
    #[serde(default)]
    when: Option<String>,
    /// The path of the value that takes it away when it is false.
    #[serde(default)]
    unless: Option<String>,
}

impl Images {
    /// Day the images were read.
    pub fn as_of(&self) -> &str {
        &self.meta.as_of
    }

    /// The images of a release in an exact version of its chart; `None`: not known.
    pub fn of(&self, release: &str, version: &str) -> Option<&[ChartImage]> {
        let versions = self.charts.get(release)?;
        let images = versions.get(version.trim_start_matches('v'))?;
        Some(images)
    }
}

impl ChartImage {
    /// The image with these values of the chart; `None` where they do without it.
    #[must_use]
    pub fn with(&self, values: &Map<String, Value>) -> Option<String> {
        let is_there = |path: &String| {
            let value = value(values, path);
            value.is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false)))
        };
        let is_off = |path: &String| value(values, path) == Some(&Value::Bool(false));
        if self.when.as_ref().is_some_and(|path| !is_there(path)) || self.unless.as_ref().is_some_and(is_off)
        {
            return None;
        }
        let at = self.at.as_deref().and_then(|path| value(values, path));
        let field = |name: &str| {
            let text = match at? {
                Value::String(text) if name == "repository" => text,
                map => map.get(name)?.as_str()?,
            };
            (!text.is_empty()).then_some(text)
        };
        let (name, tag) = split(&self.image);
        let (registry, repository) = name.split_once('/').unwrap_or(("docker.io", name));
        let of_all = self
            .registry
            .then(|| value(values, "global.imageRegistry")?.as_str())
            .flatten()
            .filter(|text| !text.is_empty());
        let name = match field("repository") {
            Some(whole) if !self.registry => whole.to_owned(),
            own => {
                let registry = of_all.or_else(|| field("registry")).unwrap_or(registry);
                format!("{registry}/{}", own.unwrap_or(repository))
            }
        };
        Some(match field("tag") {
            Some(tag) => format!("{name}:{tag}"),
            None => format!("{name}{tag}"),
        })
    }
}

/// The name, and `:tag` or `@digest` behind it. A colon before the last slash is a port's.
fn split(image: &str) -> (&str, &str) {
    let last = image.rfind('/').map_or(0, |at| at + 1);
    let end = image[last..].find([':', '@']).map_or(image.len(), |at| last + at);
    image.split_at(end)
}

/// The value at a path such as `metrics.image`.
fn value<'v>(values: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
    let mut parts = path.split('.');
    let first = values.get(parts.next()?)?;
    parts.try_fold(first, |value, part| value.get(part))
}

#[cfg(test)]
mod tests {
    use super::split;
    use crate::Catalogue;
    use serde_json::{Map, Value, json};

    fn of(release: &str, version: &str, values: Value) -> Vec<String> {
        let values: Map<String, Value> = serde_json::from_value(values).unwrap();
        let images = Catalogue::shipped().images().of(release, version).unwrap();
        images.iter().filter_map(|image| image.with(&values)).collect()
    }

    #[test]
    fn every_pin_has_its_images_each_with_a_registry_and_a_tag() {
        let catalogue = Catalogue::shipped();
        for (release, chart) in catalogue.charts().iter() {
            for pin in &chart.pins {
                let images = catalogue.images().of(release, &pin.version);
                let images = images.unwrap_or_else(|| panic!("{release} {}", pin.version));
                assert!(!images.is_empty(), "{release} {}", pin.version);
                for image in images {
                    let (name, tag) = split(&image.image);
                    let (registry, _) = name.split_once('/').expect("a registry");
                    assert!(registry.contains('.') && tag.len() > 1, "{}", image.image);
                }
            }
        }
    }

    #[test]
    fn values_bring_images_take_them_away_and_move_them() {
        assert_eq!(
            of("nginx", "22.1.1", json!({})),
            ["docker.io/bitnami/nginx:1.29.1-debian-12-r0"]
        );
        let moved = json!({
            "image": {"repository": "bitnamilegacy/nginx"},
            "metrics": {"enabled": true, "image": {"tag": "1.4.3"}},
        });
        assert_eq!(
            of("nginx", "22.1.1", moved),
            [
                "docker.io/bitnamilegacy/nginx:1.29.1-debian-12-r0",
                "docker.io/bitnami/nginx-exporter:1.4.3"
            ]
        );
        let mirrored = json!({"global": {"imageRegistry": "registry.example.com"}});
        assert_eq!(
            of("nginx", "22.1.1", mirrored),
            ["registry.example.com/bitnami/nginx:1.29.1-debian-12-r0"]
        );
        let whole = json!({"image": {"repository": "registry.example.com:5000/external-dns", "tag": "v1"}});
        assert_eq!(
            of("external-dns", "1.21.1", whole),
            ["registry.example.com:5000/external-dns:v1"]
        );
        let stack = |values| of("kube-prometheus-stack", "88.5.3", values);
        let alertmanager = |images: &[String]| images.iter().any(|image| image.contains("alertmanager"));
        assert!(alertmanager(&stack(json!({}))));
        assert!(!alertmanager(&stack(json!({"alertmanager": {"enabled": false}}))));
    }
}
