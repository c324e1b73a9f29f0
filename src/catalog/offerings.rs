//! Which instance type EC2 offers in which zone; what an instance type *is* lies in `instance_types`.

use super::entry::{entry, meta};
use super::imported::RegionFacts;
use super::{Catalogue, Meta};
use indexmap::IndexMap;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Whether an instance type can be had in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offering {
    /// EC2 offers it there.
    Offered,
    /// EC2 offers other types in that zone, this one not, as of the catalogue's date.
    NotOffered,
    /// The catalogue has no offerings of that region or zone: nothing can be said.
    Unknown,
}

/// The offerings file, kept as text, one family of one region a line; and what was imported.
#[derive(Debug)]
pub struct Offerings {
    text: Cow<'static, str>,
    meta: OnceLock<Meta>,
    imported: BTreeMap<String, RegionFacts>,
}

/// The offerings of one region.
#[derive(Debug)]
pub struct RegionOfferings<'c> {
    /// Those in which anything is known.
    zones: Vec<&'c str>,
    /// Those that the shipped file knows.
    shipped_zones: Vec<&'c str>,
    /// Family and its masks, still as JSON: a lookup parses one of about a hundred.
    families: Vec<(&'c str, &'c str)>,
    imported: Option<&'c RegionFacts>,
}

impl Offerings {
    pub(super) const fn shipped() -> Self {
        Self {
            text: Cow::Borrowed(include_str!("data/offerings.json")),
            meta: OnceLock::new(),
            imported: BTreeMap::new(),
        }
    }

    /// Offerings in the format of `cargo xtask codegen catalog`.
    pub fn from_text(text: String) -> Self {
        Self {
            text: Cow::Owned(text),
            meta: OnceLock::new(),
            imported: BTreeMap::new(),
        }
    }

    /// These stand before those of the file.
    pub(super) fn with(self, imported: BTreeMap<String, RegionFacts>) -> Self {
        Self { imported, ..self }
    }

    /// Month the shipped offerings were collected, such as `2026-10`.
    pub fn as_of(&self) -> &str {
        &self.meta.get_or_init(|| meta(&self.text)).as_of
    }

    /// Regions with shipped offerings, sorted.
    pub fn regions(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter_map(opening).map(|(region, _)| region)
    }

    /// The offerings of `region`; `None` if the catalogue has none.
    pub fn region(&self, region: &str) -> Option<RegionOfferings<'_>> {
        let imported = self.imported.get(region);
        let mut lines = self.text.lines();
        let opening = lines
            .by_ref()
            .filter_map(opening)
            .find(|(name, _)| *name == region);
        if opening.is_none() && imported.is_none() {
            return None;
        }
        let shipped_zones: Vec<&str> = opening.map_or_else(Vec::new, |(_, zones)| {
            serde_json::from_str(zones).expect("bug in eksight: a region's zones do not parse")
        });
        let mut zones = shipped_zones.clone();
        if let Some(imported) = imported {
            zones.extend(imported.zones.iter().map(String::as_str));
            zones.sort_unstable();
            zones.dedup();
        }
        Some(RegionOfferings {
            zones,
            shipped_zones,
            // The families follow on lines of their own, and `}}` closes the region.
            families: lines.map_while(entry).collect(),
            imported,
        })
    }

    /// What was imported, by region.
    pub(super) fn imported(&self) -> impl Iterator<Item = (&str, &RegionFacts)> {
        self.imported.iter().map(|(name, facts)| (name.as_str(), facts))
    }

    /// How many types all regions together offer, as far as it is shipped.
    pub(super) fn count(&self) -> usize {
        let regions = self.regions().filter_map(|name| self.region(name));
        regions.map(|region| region.instance_types().count()).sum()
    }

    /// Whether an imported answer names the type: then it exists, whatever is known of it.
    pub(super) fn is_imported(&self, instance_type: &str) -> bool {
        self.imported
            .values()
            .any(|region| region.types.get(instance_type).is_some())
    }
}

/// Region and zones of the line that opens it: `"eu-west-3":{"zones":["euw3-az1"],"families":{`.
fn opening(line: &str) -> Option<(&str, &str)> {
    let (region, zones) = entry(line.strip_suffix(",\"families\":{")?)?;
    Some((region, zones.strip_prefix("{\"zones\":")?))
}

impl<'c> RegionOfferings<'c> {
    /// Zone ids in which the catalogue knows offerings, sorted.
    pub fn zones(&self) -> &[&'c str] {
        &self.zones
    }

