//! EKS1015: a zone id that the region does not have.

use super::eks1004_zone_cannot_be_checked::misspelt_region;
use crate::catalog::Region;
use crate::diag::FieldPath;
use crate::fields::listed;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    // EKS1004 asks whether another region is meant.
    if misspelt_region(subject).is_some() {
        return Vec::new();
    }
    let ids = ids(subject);
    let region = &subject.environment().cluster.region;
    match subject.catalogue.region(region) {
        Some(facts) => {
            let unknown = ids.iter().filter(|(_, id)| !has(facts, id));
            unknown
                .map(|(at, id)| {
                    not_of_region(subject, at, id)
                        .help(format!("the region's zone ids are {}", listed(facts.zone_ids())))
                })
                .collect()
        }
        None => of_unknown_region(subject, &ids),
    }
}

/// The ids that the cluster's zones have, and where each is written: in the list, or in the account's table.
fn ids<'a>(subject: &Subject<'a>) -> Vec<(FieldPath, &'a str)> {
    let environment = subject.environment();
    let zones = environment.cluster.zones.iter().enumerate();
    zones
        .filter_map(|(index, zone)| {
            if zone.is_id() {
                return Some((at!(cluster.zones[#index]), zone.as_str()));
            }
            let id = environment.account.zone_ids.get(zone.as_str())?;
            Some((at!(account.zoneIds[zone]), id.as_str()))
        })
        .collect()
}

/// Where the catalogue has no table, ids can still belong to another region, or to more than one.
fn of_unknown_region(subject: &Subject<'_>, ids: &[(FieldPath, &str)]) -> Vec<Finding> {
    let region = &subject.environment().cluster.region;
    let help = || {
        format!(
            "write ids from `aws ec2 describe-availability-zones --region {region}`, or correct the region"
        )
    };
    let mut found = Vec::new();
    let mut first: Option<&(FieldPath, &str)> = None;
    for zone @ (at, id) in ids {
        if owner(subject, id).is_some() {
            found.push(not_of_region(subject, at, id).help(help()));
            continue;
        }
        let (first_at, first_id) = *first.get_or_insert(zone);
        if prefix(id) != prefix(first_id) {
            found.push(
                Finding::at(
                    at.clone(),
                    format!("`{id}` and `{first_id}` are of different regions"),
                )
                .related(first_at.clone(), "begins otherwise")
                .help(help()),
            );
        }
    }
    found
}

fn not_of_region(subject: &Subject<'_>, at: &FieldPath, id: &str) -> Finding {
    let region = &subject.environment().cluster.region;
    let message = match owner(subject, id) {
        Some(other) => format!("`{id}` is a zone of `{other}` and not of `{region}`"),
        None => format!("`{id}` is not a zone id of `{region}`"),
    };
    let found = Finding::at(at.clone(), message).related(at!(cluster.region), "the region");
    found.note(format!(
        "zone ids as of {}",
        subject.catalogue.regions().zones_as_of(region)
    ))
}

/// The region that has the id.
fn owner<'a>(subject: &Subject<'a>, id: &str) -> Option<&'a str> {
    let mut regions = subject.catalogue.regions().iter();
    regions.find(|(_, facts)| has(facts, id)).map(|(name, _)| name)
}

fn has(region: &Region, id: &str) -> bool {
    // Those in which EKS is not exist too; EKS1017 speaks of them.
    let mut known = region
        .zone_ids()
        .chain(region.eks_refused_zone_ids.iter().map(String::as_str));
    known.any(|known| known == id)
}

/// What the ids of a region have in common: `apne2` of `apne2-az1`.
fn prefix(id: &str) -> &str {
    id.split_once("-az").map_or(id, |(prefix, _)| prefix)
}
