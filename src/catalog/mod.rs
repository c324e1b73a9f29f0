//! Facts about the world, as data with source and date; nothing here judges an environment by them.
//!
//! What people import into their project (`imported`) stands before it; `answers` reads what they import.
//!
//! The data are files under `data/`, part of the program. Nothing is parsed before it is asked for: the three large
//! files keep one entry a line, and a lookup parses the lines it needs; the small ones are parsed whole, once.

mod alternatives;
pub mod answers;
mod charts;
mod cloudformation;
mod cluster_limits;
mod date;
mod eks;
mod entry;
mod image_name;
mod images;
mod imported;
mod instance_types;
mod limits;
mod metrics;
mod money;
mod nearest;
mod offerings;
mod pods;
mod prices;
mod regions;
mod shape;
mod startup_taints;
mod summary;
mod time_zones;
mod value_paths;
pub mod yaml;

pub use charts::{Chart, ChartClaim, ChartLine, ChartVersion, Charts, DeadValue, Image, Pin};
pub use cloudformation::{CloudFormation, Effect, ResourceType};
pub use cluster_limits::{
    ClusterLimits, KnownPods, LABEL_CHARACTERS, LabelDomains, LabelLimits, PodCount, Quotas, Reserve,
};
pub use date::{Date, DateError};
pub use eks::{AddOn, AmiArchitecture, AmiType, Eks, Installation, OperatingSystem, Support, VersionLife};
pub use image_name::ImageName;
pub use images::{ChartImage, Images};
pub use imported::{ChartValues, Dated, Document, DocumentError, Facts, Imported, ValueKind};
pub use instance_types::{Architecture, InstanceType, InstanceTypes};
pub use limits::{BudgetLimits, Insights, Limits, NameForm, NameLimits, NameViolation, TemplateBytes};
pub use metrics::{Component, Life, Metric, Metrics, MinorVersion, Span};
pub use money::{Money, grouped};
pub use nearest::nearest;
pub use offerings::{Offering, Offerings, RegionOfferings};
pub use pods::{Pod, Pods};
pub use prices::{Prices, PricesAsOf, RegionPrices, ServicePrices};
pub use regions::{Region, Regions, ZoneIdLookup, ZoneNaming};
pub use shape::Shape;
pub use startup_taints::taken_away_by;
pub use summary::Summary;
pub use time_zones::TimeZones;
pub use value_paths::{Elsewhere, KnownValues};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::{LazyLock, OnceLock};
use value_paths::ValuePaths;

/// Everything eksight knows about the world outside the environment files.
#[derive(Debug)]
pub struct Catalogue {
    offerings: Offerings,
    instance_types: InstanceTypes,
    cloudformation: CloudFormation,
    regions: OnceLock<Regions>,
    eks: OnceLock<Eks>,
    charts: LazyLock<Charts>,
    limits: LazyLock<Limits>,
    cluster_limits: LazyLock<ClusterLimits>,
    metrics: LazyLock<Metrics>,
    pods: LazyLock<Pods>,
    prices: LazyLock<Prices>,
    value_paths: LazyLock<ValuePaths>,
    images: LazyLock<Images>,
    time_zones: LazyLock<TimeZones>,
    imported: Imported,
}

static SHIPPED: Catalogue = Catalogue::new();

impl Catalogue {
    const fn new() -> Self {
        Self {
            offerings: Offerings::shipped(),
            instance_types: InstanceTypes::shipped(),
            cloudformation: CloudFormation::shipped(),
            regions: OnceLock::new(),
            eks: OnceLock::new(),
            charts: LazyLock::new(|| shipped(include_str!("data/charts.json"))),
            limits: LazyLock::new(|| shipped(include_str!("data/limits.json"))),
            cluster_limits: LazyLock::new(|| shipped(include_str!("data/cluster-limits.json"))),
            metrics: LazyLock::new(|| shipped(include_str!("data/metrics.json"))),
            pods: LazyLock::new(|| shipped(include_str!("data/pods.json"))),
            prices: LazyLock::new(|| shipped(include_str!("data/prices.json"))),
            images: LazyLock::new(|| shipped(include_str!("data/images.json"))),
            time_zones: LazyLock::new(|| shipped(include_str!("data/time-zones.json"))),
            value_paths: LazyLock::new(|| shipped(include_str!("data/value-paths.json"))),
            imported: Imported::none(),
        }
    }

    /// The catalogue that is part of this program.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// The shipped catalogue with imported facts before it.
    pub fn with(mut imported: Imported) -> Self {
        let shipped = Self::new();
        Self {
            offerings: shipped.offerings.with(std::mem::take(&mut imported.offerings)),
            instance_types: shipped
                .instance_types
                .with(std::mem::take(&mut imported.instance_types)),
            imported,
            ..shipped
        }
    }

    /// Which instance type is offered in which zone.
    pub fn offerings(&self) -> &Offerings {
        &self.offerings
    }

