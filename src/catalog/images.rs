//! Images of charts in the versions that are known, and what values make of them.

use super::{ImageName, Meta};
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
    /// The path of the value that names it.
    #[serde(default)]
    at: Option<String>,
    /// What that value is.
    #[serde(default)]
    form: Form,
    /// Whether the chart keeps the digest apart from the tag, so that another tag leaves it.
    #[serde(default)]
    digest: bool,
    /// The path of the value that brings it: anything but false or nothing.
    #[serde(default)]
    when: Option<String>,
    /// The path of the value that takes it away when it is false.
    #[serde(default)]
    unless: Option<String>,
}

/// What the value is that names an image.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Form {
    /// A map whose `repository` begins with the registry.
    #[default]
    Repository,
    /// A map that has `registry` and `repository` apart.
    Registry,
    /// A text without the tag.
    Name,
    /// A text with the tag.
    Image,
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
    /// The path of the value that names it.
    #[must_use]
    pub fn at(&self) -> Option<&str> {
        self.at.as_deref()
    }

    /// The image with these values of the chart; `None` where they do without it.
    #[must_use]
    pub fn with(&self, values: &Map<String, Value>) -> Option<ImageName> {
        let is_there = |path: &String| {
            let value = value(values, path);
            value.is_some_and(|value| !matches!(value, Value::Null | Value::Bool(false)))
        };
        let is_off = |path: &String| value(values, path) == Some(&Value::Bool(false));
        if self.when.as_ref().is_some_and(|path| !is_there(path)) || self.unless.as_ref().is_some_and(is_off)
        {
            return None;
        }
        let own = ImageName::parse(&self.image);
        let named = self.at.as_deref().and_then(|path| value(values, path));
        Some(match (self.form, named) {
            (Form::Image, Some(Value::String(text))) if !text.is_empty() => ImageName::parse(text),
            (Form::Name, Some(Value::String(text))) if !text.is_empty() => {
                let ImageName {
                    registry, repository, ..
                } = ImageName::parse(text);
                ImageName {
                    registry,
                    repository,
                    ..own
                }
            }
            (form @ (Form::Repository | Form::Registry), named) => {
                let of_all = (form == Form::Registry).then(|| value(values, "global.imageRegistry"));
                let of_all = of_all.flatten().and_then(Value::as_str);
                let map = named.and_then(Value::as_object);
                self.named_by(own, map, of_all.filter(|registry| !registry.is_empty()))
            }
            _ => own,
        })
    }

    /// The image of a map of the chart's values, and of the registry that is set for all.
    fn named_by(&self, own: ImageName, map: Option<&Map<String, Value>>, of_all: Option<&str>) -> ImageName {
        let text = |key: &str| map?.get(key)?.as_str();
        let field = |key: &str| text(key).filter(|text| !text.is_empty());
        let mut image = own;
        match (self.form, field("repository")) {
            (Form::Registry, repository) => {
                let registry = of_all.or_else(|| field("registry"));
                image.repository = repository.map_or(image.repository, ToOwned::to_owned);
                if let Some(registry) = registry {
                    image = image.in_registry(registry);
                }
            }
            (_, Some(repository)) => {
                let ImageName {
                    registry, repository, ..
                } = ImageName::parse(repository);
                (image.registry, image.repository) = (registry, repository);
            }
            _ => {}
        }
        // `tag: 1.27` without quotes is a number to YAML.
        let tag = map.and_then(|map| match map.get("tag")? {
            Value::String(tag) => (!tag.is_empty()).then(|| tag.clone()),
            Value::Number(tag) => Some(tag.to_string()),
            _ => None,
        });
        if let Some(tag) = tag {
            // A digest may stand in the tag.
            let (tag, digest) = tag
                .split_once('@')
                .map_or((tag.as_str(), None), |(tag, digest)| (tag, Some(digest)));
            image.tag = Some(tag.to_owned());
            if !self.digest {
                image.digest = digest.map(ToOwned::to_owned);
            }
        }
        match text("digest").or_else(|| text("sha")) {
            Some("") if self.digest => image.digest = None,
            None | Some("") => {}
            Some(digest) if digest.contains(':') => image.digest = Some(digest.to_owned()),
            Some(digest) => image.digest = Some(format!("sha256:{digest}")),
        }
        image
    }

    /// The value by which the chart takes the image from another registry, its path and its text; `None` where no value
    /// does that.
    #[must_use]
    pub fn value_for(&self, registry: &str) -> Option<(String, String)> {
        let at = self.at.as_ref()?;
        let copy = ImageName::parse(&self.image).in_registry(registry);
        Some(match self.form {
            Form::Repository => (format!("{at}.repository"), copy.place()),
            Form::Registry => (format!("{at}.registry"), registry.to_owned()),
            Form::Name => (at.clone(), copy.place()),
            Form::Image => (at.clone(), copy.to_string()),
        })
    }
}

