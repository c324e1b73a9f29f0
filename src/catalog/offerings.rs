//! Which instance type EC2 offers in which zone; what an instance type *is* lies in `instance_types`.

use super::entry::{entry, meta};
use super::imported::RegionFacts;
use super::{Catalogue, Meta};
use indexmap::IndexMap;
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
    text: &'static str,
    meta: OnceLock<Meta>,
    shipped: OnceLock<BTreeMap<&'static str, Shipped>>,
    imported: BTreeMap<String, RegionFacts>,
}

/// What the file knows of one region: read where somebody asks for it, since most environments ask for one of thirty.
#[derive(Debug)]
struct Shipped {
    /// The file from its zones on.
    text: &'static str,
    known: OnceLock<Known>,
}

#[derive(Debug)]
struct Known {
    zones: Vec<&'static str>,
    /// Family and its masks, sorted, still as JSON: a lookup parses one of about a hundred.
    families: Vec<(&'static str, &'static str)>,
}

/// The offerings of one region.
#[derive(Debug)]
pub struct RegionOfferings<'c> {
    /// Those in which anything is known.
    zones: Vec<&'c str>,
    shipped: Option<&'c Shipped>,
    imported: Option<&'c RegionFacts>,
}

impl Offerings {
    pub(super) const fn shipped() -> Self {
        Self::from_text(include_str!("data/offerings.json"))
    }

    /// Offerings in the format of `cargo xtask codegen catalog`.
    pub const fn from_text(text: &'static str) -> Self {
        Self {
            text,
            meta: OnceLock::new(),
            shipped: OnceLock::new(),
            imported: BTreeMap::new(),
        }
    }

    /// These stand before those of the file.
    pub(super) fn with(self, imported: BTreeMap<String, RegionFacts>) -> Self {
        Self { imported, ..self }
    }

    /// Month the shipped offerings were collected, such as `2026-10`.
    pub fn as_of(&self) -> &str {
        &self.meta.get_or_init(|| meta(self.text)).as_of
    }

    /// Regions with shipped offerings, sorted.
    pub fn regions(&self) -> impl Iterator<Item = &str> {
        self.of_regions().keys().copied()
    }

    /// The offerings of `region`; `None` if the catalogue has none.
    pub fn region(&self, region: &str) -> Option<RegionOfferings<'_>> {
        let (shipped, imported) = (self.of_regions().get(region), self.imported.get(region));
        if shipped.is_none() && imported.is_none() {
            return None;
        }
        let mut zones = shipped.map_or_else(Vec::new, |shipped| shipped.known().zones.clone());
        if let Some(imported) = imported {
            zones.extend(imported.zones.iter().map(String::as_str));
            zones.sort_unstable();
            zones.dedup();
        }
        Some(RegionOfferings {
            zones,
            shipped,
            imported,
        })
    }

    fn of_regions(&self) -> &BTreeMap<&'static str, Shipped> {
        self.shipped.get_or_init(|| {
            let openings = self.text.match_indices(OPENING);
            let regions = openings.filter_map(|(at, opening)| {
                let (_, region) = self.text[..at].rsplit_once('"')?;
                let text = &self.text[at + opening.len()..];
                let known = OnceLock::new();
                Some((region, Shipped { text, known }))
            });
            regions.collect()
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

/// What stands between a region's name and its zones, on the line that opens it:
/// `"eu-west-3":{"zones":["euw3-az1"],"families":{`.
const OPENING: &str = "\":{\"zones\":";

impl Shipped {
    fn known(&self) -> &Known {
        self.known.get_or_init(|| {
            let mut lines = self.text.lines();
            let zones = lines.next().and_then(|line| line.strip_suffix(",\"families\":{"));
            let zones = zones.and_then(|zones| serde_json::from_str(zones).ok());
            Known {
                zones: zones.expect("bug in eksight: a region's zones do not parse"),
                // The families follow on lines of their own, and `}}` closes the region.
                families: lines.map_while(entry).collect(),
            }
        })
    }
}

impl Known {
    /// The zones that offer the type.
    fn zones_offering(&self, instance_type: &str) -> Option<Vec<&'static str>> {
        let (family, size) = instance_type.split_once('.')?;
        let at = self
            .families
            .binary_search_by_key(&family, |(name, _)| name)
            .ok()?;
        let offers = |sizes: &str| sizes.split(' ').any(|offered| offered == size);
        let masks = parse_masks(self.families[at].1);
        let (mask, _) = masks.into_iter().find(|(_, sizes)| offers(sizes))?;
        let marked = self.zones.iter().zip(mask.chars());
        Some(
            marked
                .filter(|(_, mark)| *mark == 'x')
                .map(|(zone, _)| *zone)
                .collect(),
        )
    }
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
        let shipped = self
            .shipped
            .and_then(|shipped| shipped.known().zones_offering(instance_type));
        shipped.unwrap_or_default()
    }

    /// Every instance type offered in some zone.
    pub fn instance_types(&self) -> impl Iterator<Item = String> {
        let families = self
            .shipped
            .into_iter()
            .flat_map(|shipped| &shipped.known().families);
        let shipped = families.flat_map(|(family, masks)| {
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
        self.by_zone(instance_type)(zone_id)
    }

    /// Whether `instance_type` is offered, by the id of a zone; for who asks about several zones.
    pub fn by_zone(&self, instance_type: &str) -> impl Fn(&str) -> Offering + use<'_, 'c> {
        // A zone that only an import knows says nothing about the types that the import does not name.
        let known: &[&str] = match (self.imported(instance_type), self.shipped) {
            (Some(_), _) => &self.zones,
            (None, Some(shipped)) => &shipped.known().zones,
            (None, None) => &[],
        };
        let offering = self.zones_offering(instance_type);
        move |zone_id| match (known.contains(&zone_id), offering.contains(&zone_id)) {
            (false, _) => Offering::Unknown,
            (true, true) => Offering::Offered,
            (true, false) => Offering::NotOffered,
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
    fn families_are_sorted_so_that_a_lookup_can_halve_them() {
        let regions = Catalogue::shipped().offerings().of_regions();
        assert!(regions.values().all(|region| region.known().families.is_sorted()));
    }

    #[test]
    fn the_snapshot_has_thirty_regions_of_one_month() {
        let offerings = Catalogue::shipped().offerings();
        assert_eq!(offerings.regions().count(), 30);
        assert_eq!(offerings.region(SEOUL).unwrap().instance_types().count(), 755);
        assert_eq!(Catalogue::shipped().offerings().as_of(), "2026-10");
    }
}
