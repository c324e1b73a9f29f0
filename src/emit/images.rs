//! Images: the names by which they are pulled, and every one that the artefacts of an environment bring.

use serde_json::{Map, Value};

use super::{Artifact, helm, manifests};
use crate::catalog::ImageName;
use crate::model::value::Release;
use crate::resolve::{Resolved, ResolvedRelease};

/// An image that an environment runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedImage {
    /// What is pulled.
    pub image: ImageName,
    /// What it is a copy of; itself, where it comes from its own registry.
    pub source: ImageName,
    /// Who brings it.
    pub user: ImageUser,
}

/// Who brings an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageUser {
    /// A chart, with the version that is pinned.
    Chart(Release, String),
    /// Something else that values of a release name: keys and positions that lead there.
    Values(Release, String, Vec<Step>),
    /// A manifest or a drill, by its file.
    Manifest(String),
}

/// A key of a map, or a position in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A key.
    Key(String),
    /// A position.
    Index(usize),
}

/// The name by which a node pulls an image: of its copy, where the environment has a registry for copies.
pub(crate) fn pulled(resolved: &Resolved, image: &str) -> String {
    match resolved.image_registry {
        Some(registry) => ImageName::parse(image).in_registry(registry).to_string(),
        None => image.to_owned(),
    }
}

/// Every image of charts whose images are known, of what values bring beside them, of manifests and of drills.
#[must_use]
pub fn used(resolved: &Resolved) -> Vec<UsedImage> {
    let original = Resolved {
        image_registry: None,
        ..resolved.clone()
    };
    let releases = resolved.releases.iter();
    let mut used: Vec<UsedImage> = releases
        .flat_map(|release| of_release(resolved, &original, release))
        .collect();
    let pairs = manifests::emit(resolved)
        .into_iter()
        .zip(manifests::emit(&original));
    used.extend(pairs.flat_map(|(copies, sources)| {
        let images = match copies.path == manifests::WRONG_IMAGE {
            // Its own image is in no registry: the drill begins with that and ends with the one that is there.
            true => vec![(
                pulled(resolved, manifests::RIGHT_IMAGE),
                manifests::RIGHT_IMAGE.to_owned(),
            )],
            false => of_objects(&copies)
                .into_iter()
                .zip(of_objects(&sources))
                .collect(),
        };
        let user = ImageUser::Manifest(copies.path);
        images.into_iter().map(move |(image, source)| UsedImage {
            image: ImageName::parse(&image),
            source: ImageName::parse(&source),
            user: user.clone(),
        })
    }));
    used
}

fn of_release(resolved: &Resolved, original: &Resolved, release: &ResolvedRelease) -> Vec<UsedImage> {
    let known = release.images.as_deref().unwrap_or_default();
    let (pulled, original) = (helm::merged(resolved, release), helm::merged(original, release));
    let version = release.version.to_string();
    let of_chart = known.iter().filter_map(|image| {
        Some(UsedImage {
            image: image.with(&pulled)?,
            source: image.with(&original)?,
            user: ImageUser::Chart(release.release, version.clone()),
        })
    });
    let mut used: Vec<UsedImage> = of_chart.collect();
    if let Some(chart) = resolved.environment.charts.get(&release.release) {
        let places: Vec<&str> = known.iter().filter_map(|image| image.at()).collect();
        let mut brought = Vec::new();
        of_values(&mut Vec::new(), &chart.extra_values, &places, &mut brought);
        used.extend(brought.into_iter().map(|(steps, image)| UsedImage {
            source: image.clone(),
            image,
            user: ImageUser::Values(release.release, version.clone(), steps),
        }));
    }
    used
}

