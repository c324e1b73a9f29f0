//! Regions, their zones, and what a zone's name means; which instance types they offer lies in `offerings`.

use super::imported::ZoneMap;
use super::{Catalogue, Date, Meta, nearest};
use indexmap::IndexMap;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Whether a zone name such as `ap-northeast-2a` means the same zone in every account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ZoneNaming {
    /// The same zone in every account.
    Uniform,
    /// Each account has its own mapping: only a zone id says which zone is meant.
    PerAccount,
}

/// A region of the `aws` partition.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Region {
    /// Such as `Asia Pacific (Seoul)`.
    pub long_name: String,
    /// What zone names mean here.
    pub zone_naming: ZoneNaming,
    /// Zone name -> zone id, in the order of the names; empty where naming is per account.
    #[serde(default)]
    pub zones: IndexMap<String, String>,
    /// Zone ids seen where naming is per account; see [`Region::zone_ids`].
    #[serde(default)]
    account_zone_ids: Vec<String>,
    /// Zones in which EKS places no control plane.
    #[serde(default)]
    pub eks_refused_zone_ids: Vec<String>,
}

impl Region {
    /// Every zone id known, whatever accounts call the zones.
    pub fn zone_ids(&self) -> impl Iterator<Item = &str> {
        self.zones
            .values()
            .chain(&self.account_zone_ids)
            .map(String::as_str)
    }
}

/// All regions known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regions {
    #[serde(rename = "_meta")]
    meta: Meta,
    regions: IndexMap<String, Region>,
    /// Regions whose zones were imported, and the last day on which they were.
    #[serde(skip)]
    imported: BTreeMap<String, Date>,
}

impl Regions {
    /// Takes imported zones: the names where every account has the same ones, the ids everywhere.
    pub(super) fn take(&mut self, map: &ZoneMap) {
        let facts = self.regions.entry(map.region.clone()).or_insert_with(|| Region {
            long_name: map.region.clone(),
            // Only the oldest regions name zones differently in each account, and those are in the table.
            zone_naming: ZoneNaming::Uniform,
            zones: IndexMap::new(),
            account_zone_ids: Vec::new(),
            eks_refused_zone_ids: Vec::new(),
        });
        for (name, id) in map.ids.iter() {
            let uniform = facts.zone_naming == ZoneNaming::Uniform && map.account.is_none();
            if uniform {
                facts.zones.insert(name.to_owned(), id.clone());
            } else if facts.zone_ids().all(|known| known != id) {
                facts.account_zone_ids.push(id.clone());
            }
        }
        facts.zones.sort_keys();
        facts.account_zone_ids.sort();
        self.regions.sort_keys();
        if let Some((_, last)) = map.ids.days() {
            let day = self.imported.entry(map.region.clone()).or_insert(last);
            *day = (*day).max(last);
        }
    }

    /// Day the shipped table was checked.
    pub fn as_of(&self) -> &str {
        &self.meta.as_of
    }

    /// Day of which the zones of `region` are known.
    pub fn zones_as_of(&self, region: &str) -> String {
        let imported = self.imported.get(region);
        imported.map_or_else(|| self.meta.as_of.clone(), ToString::to_string)
    }

    /// Name and facts of each region, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Region)> {
        self.regions.iter().map(|(name, region)| (name.as_str(), region))
    }
}

/// What is known about a zone name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZoneIdLookup<'c> {
    /// The name means this zone id in every account.
    Known(&'c str),
    /// The name is possible, but which zone it means differs from account to account.
    PerAccount,
    /// The region has no zone of that name.
    UnknownZone,
    /// The catalogue does not have the region.
    UnknownRegion,
}

impl Catalogue {
    /// The region called `name`, such as `ap-northeast-2`.
    pub fn region(&self, name: &str) -> Option<&Region> {
        self.regions().regions.get(name)
    }

    /// The region that was meant by a name that nobody gave one: near to a known region's, with a middle that none has, as
    /// in `ap-northest-2`. A new region has a known middle (`central`, `southeast`), and cannot be told from a slip before it.
    pub fn meant_region(&self, name: &str) -> Option<&str> {
        let middle = |name: &str| {
            let (_, rest) = name.split_once('-')?;
            Some(rest.rsplit_once('-')?.0.to_owned())
        };
        let known = || self.regions().regions.keys().map(String::as_str);
        let is_known = self.region(name).is_some() || self.offerings().region(name).is_some();
        let plausible = is_known || known().any(|known| middle(known) == middle(name));
        (!plausible).then(|| nearest(name, known())).flatten()
    }

    /// What the zones of `region` are called in this account, by an imported answer: name and id.
    pub fn account_zones(&self, account: &str, region: &str) -> Option<Vec<(&str, &str)>> {
        let map = self.imported.zone_map(account, region)?;
        Some(map.ids.iter().map(|(name, id)| (name, id.as_str())).collect())
    }