    fn imported(&self, instance_type: &str) -> Option<&'c Vec<String>> {
        Some(self.imported?.types.get(instance_type)?.1)
    }

    /// Zone ids that offer `instance_type`; empty if none does.
    pub fn zones_offering(&self, instance_type: &str) -> Vec<&'c str> {
        if let Some(zones) = self.imported(instance_type) {
            return zones.iter().map(String::as_str).collect();
        }
        let Some((family, size)) = instance_type.split_once('.') else {
            return Vec::new();
        };
        let Some((_, masks)) = self.families.iter().find(|(name, _)| *name == family) else {
            return Vec::new();
        };
        let offers = |sizes: &str| sizes.split(' ').any(|offered| offered == size);
        let Some((mask, _)) = parse_masks(masks).into_iter().find(|(_, sizes)| offers(sizes)) else {
            return Vec::new();
        };
        self.shipped_zones
            .iter()
            .zip(mask.chars())
            .filter(|(_, mark)| *mark == 'x')
            .map(|(zone, _)| *zone)
            .collect()
    }

    /// Every instance type offered in some zone.
    pub fn instance_types(&self) -> impl Iterator<Item = String> {
        let shipped = self.families.iter().flat_map(|(family, masks)| {
            let sizes = parse_masks(masks)
                .into_values()
                .flat_map(|sizes| sizes.split(' '));
            sizes.map(move |size| format!("{family}.{size}"))
        });
        let imported = self.imported.into_iter().flat_map(|region| region.types.iter());
        let imported: BTreeSet<&str> = imported.map(|(name, _)| name).collect();
        let names: Vec<String> = imported.iter().map(|name| (*name).to_owned()).collect();
        shipped
            .filter(move |name| !imported.contains(name.as_str()))
            .chain(names)
    }

    /// Whether `instance_type` is offered in the zone with id `zone_id`.
    pub fn offering(&self, zone_id: &str, instance_type: &str) -> Offering {
        // A zone that only an import knows says nothing about the types that the import does not name.
        let known = match self.imported(instance_type) {
            Some(_) => &self.zones,
            None => &self.shipped_zones,
        };
        if !known.contains(&zone_id) {
            return Offering::Unknown;
        }
        match self.zones_offering(instance_type).contains(&zone_id) {
            true => Offering::Offered,
            false => Offering::NotOffered,
        }
    }
}

/// Mask (one character a zone, `x` = offered) -> sizes.
fn parse_masks(json: &str) -> IndexMap<&str, &str> {
    serde_json::from_str(json).expect("bug in eksight: a family's line does not parse")
}

impl Catalogue {
    /// Whether `instance_type` is offered in the zone with id `zone_id` of `region`.
    pub fn offering(&self, region: &str, zone_id: &str, instance_type: &str) -> Offering {
        let region = self.offerings.region(region);
        region.map_or(Offering::Unknown, |region| {
            region.offering(zone_id, instance_type)
        })
    }

    /// Zone ids of `region` that offer `instance_type`; `None` if the region's offerings are not known.
    pub fn zones_offering(&self, region: &str, instance_type: &str) -> Option<Vec<&str>> {
        Some(self.offerings.region(region)?.zones_offering(instance_type))
    }

    /// As of when it is known where these types are offered in `region`: the oldest of the days, for findings that
    /// rest on absence.
    pub fn offerings_as_of<'t>(&self, region: &str, types: impl IntoIterator<Item = &'t str>) -> String {
        let imported = self.offerings.imported.get(region);
        let days: Option<Vec<_>> = types
            .into_iter()
            .map(|name| Some(imported?.types.get(name)?.0))
            .collect();
        match days.and_then(|days| days.into_iter().min()) {
            Some(day) => day.to_string(),
            None => self.offerings.as_of().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Catalogue, Offering};

    const SEOUL: &str = "ap-northeast-2";

    fn seoul(instance_type: &str) -> Vec<&'static str> {
        Catalogue::shipped().zones_offering(SEOUL, instance_type).unwrap()
    }

    #[test]
    fn the_lab_note_was_right_about_t3a() {
        for size in ["nano", "micro", "small", "medium", "large", "xlarge", "2xlarge"] {
            assert_eq!(seoul(&format!("t3a.{size}")), ["apne2-az1", "apne2-az3"]);
        }
    }

    #[test]
    fn other_families_have_other_holes() {
        assert_eq!(
            seoul("t3.xlarge"),
            ["apne2-az1", "apne2-az2", "apne2-az3", "apne2-az4"]
        );
        assert_eq!(seoul("c7i-flex.large"), ["apne2-az2", "apne2-az4"]);
        assert_eq!(seoul("r8g.large"), ["apne2-az1", "apne2-az2", "apne2-az3"]);
        assert_eq!(seoul("p5.48xlarge"), ["apne2-az1"]);
        assert_eq!(seoul("m7a.large"), [] as [&str; 0]);
        assert_eq!(seoul("nonsense"), [] as [&str; 0]);
    }

    #[test]
    fn unknown_is_not_the_same_as_not_offered() {
        let offering = |region, zone| Catalogue::shipped().offering(region, zone, "t3a.xlarge");
        assert_eq!(offering(SEOUL, "apne2-az1"), Offering::Offered);
        assert_eq!(offering(SEOUL, "apne2-az2"), Offering::NotOffered);
        assert_eq!(offering(SEOUL, "apne2-az9"), Offering::Unknown);
        // Open since 2025, but not yet in the collection.
        assert_eq!(offering("ap-east-2", "ape2-az1"), Offering::Unknown);
        assert_eq!(
            Catalogue::shipped().zones_offering("mars-north-1", "t3.large"),
            None
        );
    }

    #[test]
    fn the_snapshot_has_thirty_regions_of_one_month() {
        let offerings = Catalogue::shipped().offerings();
        assert_eq!(offerings.regions().count(), 30);
        assert_eq!(offerings.region(SEOUL).unwrap().instance_types().count(), 755);
        assert_eq!(Catalogue::shipped().offerings().as_of(), "2026-10");
    }
}
