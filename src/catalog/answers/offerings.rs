//! `aws ec2 describe-instance-type-offerings`: which instance type is offered in which zone of the asked region.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

use super::{AnswerError, Circumstances, ZoneNames, require_plain};
use crate::{Dated, Document, Facts, ZoneIdLookup};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", expecting = "a map")]
pub(super) struct Row {
    instance_type: String,
    location_type: LocationType,
    location: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum LocationType {
    Region,
    AvailabilityZone,
    AvailabilityZoneId,
    Outpost,
}

/// Region -> instance type -> zone ids.
type Regions = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

pub(super) fn documents(
    rows: Vec<Row>,
    zones: &ZoneNames,
    circumstances: Circumstances<'_>,
) -> Result<Vec<Document>, AnswerError> {
    let mut regions = Regions::new();
    for row in rows {
        let Some((region, id)) = place(&row, zones, circumstances)? else {
            continue;
        };
        let types = regions.entry(region).or_default();
        types.entry(row.instance_type).or_default().insert(id);
    }
    for (region, types) in &regions {
        require_plain(region, "a region")?;
        refuse_one_zone(region, types, circumstances)?;
    }
    let documents = regions.into_iter().map(|(region, types)| {
        let types = types
            .into_iter()
            .map(|(name, zones)| (name, zones.into_iter().collect()));
        Document::Offerings(Facts {
            account: None,
            source: format!(
                "aws ec2 describe-instance-type-offerings --region {region} --location-type availability-zone-id"
            ),
            region: Some(region),
            as_of: Dated::of_day(circumstances.day, types.collect()),
        })
    });
    Ok(documents.collect())
}

/// Region and zone id of a row; `None` for a Local Zone, where no cluster is.
fn place(
    row: &Row,
    zones: &ZoneNames,
    circumstances: Circumstances<'_>,
) -> Result<Option<(String, String)>, AnswerError> {
    match row.location_type {
        LocationType::AvailabilityZoneId if is_zone_id(&row.location) => {
            let region = region_of_id(&row.location, zones, circumstances)?;
            Ok(Some((region, row.location.clone())))
        }
        LocationType::AvailabilityZone if region_of_name(&row.location).is_some() => {
            let region = region_of_name(&row.location).unwrap_or_default();
            let id = id_of_name(region, &row.location, zones, circumstances)?;
            Ok(Some((region.to_owned(), id)))
        }
        LocationType::AvailabilityZoneId | LocationType::AvailabilityZone => Ok(None),
        LocationType::Region | LocationType::Outpost => Err(AnswerError::new(
            "it tells of regions and not of zones; ask with `--location-type availability-zone-id`",
        )),
    }
}

/// `apne2-az1`, but not the Local Zone `usw2-lax1-az1`.
fn is_zone_id(id: &str) -> bool {
    id.split_once("-az").is_some_and(|(region, number)| {
        !region.contains('-') && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// The region of `ap-northeast-2a`: what stands before its letter. `None` for a Local Zone, `us-west-2-lax-1a`.
fn region_of_name(name: &str) -> Option<&str> {
    let region = name.strip_suffix(|c: char| c.is_ascii_lowercase())?;
    let (rest, number) = region.rsplit_once('-')?;
    let plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let digits_before = rest.bytes().any(|byte| byte.is_ascii_digit());
    (plain && !digits_before).then_some(region)
}

/// What the ids of a region have in common: `apne2` of `apne2-az1`.
fn prefix(id: &str) -> Option<&str> {
    Some(id.split_once("-az")?.0)
}

fn region_of_id(
    id: &str,
    zones: &ZoneNames,
    circumstances: Circumstances<'_>,
) -> Result<String, AnswerError> {
    let mut in_answers = zones
        .iter()
        .flat_map(|(region, names)| names.values().map(move |id| (region.as_str(), id.as_str())));
    let mut in_catalogue = circumstances
        .catalogue
        .regions()
        .iter()
        .flat_map(|(region, facts)| facts.zone_ids().map(move |id| (region, id)));
    let wanted = prefix(id);
    let alike = |(_, known): &(&str, &str)| prefix(known) == wanted;
    let found = in_answers.find(alike).or_else(|| in_catalogue.find(alike));
    let found = found.map(|(region, _)| region).or(circumstances.region);
    found.map(ToOwned::to_owned).ok_or_else(|| {
        AnswerError::new(format!(
            "nothing is known of the region in which `{id}` lies; add `--region <name>`"
        ))
    })
}

fn id_of_name(
    region: &str,
    name: &str,
    zones: &ZoneNames,
    circumstances: Circumstances<'_>,
) -> Result<String, AnswerError> {
    let catalogue = circumstances.catalogue;
    let in_answers = || zones.get(region)?.get(name).cloned();
    let of_account = || {
        let known = catalogue.account_zones(circumstances.account?, region)?;
        Some(known.into_iter().find(|(known, _)| *known == name)?.1.to_owned())
    };
    let in_catalogue = || match catalogue.zone_id(region, name) {
        ZoneIdLookup::Known(id) => Some(id.to_owned()),
        _ => None,
    };
    in_answers()
        .or_else(of_account)
        .or_else(in_catalogue)
        .ok_or_else(|| {
            AnswerError::new(format!(
                "which zone `{name}` is, is not known; ask with `--location-type availability-zone-id`, or import `aws ec2 \
                 describe-availability-zones --region {region}` of the same account with it"
            ))
        })
}

/// An answer about many types in one zone only was filtered by location: it would deny all the other zones.
fn refuse_one_zone(
    region: &str,
    types: &BTreeMap<String, BTreeSet<String>>,
    circumstances: Circumstances<'_>,
) -> Result<(), AnswerError> {
    let zones: BTreeSet<&String> = types.values().flatten().collect();
    let facts = circumstances.catalogue.region(region);
    let several = facts.is_some_and(|facts| facts.zone_ids().count() > 1);
    match zones.first() {
        Some(zone) if zones.len() == 1 && types.len() > 1 && several => Err(AnswerError::new(format!(
            "it tells of the zone `{zone}` only; ask without a filter of locations"
        ))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_zone_id, region_of_name};

    #[test]
    fn local_zones_are_told_from_zones() {
        assert_eq!(region_of_name("ap-northeast-2a"), Some("ap-northeast-2"));
        assert_eq!(region_of_name("us-gov-west-1b"), Some("us-gov-west-1"));
        for name in [
            "us-west-2-lax-1a",
            "us-east-1-wl1-bos-wlz-1",
            "us-east-1",
            "a",
            "",
        ] {
            assert_eq!(region_of_name(name), None, "{name}");
        }
        assert!(is_zone_id("apne2-az1"));
        for id in ["usw2-lax1-az1", "apne2-az", "apne2", ""] {
            assert!(!is_zone_id(id), "{id}");
        }
    }
}
