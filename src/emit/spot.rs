//! Whether machines are taken at the price of Spot.

use crate::model::{Autoscaling, CapacityType, Environment};

/// Whether Karpenter may take some.
pub(super) fn by_karpenter(environment: &Environment) -> bool {
    let Some(Autoscaling::Karpenter(karpenter)) = &environment.autoscaling else {
        return false;
    };
    let mut pools = karpenter.node_pools.values();
    pools.any(|pool| pool.capacity_types.contains(&CapacityType::Spot))
}

/// Whether a node may be one.
pub(super) fn by_any(environment: &Environment) -> bool {
    let mut groups = environment.node_groups.values();
    groups.any(|group| group.capacity_type == CapacityType::Spot) || by_karpenter(environment)
}

/// What OpenCost takes for the price of such a node: it has no role here that may ask for the
/// prices of Spot, as newer versions do, and no data feed. Source: opencost/opencost#2386 of 2023-12, #3725 of 2026-04-14 and #3995 of 2026-08-10.
pub(super) const PRICE_OF_OPENCOST: &str =
    "Spot nodes at the price on demand, unless it has been given a Spot data feed";
