//! `images`: every image that an environment runs, for a security review and for a mirror.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::Value;

use super::output::{self, Context};
use super::{RustEnvironment, code, environments};
use crate::catalog::Catalogue;
use crate::emit::{self, Artifact, helm};
use crate::resolve::Resolved;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The environment.
    environment: String,
    /// How to print them.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    output: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table for people.
    Text,
    /// An object.
    Json,
}

/// What an environment runs.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Listing {
    environment: String,
    /// Day the images of charts were read.
    as_of: String,
    images: Vec<Image>,
    not_known: Vec<NotKnown>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Image {
    registry: String,
    /// With registry, and tag or digest.
    image: String,
    /// Charts and manifests.
    used_by: BTreeSet<String>,
}

/// Something whose images nobody can tell from here.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct NotKnown {
    what: String,
    why: String,
}

pub(super) fn run(arguments: &Arguments, rust: &[RustEnvironment], context: &Context) -> anyhow::Result<u8> {
    let project = environments::Project::find(rust)?;
    let names = match project.select(std::slice::from_ref(&arguments.environment), false) {
        Ok(names) => names,
        Err(code) => return Ok(code),
    };
    project.with_permits(&names, context, |permits| {
        let listing = listing(permits[0].resolved());
        output::data(&match arguments.output {
            Format::Text => text(&listing),
            Format::Json => {
                let json = serde_json::to_string_pretty(&listing);
                json.expect("bug in eksight: a table is not JSON") + "\n"
            }
        })?;
        Ok(code::DONE)
    })
}

fn listing(resolved: &Resolved) -> Listing {
    let known = Catalogue::shipped().images();
    let artifacts = emit::render(resolved);
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut not_known = Vec::new();
    for release in &resolved.releases {
        let what = format!("{} {}", release.release, release.version);
        let path = helm::path(release.release);
        let values = artifacts.iter().find(|artifact| artifact.path == path);
        let values = values.and_then(|artifact| artifact.documents.first()?.as_object());
        let images = known.of(release.release.name(), &release.version);
        let (Some(values), Some(images)) = (values, images) else {
            not_known.push(NotKnown {
                what: format!("chart {what}"),
                why: "`helm template` shows the images of this version".to_owned(),
            });
            continue;
        };
        for image in images.iter().filter_map(|image| image.with(values)) {
            used.entry(image).or_default().insert(what.clone());
        }
    }
    for (path, image) in of_objects(&artifacts) {
        used.entry(image).or_default().insert(path);
    }
    let addons = resolved.environment.addons.iter();
    not_known.extend(addons.map(|(name, addon)| NotKnown {
        what: format!("add-on {name} {}", addon.version),
        why: "EKS takes its images from a registry of AWS".to_owned(),
    }));
    Listing {
        environment: resolved.name.to_owned(),
        as_of: known.as_of().to_owned(),
        images: used
            .into_iter()
            .map(|(image, used_by)| Image {
                registry: registry(&image),
                image,
                used_by,
            })
            .collect(),
        not_known,
    }
}

/// Each image of manifests and drills, with the file that names it.
fn of_objects(artifacts: &[Artifact]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let kubernetes = |path: &str| path.starts_with("manifests/") || path.starts_with("drills/");
    for artifact in artifacts.iter().filter(|artifact| kubernetes(&artifact.path)) {
        let mut images = Vec::new();
        artifact
            .documents
            .iter()
            .for_each(|object| of_pods(object, &mut images));
        found.extend(images.into_iter().map(|image| (artifact.path.clone(), image)));
    }
    found
}

/// The images of containers, wherever an object has a pod in it.
fn of_pods(tree: &Value, images: &mut Vec<String>) {
    match tree {
        Value::Object(entries) => {
            for (key, below) in entries {
                if matches!(key.as_str(), "containers" | "initContainers") {
                    let containers = below.as_array().into_iter().flatten();
                    let named = containers.filter_map(|container| container.get("image")?.as_str());
                    images.extend(named.map(whole));
                } else {
                    of_pods(below, images);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| of_pods(item, images)),
        _ => {}
    }
}

/// With the registry that a runtime puts before a name without one. Source: distribution/reference, familiar names.
fn whole(image: &str) -> String {
    match image.split_once('/') {
        Some((first, _)) if first.contains(['.', ':']) || first == "localhost" => image.to_owned(),
        Some(_) => format!("docker.io/{image}"),
        None => format!("docker.io/library/{image}"),
    }
}

fn registry(image: &str) -> String {
    image
        .split_once('/')
        .map_or(image, |(registry, _)| registry)
        .to_owned()
}

fn text(listing: &Listing) -> String {
    let widest = listing.images.iter().map(|image| image.image.chars().count());
    let width = widest.max().unwrap_or_default();
    let images = listing.images.iter().map(|Image { image, used_by, .. }| {
        let users: Vec<&str> = used_by.iter().map(String::as_str).collect();
        format!("{image:width$}  {}\n", users.join(", "))
    });
    let not_known = listing
        .not_known
        .iter()
        .map(|NotKnown { what, why }| format!("not known: {what}; {why}\n"));
    images.chain(not_known).collect()
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn a_name_without_a_registry_is_docker_hubs() {
        assert_eq!(whole("nginx:1.27"), "docker.io/library/nginx:1.27");
        assert_eq!(whole("nicolaka/netshoot"), "docker.io/nicolaka/netshoot");
        assert_eq!(whole("registry:5000/nginx"), "registry:5000/nginx");
        assert_eq!(whole("ghcr.io/abahmed/kwatch:v1"), "ghcr.io/abahmed/kwatch:v1");
    }
}
