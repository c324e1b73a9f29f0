//! List prices by region, in US dollars. What an environment has of them is not here.

use super::{Catalogue, Date, Meta, Money};
use indexmap::IndexMap;
use serde::Deserialize;
use std::sync::LazyLock;

/// The prices that are known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    #[serde(rename = "_meta")]
    meta: Meta,
    regions: IndexMap<String, RegionPrices>,
}

/// The prices of a region. A price that is missing is not known, which is another thing than nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegionPrices {
    /// Of which days they are.
    pub as_of: PricesAsOf,
    /// Of services.
    pub services: ServicePrices,
    /// EBS volume type -> price of a GB for a month.
    volumes: IndexMap<String, Money>,
    /// Instance family -> size -> price of an hour of Linux on demand.
    instances: IndexMap<String, IndexMap<String, Money>>,
}

/// Of which days the prices of a region are; `None` where there are none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PricesAsOf {
    /// Instances.
    pub instances: Option<Date>,
    /// Volumes.
    pub volumes: Option<Date>,
    /// Services.
    pub services: Option<Date>,
}

/// The prices of services in a region, each for the unit in its name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServicePrices {
    /// The control plane of EKS.
    pub cluster_hour: Option<Money>,
    /// What extended support costs on top.
    pub extended_support_hour: Option<Money>,
    /// A NAT gateway.
    pub nat_gateway_hour: Option<Money>,
    /// What goes through a NAT gateway.
    pub nat_gateway_gb: Option<Money>,
    /// A regional NAT gateway, in each zone that it is in.
    pub regional_nat_gateway_hour: Option<Money>,
    /// A public IPv4 address.
    pub public_ipv4_hour: Option<Money>,
    /// An Application Load Balancer.
    pub alb_hour: Option<Money>,
    /// A capacity unit of one.
    pub alb_lcu_hour: Option<Money>,
    /// An interface endpoint in one zone.
    pub interface_endpoint_hour: Option<Money>,
    /// What goes through interface endpoints, up to a petabyte.
    pub interface_endpoint_gb: Option<Money>,
    /// To the internet, up to 10 TB.
    pub internet_out_gb: Option<Money>,
    /// Between zones, in each direction.
    pub cross_zone_gb: Option<Money>,
    /// Logs taken in, class `STANDARD`.
    pub logs_ingestion_gb: Option<Money>,
    /// Logs taken in, class `INFREQUENT_ACCESS`.
    pub logs_infrequent_ingestion_gb: Option<Money>,
    /// Logs kept.
    pub logs_storage_gb_month: Option<Money>,
    /// A key of KMS.
    pub kms_key_month: Option<Money>,
    /// EFS, storage class Standard.
    pub efs_standard_gb_month: Option<Money>,
    /// Read from EFS with elastic throughput.
    pub efs_elastic_read_gb: Option<Money>,
    /// Written to EFS with elastic throughput.
    pub efs_elastic_write_gb: Option<Money>,
}

static NONE: LazyLock<RegionPrices> = LazyLock::new(RegionPrices::default);

impl RegionPrices {
    /// An hour of Linux on demand on an instance type, such as `m7i.xlarge`.
    pub fn instance_hour(&self, kind: &str) -> Option<Money> {
        let (family, size) = kind.split_once('.')?;
        self.instances.get(family)?.get(size).copied()
    }

    /// A GB for a month on a volume type, such as `gp3`.
    pub fn volume_gb_month(&self, kind: &str) -> Option<Money> {
        self.volumes.get(kind).copied()
    }

    /// How many prices of instances there are.
    pub(super) fn instance_count(&self) -> usize {
        self.instances.values().map(IndexMap::len).sum()
    }
}

impl Prices {
    /// The latest day of which any price is known.
    pub fn as_of(&self) -> &str {
        &self.meta.as_of
    }

    /// Every region that has prices.
    pub fn regions(&self) -> impl Iterator<Item = (&str, &RegionPrices)> {
        self.regions.iter().map(|(name, prices)| (name.as_str(), prices))
    }
}

impl Catalogue {
    /// The prices of a region; none at all where the region is not known.
    pub fn prices(&self, region: &str) -> &RegionPrices {
        self.all_prices().regions.get(region).unwrap_or(&NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::{Money, PricesAsOf, RegionPrices};
    use crate::Catalogue;

    fn seoul() -> &'static RegionPrices {
        Catalogue::shipped().prices("ap-northeast-2")
    }

    fn money(text: &str) -> Option<Money> {
        Money::parse(text)
    }

    #[test]
    fn seoul_has_the_prices_that_a_month_of_the_lab_is_made_of() {
        let prices = seoul();
        assert_eq!(prices.instance_hour("t3.xlarge"), money("0.208"));
        assert_eq!(prices.instance_hour("m7i.xlarge"), money("0.2478"));
        assert_eq!(prices.volume_gb_month("gp3"), money("0.0912"));
        assert_eq!(prices.services.cluster_hour, money("0.10"));
        assert_eq!(prices.services.nat_gateway_hour, money("0.059"));
        assert_eq!(prices.services.alb_hour, money("0.0225"));
        assert_eq!(prices.services.logs_ingestion_gb, money("0.76"));
    }

    #[test]
    fn what_is_not_known_is_nothing_and_never_zero() {
        let prices = seoul();
        assert_eq!(prices.instance_hour("m8i.xlarge"), None);
        assert_eq!(prices.instance_hour("m7i"), None);
        assert_eq!(prices.services.efs_standard_gb_month, None);
        let nowhere = Catalogue::shipped().prices("me-south-1");
        assert_eq!(nowhere.instance_hour("m7i.xlarge"), None);
        assert_eq!(nowhere.as_of, PricesAsOf::default());
        let zero = Money::default();
        for (region, prices) in Catalogue::shipped().all_prices().regions() {
            let instances = prices.instances.values().flatten();
            let mut all = instances.map(|(_, price)| price).chain(prices.volumes.values());
            assert!(all.all(|price| *price > zero), "{region}");
        }
    }

    #[test]
    fn every_priced_type_and_region_exists() {
        let catalogue = Catalogue::shipped();
        for (region, prices) in catalogue.all_prices().regions() {
            assert!(catalogue.region(region).is_some(), "{region}");
            for (family, sizes) in &prices.instances {
                for size in sizes.keys() {
                    let name = format!("{family}.{size}");
                    assert!(catalogue.instance_type(&name).is_some(), "{region}: {name}");
                }
            }
        }
    }
}
