//! `images`: every image that environments run, for a security review and for the registry of copies.

mod fleet;

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use serde::Serialize;

use super::format::Format;
use super::output::{self, Context};
use super::pattern::is_set;
use super::{RustEnvironment, code, environments};
use crate::catalog::Catalogue;
use crate::diag::visible;
use crate::emit::images::{ImageUser, UsedImage, used};
use crate::resolve::Resolved;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The environment, image by image, with what uses each; of several, or of a pattern such as `'prod-*'`, each image once, with
    /// the environments that run it.
    environments: Vec<String>,
    /// Every environment that is not archived.
    #[arg(long, conflicts_with = "environments")]
    all: bool,
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
    let names = match project.select(&arguments.environments, arguments.all) {
        Ok(names) => names,
        Err(code) => return Ok(code),
    };
    let is_set = is_set(&arguments.environments, arguments.all);
    if is_set || names.len() > 1 {
        return fleet::run(&names, is_set, arguments.output, &project, context);
    }
    project.with_permits(&names, context, |permits, _| {
        let listing = listing(permits[0].resolved());
        output::data(&match arguments.output {
            Format::Text => text(&listing),
            Format::Json => json(&listing),
        })?;
        Ok(code::DONE)
    })
}

fn json(listing: &impl Serialize) -> String {
    let json = serde_json::to_string_pretty(listing);
    json.expect("bug in eksight: a table is not JSON") + "\n"
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

fn text(listing: &Listing) -> String {
    let row = |image: &Image| {
        let users: Vec<&str> = image.used_by.iter().map(String::as_str).collect();
        ([image.source.clone(), image.image.clone()], users.join(", "))
    };
    let rows: Vec<Row> = listing.images.iter().map(row).collect();
    let not_known = listing.not_known.iter();
    let not_known = not_known.map(|NotKnown { what, why }| format!("not known: {what}; {why}\n"));
    table(&rows, listing.mirror.is_some()) + &not_known.map(|line| visible::lines(&line)).collect::<String>()
}

/// Source and copy of an image, and who has it.
type Row = ([String; 2], String);

/// Where there is a registry for copies, the source stands first, so that `while read -r source copy _` copies them.
fn table(rows: &[Row], has_copies: bool) -> String {
    let shown = if has_copies { 0..2 } else { 1..2 };
    let width = |at: usize| {
        let column = rows.iter().map(|(names, _)| names[at].chars().count());
        column.max().unwrap_or_default()
    };
    let widths = [0, 1].map(width);
    let lines = rows.iter().map(|(names, users)| {
        let cells: String = shown
            .clone()
            .map(|at| format!("{:1$}  ", names[at], widths[at]))
            .collect();
        visible::lines(&format!("{cells}{users}\n"))
    });
    lines.collect()
}
