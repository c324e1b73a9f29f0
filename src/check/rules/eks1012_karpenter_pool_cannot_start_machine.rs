//! EKS1012: a pool of Karpenter's whose families and sizes give no machine, in general or in a zone.

use std::collections::BTreeSet;

use crate::catalog::{Architecture, InstanceType, Offering, nearest};
use crate::check::fields::{listed, pools};
use crate::check::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::{NodePool, PoolArchitecture};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let pools = pools(subject.environment()).into_iter();
    pools
        .flat_map(|(at, pool)| {
            let wrong = misnamed(subject, &at, pool);
            // Zones are worth a look once the words are right.
            if wrong.is_empty() {
                nowhere(subject, &at, pool)
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
    let families = types.families();
    for (index, family) in pool.instance_families.iter().enumerate() {
        let at_family = at.field("instanceFamilies").index(index);
        if !families.contains(family.as_str()) {
            // A family that the region does not have would be the next finding.
            let of_region = offered_families(subject);
            let near = nearest(family, of_region.iter().map(String::as_str));
            found.push(unknown(at_family, "family", family, near));
        } else if !types.of_family(family).any(|kind| runs(&kind, pool.architecture)) {
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
    let sizes = types.sizes();
    for (index, size) in pool.instance_sizes.iter().enumerate() {
        if !sizes.contains(size.as_str()) {
            let at = at.field("instanceSizes").index(index);
            found.push(unknown(at, "size", size, nearest(size, sizes.iter().copied())));
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

/// The zones in which nothing can start.
fn nowhere(subject: &Subject<'_>, at: &FieldPath, pool: &NodePool) -> Vec<Finding> {
    let cluster = &subject.environment().cluster;
    let catalogue = subject.catalogue;
    let of_families = pool.instance_families.iter();
    let of_families = of_families.flat_map(|family| catalogue.instance_types().of_family(family));
    let kinds: Vec<InstanceType> = of_families
        .filter(|kind| {
            let size = size(&kind.name);
            runs(kind, pool.architecture) && pool.instance_sizes.iter().any(|wanted| wanted.as_str() == size)
        })
        .collect();
    if kinds.is_empty() {
        let message = format!(
            "no type has one of the families {} and one of these sizes",
            listed(&pool.instance_families)
        );
        let of_first = catalogue.instance_types().of_family(&pool.instance_families[0]);
        let sizes: Vec<String> = of_first.map(|kind| size(&kind.name).to_owned()).collect();
        return vec![
            Finding::at(at.field("instanceSizes"), message)
                .related(at.field("instanceFamilies"), "the families")
                .help(format!("`{}` has {}", pool.instance_families[0], listed(sizes)))
                .note(format!(
                    "instance types as of {}",
                    catalogue.instance_types().as_of()
                )),
        ];
    }
    let Some(offerings) = catalogue.offerings().region(&cluster.region) else {
        return Vec::new();
    };
    let ids: Vec<&String> = subject
        .resolved
        .zones
        .iter()
        .filter_map(|zone| zone.id.as_ref())
        .collect();
    let zones = cluster.zones.iter().zip(&subject.resolved.zones).enumerate();
    zones
        .filter(|(_, (_, zone))| {
            let Some(id) = &zone.id else { return false };
            kinds
                .iter()
                .all(|kind| offerings.offering(id, &kind.name) == Offering::NotOffered)
        })
        .map(|(index, (zone, _))| {
            let mut instead = kinds
                .iter()
                .flat_map(|kind| catalogue.alternatives(&cluster.region, &ids, &kind.name));
            let instead = instead.next();
            Finding::at(
                at.field("instanceFamilies"),
                format!("nothing of this pool can start in `{zone}`: AWS offers none of its types there"),
            )
            .related(at!(cluster.zones[#index]), "this zone")
            .help(match instead {
                Some(kind) => format!(
                    "add the family `{}`, whose `{kind}` is offered in all of them",
                    family(&kind)
                ),
                None => "add a family that the zone offers".to_owned(),
            })
            .note(format!(
                "offerings as of {}",
                catalogue.offerings_as_of(&cluster.region, kinds.iter().map(|kind| kind.name.as_str()))
            ))
        })
        .collect()
}

fn family(kind: &str) -> &str {
    kind.split_once('.').map_or(kind, |(family, _)| family)
}

fn size(kind: &str) -> &str {
    kind.split_once('.').map_or("", |(_, size)| size)
}

fn runs(kind: &InstanceType, architecture: PoolArchitecture) -> bool {
    let needed = match architecture {
        PoolArchitecture::Amd64 => Architecture::X86_64,
        PoolArchitecture::Arm64 => Architecture::Arm64,
    };
    kind.architecture == needed
}