    /// What each instance type has.
    pub fn instance_types(&self) -> &InstanceTypes {
        &self.instance_types
    }

    /// Properties of the CloudFormation resource types that templates hold.
    pub fn cloudformation(&self) -> &CloudFormation {
        &self.cloudformation
    }

    /// Regions and their zones.
    pub fn regions(&self) -> &Regions {
        self.regions.get_or_init(|| {
            let mut regions: Regions = shipped(include_str!("data/regions.json"));
            for map in &self.imported.zones {
                regions.take(map);
            }
            regions
        })
    }

    /// Kubernetes versions, AMI types, add-ons and the other closed lists of EKS.
    pub fn eks(&self) -> &Eks {
        self.eks.get_or_init(|| {
            let mut eks: Eks = shipped(include_str!("data/eks.json"));
            if !self.imported.versions.is_empty() {
                eks.take(&self.imported.versions);
            }
            eks
        })
    }

    /// The versions of an EKS add-on for a Kubernetes version by an imported answer, and of which day it is. Nothing
    /// of the kind is shipped.
    pub fn add_on_versions(&self, add_on: &str, kubernetes: &str) -> Option<(Date, &[String])> {
        let (day, versions) = self.imported.add_ons.get(&format!("{add_on}/{kubernetes}"))?;
        Some((day, versions))
    }

    /// Whether an imported answer names the add-on: then it exists, whatever is known of it.
    pub fn is_imported_add_on(&self, add_on: &str) -> bool {
        let mut known = self.imported.add_ons.iter();
        known.any(|(key, _)| key.split_once('/').is_some_and(|(name, _)| name == add_on))
    }

    /// The imported values of every version of the chart called `chart`.
    pub fn chart_values(&self, chart: &str) -> impl Iterator<Item = &ChartValues> {
        self.imported
            .charts
            .iter()
            .filter(move |values| values.chart == chart)
    }

    /// Where each Helm release comes from, and the versions known to work.
    pub fn charts(&self) -> &Charts {
        &self.charts
    }

    /// Limits that AWS and Kubernetes controllers set.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Metrics that came, went and changed.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Pods of what is installed, with their labels and ports.
    pub fn pods(&self) -> &Pods {
        &self.pods
    }

    /// The list prices of every region.
    pub fn all_prices(&self) -> &Prices {
        &self.prices
    }

    /// Names of time zones.
    pub fn time_zones(&self) -> &TimeZones {
        &self.time_zones
    }

    /// Images of charts.
    pub fn images(&self) -> &Images {
        &self.images
    }
}

/// The part of `_meta` that findings quote; source and licence are for the reader of the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    as_of: String,
}

fn shipped<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("bug in eksight: a data file of the catalogue does not parse")
}

#[cfg(test)]
mod tests {
    use super::Date;
    use serde_json::Value;

    const FILES: [(&str, &str); 14] = [
        ("charts.json", include_str!("data/charts.json")),
        ("cloudformation.json", include_str!("data/cloudformation.json")),
        ("cluster-limits.json", include_str!("data/cluster-limits.json")),
        ("eks.json", include_str!("data/eks.json")),
        ("images.json", include_str!("data/images.json")),
        ("instance-types.json", include_str!("data/instance-types.json")),
        ("limits.json", include_str!("data/limits.json")),
        ("metrics.json", include_str!("data/metrics.json")),
        ("offerings.json", include_str!("data/offerings.json")),
        ("pods.json", include_str!("data/pods.json")),
        ("prices.json", include_str!("data/prices.json")),
        ("regions.json", include_str!("data/regions.json")),
        ("time-zones.json", include_str!("data/time-zones.json")),
        ("value-paths.json", include_str!("data/value-paths.json")),
    ];

    fn is_source(value: &Value) -> bool {
        match value {
            Value::String(text) => !text.is_empty(),
            Value::Array(rows) => {
                let told = |row: &Value, key| row[key].as_str().is_some_and(|text| !text.is_empty());
                !rows.is_empty() && rows.iter().all(|row| told(row, "facts") && told(row, "from"))
            }
            _ => false,
        }
    }

    #[test]
    fn every_data_file_names_its_source_and_date() {
        for (name, text) in FILES {
            let file: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            let meta = &file["_meta"];
            assert!(is_source(&meta["source"]), "{name} has no `_meta.source`");
            let as_of = meta["asOf"]
                .as_str()
                .unwrap_or_else(|| panic!("{name} has no `_meta.asOf`"));
            // Generated files know the month only.
            let day = if as_of.len() == "2026-10".len() {
                format!("{as_of}-01")
            } else {
                as_of.to_owned()
            };
            assert!(day.parse::<Date>().is_ok(), "{name}: `{as_of}` is no date");
        }
    }

    #[test]
    fn every_data_file_is_in_the_table_above() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let mut names: Vec<String> = folder
            .read_dir()
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, FILES.map(|(name, _)| name));
    }
}