/// Images in a map of values: texts under `image`, and maps with a `repository`. What the chart is known to read is its own
/// image and not one beside it.
fn of_values(
    steps: &mut Vec<Step>,
    values: &Map<String, Value>,
    known: &[&str],
    found: &mut Vec<(Vec<Step>, ImageName)>,
) {
    for (key, value) in values {
        steps.push(Step::Key(key.clone()));
        if !known.contains(&path(steps).as_str()) {
            let image = match value {
                Value::String(text)
                    if matches!(key.as_str(), "image" | "fullImageName") && !text.is_empty() =>
                {
                    Some(ImageName::parse(text))
                }
                Value::Object(map) => of_map(key, map),
                _ => None,
            };
            match (image, value) {
                (Some(image), _) => found.push((steps.clone(), image)),
                (None, Value::Object(below)) => of_values(steps, below, known, found),
                (None, Value::Array(items)) => {
                    for (at, item) in items.iter().enumerate() {
                        if let Value::Object(item) = item {
                            steps.push(Step::Index(at));
                            of_values(steps, item, known, found);
                            steps.pop();
                        }
                    }
                }
                _ => {}
            }
        }
        steps.pop();
    }
}

/// `image: { registry: …, repository: …, tag: …, digest: … }`, under this or a longer name.
fn of_map(key: &str, map: &Map<String, Value>) -> Option<ImageName> {
    let text = |key: &str| map.get(key)?.as_str().filter(|text| !text.is_empty());
    let repository = text("repository").filter(|_| key.to_lowercase().ends_with("image"))?;
    let mut image = match text("registry") {
        Some(registry) => ImageName::parse(&format!("{registry}/{repository}")),
        None => ImageName::parse(repository),
    };
    image.tag = text("tag").map(ToOwned::to_owned).or(image.tag);
    image.digest = text("digest").map(ToOwned::to_owned).or(image.digest);
    Some(image)
}

fn path(steps: &[Step]) -> String {
    let parts = steps.iter().map(|step| match step {
        Step::Key(key) => key.clone(),
        Step::Index(at) => at.to_string(),
    });
    parts.collect::<Vec<_>>().join(".")
}

/// The images of containers, wherever an object has a pod in it.
fn of_objects(artifact: &Artifact) -> Vec<String> {
    let mut images = Vec::new();
    for object in artifact.documents() {
        of_pods(object, &mut images);
    }
    images
}

fn of_pods(tree: &Value, images: &mut Vec<String>) {
    match tree {
        Value::Object(entries) => {
            for (key, below) in entries {
                if matches!(key.as_str(), "containers" | "initContainers") {
                    let containers = below.as_array().into_iter().flatten();
                    let named = containers.filter_map(|container| container.get("image")?.as_str());
                    images.extend(named.map(ToOwned::to_owned));
                } else {
                    of_pods(below, images);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| of_pods(item, images)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::of_values;
    use serde_json::{Map, Value, json};

    fn found(values: Value, known: &[&str]) -> Vec<(String, String)> {
        let values: Map<String, Value> = serde_json::from_value(values).unwrap();
        let mut found = Vec::new();
        of_values(&mut Vec::new(), &values, known, &mut found);
        let text = |(steps, image): (Vec<super::Step>, crate::catalog::ImageName)| {
            (super::path(&steps), image.to_string())
        };
        found.into_iter().map(text).collect()
    }

    #[test]
    fn values_bring_containers_and_maps_of_images() {
        let values = json!({
            "image": {"repository": "bitnamilegacy/nginx"},
            "sidecars": [{"name": "log", "image": "busybox"}, {"name": "none"}],
            "initContainers": [{"name": "init", "image": "ghcr.io/a/b@sha256:0123"}],
            "thanos": {"thanosImage": {"registry": "quay.io", "repository": "thanos/thanos", "tag": "v1"}},
            "cloneStaticSiteFromGit": {"repository": "https://git.example.com/site"},
        });
        let expected = [
            ("sidecars.0.image", "docker.io/library/busybox"),
            ("initContainers.0.image", "ghcr.io/a/b@sha256:0123"),
            ("thanos.thanosImage", "quay.io/thanos/thanos:v1"),
        ];
        let expected = expected.map(|(path, image)| (path.to_owned(), image.to_owned()));
        assert_eq!(found(values, &["image"]), expected);
    }
}
