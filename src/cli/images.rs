//! `images`: every image that an environment runs, for a security review and for the registry of copies.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use serde::Serialize;

use super::format::Format;
use super::output::{self, Context};
use super::{RustEnvironment, code, environments};
use crate::catalog::Catalogue;
use crate::diag::visible;
use crate::emit::images::{ImageUser, UsedImage, used};
use crate::resolve::Resolved;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The environment.
    environment: String,
    /// How to print them.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    output: Format,
}

/// What an environment runs.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Listing {
    environment: String,
    /// Day the images of charts were read.
    as_of: String,
    /// The registry for copies, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    mirror: Option<String>,
    images: Vec<Image>,
    not_known: Vec<NotKnown>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Image {
    /// What it is a copy of; itself, where there is no registry for copies.
    source: String,
    registry: String,
    /// What is pulled, with registry, and tag or digest.
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
    project.with_permit(&arguments.environment, context, |permit| {
        let listing = listing(permit.resolved());
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
    let mut images: BTreeMap<(String, String), Image> = BTreeMap::new();
    for UsedImage { image, source, user } in used(resolved) {
        let user = match user {
            ImageUser::Chart(release, version) | ImageUser::Values(release, version, _) => {
                format!("{release} {version}")
            }
            ImageUser::Manifest(path) => path,
        };
        let names = (source.to_string(), image.to_string());
        let entry = images.entry(names.clone()).or_insert_with(|| Image {
            source: names.0,
            registry: image.registry,
            image: names.1,
            used_by: BTreeSet::new(),
        });
        entry.used_by.insert(user);
    }
    let releases = resolved
        .releases
        .iter()
        .filter(|release| release.images.is_none());
    let releases = releases.map(|release| NotKnown {
        what: format!("chart {} {}", release.release, release.version),
        why: "`helm template` shows the images of this version".to_owned(),
    });
    let addons = resolved.environment.addons.iter();
    let addons = addons.map(|(name, addon)| NotKnown {
        what: format!("add-on {name} {}", addon.version),
        why: "EKS takes its images from a registry of AWS".to_owned(),
    });
    Listing {
        environment: resolved.name.to_owned(),
        as_of: Catalogue::shipped().images().as_of().to_owned(),
        mirror: resolved.image_registry.map(ToString::to_string),
        images: images.into_values().collect(),
        not_known: releases.chain(addons).collect(),
    }
}

/// Where there is a registry for copies, the source stands first, so that `while read -r source copy _` copies them.
fn text(listing: &Listing) -> String {
    let names = |image: &Image| match listing.mirror {
        Some(_) => vec![image.source.clone(), image.image.clone()],
        None => vec![image.image.clone()],
    };
    let rows: Vec<Vec<String>> = listing.images.iter().map(names).collect();
    let width = |at: usize| {
        let column = rows.iter().filter_map(|row| row.get(at));
        column.map(|name| name.chars().count()).max().unwrap_or_default()
    };
    let images = rows
        .iter()
        .zip(&listing.images)
        .map(|(row, Image { used_by, .. })| {
            let cells = row.iter().enumerate();
            let cells: String = cells
                .map(|(at, name)| format!("{name:0$}  ", width(at)))
                .collect();
            let users: Vec<&str> = used_by.iter().map(String::as_str).collect();
            format!("{cells}{}\n", users.join(", "))
        });
    let not_known = listing
        .not_known
        .iter()
        .map(|NotKnown { what, why }| format!("not known: {what}; {why}\n"));
    images
        .chain(not_known)
        .map(|line| visible::lines(&line))
        .collect()
}
