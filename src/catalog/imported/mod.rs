//! Facts that people have imported into their project; they stand before the shipped ones, for what they cover.

mod chart_values;
mod dated;
mod document;

use std::collections::BTreeMap;

use super::{InstanceType, VersionLife};

pub use chart_values::{ChartValues, ValueKind};
pub use dated::Dated;
pub(super) use document::is_plain;
pub use document::{Document, DocumentError, Facts};

/// The imported offerings of a region.
#[derive(Debug, Clone, Default)]
pub(super) struct RegionFacts {
    /// Instance type -> zone ids.
    pub(super) types: Dated<Vec<String>>,
    /// Every zone id in them, sorted.
    pub(super) zones: Vec<String>,
}

/// All facts that a project has imported.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    pub(super) offerings: BTreeMap<String, RegionFacts>,
    pub(super) zones: Vec<ZoneMap>,
    pub(super) instance_types: Dated<InstanceType>,
    pub(super) versions: Dated<VersionLife>,
    pub(super) add_ons: Dated<Vec<String>>,
    pub(super) charts: Vec<ChartValues>,
}

/// What the zones of a region are called, in one account or in all of them.
#[derive(Debug, Clone)]
pub(super) struct ZoneMap {
    pub(super) region: String,
    pub(super) account: Option<String>,
    /// Zone name -> zone id.
    pub(super) ids: Dated<String>,
}

impl Imported {
    /// No facts.
    pub const fn none() -> Self {
        Self {
            offerings: BTreeMap::new(),
            zones: Vec::new(),
            instance_types: Dated::new(),
            versions: Dated::new(),
            add_ons: Dated::new(),
            charts: Vec::new(),
        }
    }

    /// What zones are called in a region, in this account.
    pub(super) fn zone_map(&self, account: &str, region: &str) -> Option<&ZoneMap> {
        let of_region = || self.zones.iter().filter(|map| map.region == region);
        of_region()
            .find(|map| map.account.as_deref() == Some(account))
            .or_else(|| of_region().find(|map| map.account.is_none()))
    }
}

impl FromIterator<Document> for Imported {
    fn from_iter<I: IntoIterator<Item = Document>>(documents: I) -> Self {
        let mut imported = Self::none();
        for document in documents {
            match document {
                Document::Offerings(facts) => {
                    let mut zones: Vec<String> =
                        facts.as_of.iter().flat_map(|(_, zones)| zones.clone()).collect();
                    zones.sort();
                    zones.dedup();
                    let types = facts.as_of;
                    imported
                        .offerings
                        .insert(facts.region.unwrap_or_default(), RegionFacts { types, zones });
                }
                Document::Zones(facts) => imported.zones.push(ZoneMap {
                    region: facts.region.unwrap_or_default(),
                    account: facts.account,
                    ids: facts.as_of,
                }),
                Document::InstanceTypes(facts) => imported.instance_types.merge(facts.as_of),
                Document::KubernetesVersions(facts) => imported.versions.merge(facts.as_of),
                Document::AddOns(facts) => imported.add_ons.merge(facts.as_of),
                Document::ChartValues(values) => imported.charts.push(values),
            }
        }
        imported
    }
}
