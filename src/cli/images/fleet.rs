//! The images of many environments, each once.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Image, Listing, NotKnown, Row, json, listing, table};
use crate::catalog::Catalogue;
use crate::check::Checked;
use crate::cli::code;
use crate::cli::each::{Each, each};
use crate::cli::environments::Project;
use crate::cli::format::Format;
use crate::cli::output::{self, Context};
use crate::diag::listed::listed;
use crate::diag::visible;

/// What environments run.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Fleet<'a> {
    as_of: &'a str,
    images: Vec<OfFleet<'a>>,
    not_known: Vec<NotKnownOfFleet<'a>>,
    /// Environments with errors, whose images are not among these.
    refused_environments: &'a [String],
}

#[derive(Debug, Serialize)]
struct OfFleet<'a> {
    source: &'a str,
    registry: &'a str,
    image: &'a str,
    environments: BTreeSet<&'a str>,
}

#[derive(Debug, Serialize)]
struct NotKnownOfFleet<'a> {
    what: &'a str,
    why: &'a str,
    environments: BTreeSet<&'a str>,
}

/// Lists what environments run; of a set, those that are not archived. Those with errors are told and left out.
pub(super) fn run(
    names: &[String],
    is_set: bool,
    format: Format,
    project: &Project,
    context: &Context,
) -> anyhow::Result<u8> {
    let Some(catalogue) = project.catalogue_or_tell(context) else {
        return Ok(code::REFUSED);
    };
    let left_out = is_set.then_some("listed");
    let look = |permit: &Checked| listing(permit.resolved());
    let Each { done, refused, told } = each(names, left_out, project, &catalogue, context, look);
    let listings: Vec<Listing> = done.into_iter().map(|(_, listing)| listing).collect();
    if !listings.is_empty() || refused.is_empty() {
        let fleet = Fleet::of(&listings, &refused);
        output::data(&match format {
            Format::Text => fleet.text(listings.iter().any(|listing| listing.mirror.is_some())),
            Format::Json => json(&fleet),
        })?;
    }
    Ok(match told.tell_refused() {
        true => code::REFUSED,
        false => code::DONE,
    })
}

impl<'a> Fleet<'a> {
    fn of(listings: &'a [Listing], refused_environments: &'a [String]) -> Self {
        let mut images: BTreeMap<[&str; 2], OfFleet> = BTreeMap::new();
        let mut not_known: BTreeMap<[&str; 2], NotKnownOfFleet> = BTreeMap::new();
        for listing in listings {
            for Image {
                source,
                registry,
                image,
                ..
            } in &listing.images
            {
                let known = images.entry([source, image]).or_insert_with(|| OfFleet {
                    source,
                    registry,
                    image,
                    environments: BTreeSet::new(),
                });
                known.environments.insert(&listing.environment);
            }
            for NotKnown { what, why } in &listing.not_known {
                let known = not_known.entry([what, why]).or_insert_with(|| NotKnownOfFleet {
                    what,
                    why,
                    environments: BTreeSet::new(),
                });
                known.environments.insert(&listing.environment);
            }
        }
        Self {
            as_of: Catalogue::shipped().images().as_of(),
            images: images.into_values().collect(),
            not_known: not_known.into_values().collect(),
            refused_environments,
        }
    }

    fn text(&self, has_copies: bool) -> String {
        let names = |environments: &BTreeSet<&str>| listed(&environments.iter().copied().collect::<Vec<_>>());
        let row = |image: &OfFleet| {
            let both = [image.source, image.image].map(str::to_owned);
            (both, names(&image.environments))
        };
        let rows: Vec<Row> = self.images.iter().map(row).collect();
        let not_known = self.not_known.iter().map(|it| {
            let environments = names(&it.environments);
            visible::lines(&format!("not known: {}; {}: {environments}\n", it.what, it.why))
        });
        table(&rows, has_copies) + &not_known.collect::<String>()
    }
}