    /// The zone id that `zone_name` stands for in `region`.
    pub fn zone_id(&self, region: &str, zone_name: &str) -> ZoneIdLookup<'_> {
        let Some(facts) = self.region(region) else {
            return ZoneIdLookup::UnknownRegion;
        };
        match facts.zone_naming {
            ZoneNaming::Uniform => facts
                .zones
                .get(zone_name)
                .map_or(ZoneIdLookup::UnknownZone, |id| ZoneIdLookup::Known(id)),
            // Even the letters in use differ: one account of us-west-1 has a and b, another b and c.
            ZoneNaming::PerAccount if is_zone_name(region, zone_name) => ZoneIdLookup::PerAccount,
            ZoneNaming::PerAccount => ZoneIdLookup::UnknownZone,
        }
    }
}

/// A region's name and one letter.
fn is_zone_name(region: &str, zone_name: &str) -> bool {
    zone_name
        .strip_prefix(region)
        .is_some_and(|rest| matches!(rest.as_bytes(), [b'a'..=b'z']))
}

#[cfg(test)]
mod tests {
    use super::{Catalogue, ZoneIdLookup, ZoneNaming};

    #[test]
    fn a_zone_name_is_resolved_by_the_table_and_never_by_its_letter() {
        let zone_id = |region, zone| Catalogue::shipped().zone_id(region, zone);
        assert_eq!(
            zone_id("ap-northeast-2", "ap-northeast-2b"),
            ZoneIdLookup::Known("apne2-az2")
        );
        assert_eq!(
            zone_id("eu-central-1", "eu-central-1a"),
            ZoneIdLookup::Known("euc1-az2")
        );
        assert_eq!(
            zone_id("ca-central-1", "ca-central-1d"),
            ZoneIdLookup::Known("cac1-az4")
        );
        assert_eq!(
            zone_id("ap-northeast-2", "ap-northeast-2e"),
            ZoneIdLookup::UnknownZone
        );
        assert_eq!(
            zone_id("ap-northeast-2", "eu-central-1a"),
            ZoneIdLookup::UnknownZone
        );
        assert_eq!(
            zone_id("mars-north-1", "mars-north-1a"),
            ZoneIdLookup::UnknownRegion
        );
    }

    #[test]
    fn a_misspelt_region_is_told_from_one_that_may_be_new() {
        let meant = |name| Catalogue::shipped().meant_region(name);
        assert_eq!(meant("ap-northest-2"), Some("ap-northeast-2"));
        assert_eq!(meant("us_east_1"), Some("us-east-1"));
        assert_eq!(meant("ap-southeast-19"), None);
        assert_eq!(meant("mx-north-1"), None);
        assert_eq!(meant("us-east-1"), None);
        assert_eq!(meant("mars-underground-1"), None);
    }

    #[test]
    fn the_old_regions_leave_the_name_to_the_account() {
        let zone_id = |zone| Catalogue::shipped().zone_id("us-east-1", zone);
        assert_eq!(zone_id("us-east-1a"), ZoneIdLookup::PerAccount);
        assert_eq!(zone_id("us-east-1"), ZoneIdLookup::UnknownZone);
        assert_eq!(zone_id("us-east-1aa"), ZoneIdLookup::UnknownZone);
        let per_account: Vec<&str> = Catalogue::shipped()
            .regions()
            .iter()
            .filter(|(_, region)| region.zone_naming == ZoneNaming::PerAccount)
            .map(|(name, _)| name)
            .collect();
        assert_eq!(
            per_account,
            [
                "ap-northeast-1",
                "ap-southeast-1",
                "ap-southeast-2",
                "eu-west-1",
                "sa-east-1",
                "us-east-1",
                "us-west-1",
                "us-west-2"
            ]
        );
    }

    #[test]
    fn naming_and_table_agree_in_every_region() {
        for (name, region) in Catalogue::shipped().regions().iter() {
            assert_eq!(
                region.zones.is_empty(),
                region.zone_naming == ZoneNaming::PerAccount,
                "{name}"
            );
            assert!(region.zone_ids().count() >= 2, "{name}");
            assert!(
                region.zones.keys().all(|zone| super::is_zone_name(name, zone)),
                "{name}"
            );
        }
    }

    #[test]
    fn every_zone_with_offerings_is_in_the_table() {
        let catalogue = Catalogue::shipped();
        for name in catalogue.offerings().regions() {
            let region = catalogue
                .region(name)
                .unwrap_or_else(|| panic!("{name} is missing"));
            for zone in catalogue.offerings().region(name).unwrap().zones() {
                assert!(
                    region.zone_ids().any(|id| id == *zone),
                    "{zone} of {name} is missing"
                );
            }
        }
    }

    #[test]
    fn three_zones_have_no_control_plane() {
        let refused: Vec<&str> = Catalogue::shipped()
            .regions()
            .iter()
            .flat_map(|(_, region)| region.eks_refused_zone_ids.iter().map(String::as_str))
            .collect();
        assert_eq!(refused, ["cac1-az3", "use1-az3", "usw1-az2"]);
        assert_eq!(
            Catalogue::shipped().region("ap-northeast-2").unwrap().long_name,
            "Asia Pacific (Seoul)"
        );
        assert_eq!(Catalogue::shipped().regions().iter().count(), 34);
    }
}