/// The value at a path such as `metrics.image`.
fn value<'v>(values: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
    let mut parts = path.split('.');
    let first = values.get(parts.next()?)?;
    parts.try_fold(first, |value, part| value.get(part))
}

#[cfg(test)]
mod tests {
    use super::{ChartImage, ImageName};
    use crate::Catalogue;
    use serde_json::{Map, Value, json};

    fn images(release: &str, version: &str) -> Vec<ChartImage> {
        Catalogue::shipped()
            .images()
            .of(release, version)
            .unwrap()
            .to_vec()
    }

    fn set(values: &mut Map<String, Value>, path: &str, value: Value) {
        match path.split_once('.') {
            None => drop(values.insert(path.to_owned(), value)),
            Some((first, rest)) => {
                let below = values.entry(first).or_insert_with(|| json!({}));
                set(below.as_object_mut().expect("a map"), rest, value);
            }
        }
    }

    fn of(release: &str, version: &str, values: Value) -> Vec<String> {
        let values: Map<String, Value> = serde_json::from_value(values).unwrap();
        let images = images(release, version).into_iter();
        images
            .filter_map(|image| Some(image.with(&values)?.to_string()))
            .collect()
    }

    #[test]
    fn every_pin_has_its_images_each_with_a_registry_a_tag_and_a_value() {
        let catalogue = Catalogue::shipped();
        for (release, chart) in catalogue.charts().iter() {
            for pin in &chart.pins {
                let images = catalogue.images().of(release, &pin.version);
                let images = images.unwrap_or_else(|| panic!("{release} {}", pin.version));
                assert!(!images.is_empty(), "{release} {}", pin.version);
                for image in images {
                    let name = ImageName::parse(&image.image);
                    assert!(name.tag.is_some() && image.at.is_some(), "{}", image.image);
                    assert_eq!(name.to_string(), image.image);
                }
            }
        }
    }

    /// What the chart reads is what was written: each image of each pin, from a registry of one's own.
    #[test]
    fn every_image_of_every_pin_can_be_taken_from_another_registry() {
        let registry = "registry.example.com:5000/mirror";
        for (release, chart) in Catalogue::shipped().charts().iter() {
            for pin in &chart.pins {
                for image in images(release, &pin.version) {
                    let (path, text) = image.value_for(registry).expect("a value");
                    let mut values = Map::new();
                    set(&mut values, &path, text.into());
                    if let Some(when) = &image.when {
                        set(&mut values, when, true.into());
                    }
                    let copy = ImageName::parse(&image.image).in_registry(registry);
                    assert_eq!(
                        image.with(&values),
                        Some(copy),
                        "{release} {}: {path}",
                        pin.version
                    );
                }
            }
        }
    }

    #[test]
    fn values_bring_images_take_them_away_and_move_them() {
        assert_eq!(
            of("nginx", "21.1.23", json!({})),
            ["docker.io/bitnami/nginx:1.29.1-debian-12-r0"]
        );
        let moved = json!({
            "image": {"repository": "bitnamilegacy/nginx"},
            "metrics": {"enabled": true, "image": {"tag": "1.4.3"}},
        });
        assert_eq!(
            of("nginx", "21.1.23", moved),
            [
                "docker.io/bitnamilegacy/nginx:1.29.1-debian-12-r0",
                "docker.io/bitnami/nginx-exporter:1.4.3"
            ]
        );
        let mirrored = json!({"global": {"imageRegistry": "registry.example.com"}});
        assert_eq!(
            of("nginx", "21.1.23", mirrored),
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

    #[test]
    fn digests_are_those_of_the_values() {
        let karpenter =
            |values: Value| of("karpenter", "1.14.1", json!({"controller": {"image": values}})).remove(0);
        let shipped = "sha256:723130949e4cab989461ff07d1be4cd781d63515432494641b33c235f300ae23";
        assert_eq!(
            karpenter(json!({"tag": "1.14.2"})),
            format!("public.ecr.aws/karpenter/controller:1.14.2@{shipped}")
        );
        assert_eq!(
            karpenter(json!({"tag": "1.14.2", "digest": ""})),
            "public.ecr.aws/karpenter/controller:1.14.2"
        );
        assert_eq!(
            karpenter(json!({"digest": "sha256:0123"})),
            "public.ecr.aws/karpenter/controller:1.14.1@sha256:0123"
        );
        let opencost = of(
            "opencost",
            "2.5.17",
            json!({"opencost": {"exporter": {"image": {"tag": "1.120.2"}}}}),
        );
        assert_eq!(opencost[0], "ghcr.io/opencost/opencost:1.120.2");
        let grafana = of(
            "kube-prometheus-stack",
            "88.5.3",
            json!({"grafana": {"image": {"sha": "0123", "tag": 13.3}}}),
        );
        assert!(
            grafana.contains(&"docker.io/grafana/grafana:13.3@sha256:0123".to_owned()),
            "{grafana:?}"
        );
    }
}
