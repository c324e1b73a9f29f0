//! EKS1004: a zone that the catalogue cannot place, so that nothing about it can be checked.

use crate::catalog::ZoneIdLookup;
use crate::fields::listed;
use crate::model::value::ZoneRef;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let cluster = &subject.environment().cluster;
    if let Some(meant) = misspelt_region(subject) {
        let message = format!("nothing is known about the region `{}`", cluster.region);
        let help = match unplaced(subject).next() {
            None => format!("did you mean `{meant}`, which has these zones?"),
            Some(_) => format!(
                "did you mean `{meant}`? Of a region that is newer than the catalogue write zone ids, which are taken as they are"
            ),
        };
        return vec![Finding::at(at!(cluster.region), message).help(help)];
    }
    if let Some(other) = other_region(subject) {
        let message = format!("the zones are those of `{other}`, not of `{}`", cluster.region);
        let found = Finding::at(at!(cluster.zones), message).help(zones_of(subject));
        return vec![found.related(at!(cluster.region), "the region")];
    }
    unplaced(subject)
        .map(|(index, zone)| {
            let region = &cluster.region;
            let account = &subject.environment().account.id;
            let imported = subject.catalogue.account_zones(account, region);
            let (message, help) = match subject.catalogue.zone_id(region, zone) {
                ZoneIdLookup::PerAccount => match imported {
                    None => (
                        format!("`{zone}` means a different zone in each account, so it cannot be checked"),
                        format!(
                            "write zone ids, or run `aws ec2 describe-availability-zones --region {region} | cargo xtask catalog \
                             import --account {account} -`, or give `account.zoneIds` from its answer"
                        ),
                    ),
                    Some(zones) => (
                        format!("`{zone}` is not among the zones of `{region}` that were imported for account `{account}`"),
                        format!("they are {}", listed(zones.iter().map(|(name, _)| name))),
                    ),
                },
                ZoneIdLookup::UnknownRegion => (
                    format!("nothing is known about the region `{region}`"),
                    format!(
                        "correct `cluster.region`; or run `aws ec2 describe-availability-zones --region {region} | cargo xtask \
                         catalog import -`; or write zone ids, which are taken as they are"
                    ),
                ),
                _ => (format!("`{zone}` is not a zone of `{region}`"), zones_of(subject)),
            };
            Finding::at(at!(cluster.zones[#index]), message).help(help)
        })
        .collect()
}

/// The region that was meant, where one is misspelt: nothing can be told of its zones for that reason, or their ids are
/// those of that region.
pub(super) fn misspelt_region<'a>(subject: &Subject<'a>) -> Option<&'a str> {
    let region = &subject.environment().cluster.region;
    // The catalogue has the regions of one partition, and none of another is a slip for one of those.
    let meant = (region.partition() == "aws")
        .then(|| subject.catalogue.meant_region(region))
        .flatten()?;
    let facts = subject.catalogue.region(meant);
    let mut ids = subject
        .resolved
        .zones
        .iter()
        .filter_map(|zone| zone.id.as_deref());
    let is_its = |id: &str| facts.is_some_and(|facts| facts.zone_ids().any(|known| known == id));
    (unplaced(subject).next().is_some() || ids.all(is_its)).then_some(meant)
}

/// The other region whose names all zones have. One of the two fields was changed without the other.
fn other_region<'a>(subject: &'a Subject<'_>) -> Option<&'a str> {
    let cluster = &subject.environment().cluster;
    let region_of = |zone: &'a ZoneRef| zone.strip_suffix(|c: char| c.is_ascii_lowercase());
    let mut regions = cluster.zones.iter().map(region_of);
    let other = regions.next().flatten()?;
    let is_known = |region: &str| subject.catalogue.region(region).is_some();
    let is_other = other != cluster.region.as_str() && is_known(other) && is_known(&cluster.region);
    (is_other && regions.all(|region| region == Some(other))).then_some(other)
}

/// Zones of which no id is known, with their positions.
fn unplaced<'a>(subject: &'a Subject<'_>) -> impl Iterator<Item = (usize, &'a ZoneRef)> {
    let zones = subject.environment().cluster.zones.iter().enumerate();
    let known = &subject.resolved.zones;
    zones.filter(|(_, zone)| !known.iter().any(|known| known.is(zone) && known.id.is_some()))
}

/// What to write instead of a zone of another region: the names that this account has, or ids, which all accounts share.
fn zones_of(subject: &Subject<'_>) -> String {
    let environment = subject.environment();
    let region = &environment.cluster.region;
    let imported = subject.catalogue.account_zones(&environment.account.id, region);
    match (subject.catalogue.region(region), imported) {
        (None, _) => "correct the region or the zone".to_owned(),
        (Some(facts), _) if !facts.zones.is_empty() => {
            format!("its zones are {}", listed(facts.zones.keys()))
        }
        (_, Some(zones)) => format!("its zones are {}", listed(zones.iter().map(|(name, _)| name))),
        (Some(facts), None) => {
            let refused = &facts.eks_refused_zone_ids;
            let ids = facts.zone_ids().filter(|id| !refused.iter().any(|no| no == id));
            format!(
                "write zone ids, which are the same in every account: {}; what yours calls them tells \
                 `aws ec2 describe-availability-zones --region {region}`",
                listed(ids)
            )
        }
    }
}
