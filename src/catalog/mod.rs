//! Facts about the world, as data with source and date; nothing here judges an environment by them.
//!
//! The data are files under `data/`, part of the program. Nothing is parsed before it is asked for: the three large
//! files keep one entry a line, and a lookup parses the lines it needs; the small ones are parsed whole, once.

mod alternatives;
mod charts;
mod cloudformation;
mod cluster_limits;
mod date;
mod eks;
mod entry;
mod instance_types;
mod limits;
mod metrics;
mod nearest;
mod offerings;
mod pods;
mod regions;
mod shape;

pub use charts::{Chart, ChartLine, ChartVersion, Charts, DeadValue, Image, Pin};
pub use cloudformation::{CloudFormation, Effect, ResourceType};
pub use cluster_limits::{ClusterLimits, KnownPods, LabelDomains, LabelLimits, PodCount, Quotas, Reserve};
pub use date::{Date, DateError};
pub use eks::{AddOn, AmiArchitecture, AmiType, Eks, Installation, OperatingSystem, Support, VersionLife};
pub use instance_types::{Architecture, InstanceType, InstanceTypes};
pub use limits::{Insights, Limits, NameForm, NameLimits, NameViolation, TemplateBytes};
pub use metrics::{Component, Life, Metric, Metrics, MinorVersion, Span};
pub use nearest::nearest;
pub use offerings::{Offering, Offerings, RegionOfferings};
pub use pods::{Pod, Pods};
pub use regions::{Region, Regions, ZoneIdLookup, ZoneNaming};
pub use shape::Shape;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::LazyLock;

/// Everything eksight knows about the world outside the environment files.
#[derive(Debug)]
pub struct Catalogue {
    offerings: Offerings,
    instance_types: InstanceTypes,
    cloudformation: CloudFormation,
    regions: LazyLock<Regions>,
    eks: LazyLock<Eks>,
    charts: LazyLock<Charts>,
    limits: LazyLock<Limits>,
    cluster_limits: LazyLock<ClusterLimits>,
    metrics: LazyLock<Metrics>,
    pods: LazyLock<Pods>,
}

static SHIPPED: Catalogue = Catalogue {
    offerings: Offerings::shipped(),
    instance_types: InstanceTypes::shipped(),
    cloudformation: CloudFormation::shipped(),
    regions: LazyLock::new(|| shipped(include_str!("data/regions.json"))),
    eks: LazyLock::new(|| shipped(include_str!("data/eks.json"))),
    charts: LazyLock::new(|| shipped(include_str!("data/charts.json"))),
    limits: LazyLock::new(|| shipped(include_str!("data/limits.json"))),
    cluster_limits: LazyLock::new(|| shipped(include_str!("data/cluster-limits.json"))),
    metrics: LazyLock::new(|| shipped(include_str!("data/metrics.json"))),
    pods: LazyLock::new(|| shipped(include_str!("data/pods.json"))),
};

impl Catalogue {
    /// The catalogue that is part of this program.
    pub fn shipped() -> &'static Self {
        &SHIPPED
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
        &self.regions
    }

    /// Kubernetes versions, AMI types, add-ons and the other closed lists of EKS.
    pub fn eks(&self) -> &Eks {
        &self.eks
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

    const FILES: [(&str, &str); 10] = [
        ("charts.json", include_str!("data/charts.json")),
        ("cloudformation.json", include_str!("data/cloudformation.json")),
        ("cluster-limits.json", include_str!("data/cluster-limits.json")),
        ("eks.json", include_str!("data/eks.json")),
        ("instance-types.json", include_str!("data/instance-types.json")),
        ("limits.json", include_str!("data/limits.json")),
        ("metrics.json", include_str!("data/metrics.json")),
        ("offerings.json", include_str!("data/offerings.json")),
        ("pods.json", include_str!("data/pods.json")),
        ("regions.json", include_str!("data/regions.json")),
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
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/catalog/data");
        let mut names: Vec<String> = folder
            .read_dir()
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, FILES.map(|(name, _)| name));
    }
}
