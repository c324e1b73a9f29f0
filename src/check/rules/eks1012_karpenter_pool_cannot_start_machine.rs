//! EKS1012: a pool of Karpenter's whose families and sizes give no machine, in general or in the cluster's zones.

use std::collections::BTreeSet;

use crate::capacity::{family_everywhere, offered};
use crate::catalog::nearest;
use crate::diag::FieldPath;
use crate::fields::{listed, pools};
use crate::model::{NodePool, PoolArchitecture};
use crate::resolve::{fits_processor, pool_kinds};
use crate::{Finding, Help, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let pools = pools(subject.environment()).into_iter();
    pools
        .flat_map(|(at, pool)| {
            let wrong = misnamed(subject, &at, pool);
            // Zones are worth a look once the words are right.
            if wrong.is_empty() {
                nowhere(subject, &at, pool).into_iter().collect()
            } else {
                wrong
            }
        })
        .collect()
}

fn misnamed(subject: &Subject<'_>, at: &FieldPath, pool: &NodePool) -> Vec<Finding> {
    let types = subject.catalogue.instance_types();
    let unknown = |at: FieldPath, what: &str, name: &str, near: Option<&str>| {
        let finding = Finding::at(
            at,
            format!("no instance type of the catalogue has the {what} `{name}`"),
        )
        .note(format!("instance types as of {}", types.as_of()));
        match near {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding,
        }
    };
    let mut found = Vec::new();
    for (field, is_empty, example) in [
        ("instanceFamilies", pool.instance_families.is_empty(), "[m7i]"),
        ("instanceSizes", pool.instance_sizes.is_empty(), "[large, xlarge]"),
        ("capacityTypes", pool.capacity_types.is_empty(), "[onDemand]"),
    ] {
        if is_empty {
            found.push(
                Finding::at(
                    at.field(field),
                    format!("`{field}` is empty, so nothing can start"),
                )
                .help(format!("write at least one, such as `{example}`")),
            );
        }
    }
    if pool.expire_after_hours == 0 {
        found.push(
            Finding::at(
                at.field("expireAfterHours"),
                "a machine that expires after 0 hours is replaced as soon as it is there, and so is the next one",
            )
            .help(Help::take_out("write the hours that a machine may stay, such as 8760 for a year, or leave it out for 720")),
        );
    }
    for (index, family) in pool.instance_families.iter().enumerate() {
        let at_family = at.field("instanceFamilies").index(index);
        if types.of_family(family).next().is_none() {
            // A family that the region does not have would be the next finding.
            let accelerated = types.iter().filter(|kind| kind.gpu || kind.other_accelerator);
            let accelerated: BTreeSet<String> = accelerated.map(|kind| line(&kind.name).to_owned()).collect();
            let of_region = offered_families(subject);
            let near = of_region
                .iter()
                .map(String::as_str)
                .filter(|near| of_one_line(&accelerated, family, near));
            let near = nearest(family, near);
            found.push(unknown(at_family, "family", family, near));
        } else if !types.of_family(family).any(|name| {
            types
                .get(name)
                .is_some_and(|kind| fits_processor(kind, pool.architecture))
        }) {
            let wanted = pool.architecture.name();
            found.push(
                Finding::at(
                    at_family,
                    format!("no type of the family `{family}` is `{wanted}`"),
                )
                .related(at.field("architecture"), "the pool's processor")
                .help(match pool.architecture {
                    PoolArchitecture::Amd64 => "write `architecture: arm64`, or make a pool of its own",
                    PoolArchitecture::Arm64 => "write `architecture: amd64`, or make a pool of its own",
                }),
            );
        }
    }
    let is_size = |wanted: &str| types.names().any(|name| size(name) == wanted);
    for (index, wanted) in pool.instance_sizes.iter().enumerate() {
        if !is_size(wanted) {
            let at = at.field("instanceSizes").index(index);
            found.push(unknown(at, "size", wanted, nearest(wanted, types.sizes())));
        }
    }
    found
}

fn offered_families(subject: &Subject<'_>) -> BTreeSet<String> {
    let region = &subject.environment().cluster.region;
    let Some(offerings) = subject.catalogue.offerings().region(region) else {
        return BTreeSet::new();
    };
    let types = offerings.instance_types();
    types
        .filter_map(|kind| Some(kind.split_once('.')?.0.to_owned()))
        .collect()
}

/// Whether words that are right name no machine, or none that can be had in the cluster.
fn nowhere(subject: &Subject<'_>, at: &FieldPath, pool: &NodePool) -> Option<Finding> {
    let catalogue = subject.catalogue;
    let kinds = pool_kinds(catalogue, pool);
    if kinds.is_empty() {
        let first = pool.instance_families.first()?;
        let message = format!(
            "no type has one of the families {} and one of these sizes",
            listed(&pool.instance_families)
        );
        let of_first = catalogue.instance_types().of_family(first);
        let sizes: Vec<String> = of_first.map(|name| size(name).to_owned()).collect();
        return Some(
            Finding::at(at.field("instanceSizes"), message)
                .related(at.field("instanceFamilies"), "the families")
                .help(format!("`{first}` has {}", listed(sizes)))
                .note(format!(
                    "instance types as of {}",
                    catalogue.instance_types().as_of()
                )),
        );
    }
    // Karpenter takes another zone where one lacks everything; EKS1030 speaks of the last one.
    let zones = offered(subject, &kinds);
    if zones.is_empty() || zones.iter().any(|(_, offered)| *offered != Some(false)) {
        return None;
    }
    let region = &subject.environment().cluster.region;
    Some(
        Finding::at(
            at.field("instanceFamilies"),
            "nothing of this pool can start: no zone of the cluster offers one of its types",
        )
        .related(at!(cluster.zones), "these zones")
        .help(match family_everywhere(subject, &kinds) {
            Some(kind) => format!(
                "add the family `{}`, whose `{kind}` is offered in all of them",
                family(&kind)
            ),
            None => "add a family that one of these zones offers".to_owned(),
        })
        .note(format!(
            "offerings as of {}",
            catalogue.offerings_as_of(region, kinds.iter().map(|kind| kind.name.as_str()))
        )),
    )
}

/// Whether a name may be offered for another: `g7` is near to `c7i`, and has another accelerator.
fn of_one_line(accelerated: &BTreeSet<String>, one: &str, other: &str) -> bool {
    let (one, other) = (line(one), line(other));
    one == other || !accelerated.contains(one) && !accelerated.contains(other)
}

/// The letters that a family begins with.
fn line(name: &str) -> &str {
    name.split(|c: char| !c.is_ascii_alphabetic())
        .next()
        .unwrap_or_default()
}

fn family(kind: &str) -> &str {
    kind.split_once('.').map_or(kind, |(family, _)| family)
}

fn size(kind: &str) -> &str {
    kind.split_once('.').map_or("", |(_, size)| size)
}
