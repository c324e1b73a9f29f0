//! Who adds and removes nodes.

use eksight::catalog::Architecture;
use eksight::model::{
    Autoscaling, CapacityType, ClusterAutoscaler, Karpenter, Network, NodePool, PoolArchitecture, PoolLimits,
};

use crate::place::Place;
use crate::random::Random;
use crate::text::{self, parsed};
use crate::{machines, network, node_groups};

pub(crate) fn autoscaling(random: &mut Random, place: &Place, network: &Network) -> Option<Autoscaling> {
    if network::isolated(network) {
        // Karpenter and the Cluster Autoscaler call services for which no endpoint is made.
        return None;
    }
    match random.below(3) {
        0 if place.is_native() => {
            let names = random.some_of(&["apps", "on", "012", "spot-1"], 1, 3);
            let pools = names.into_iter().map(|name| (parsed(name), pool(random, place)));
            Some(Autoscaling::Karpenter(Karpenter {
                node_pools: pools.collect(),
            }))
        }
        1 if place.is_native() => Some(Autoscaling::ClusterAutoscaler(ClusterAutoscaler {})),
        _ => None,
    }
}

fn pool(random: &mut Random, place: &Place) -> NodePool {
    let types = machines::types(random, place, &place.zones, |kind| kind.spot, 4);
    let smallest = &types[0];
    let (mut families, mut sizes) = (Vec::new(), Vec::new());
    for (family, size) in types.iter().filter_map(|kind| kind.name.split_once('.')) {
        if !families.contains(&family) {
            families.push(family);
        }
        if !sizes.contains(&size) {
            sizes.push(size);
        }
    }
    NodePool {
        instance_families: families.into_iter().map(parsed).collect(),
        instance_sizes: sizes.into_iter().map(parsed).collect(),
        architecture: match types[0].architecture {
            Architecture::Arm64 => PoolArchitecture::Arm64,
            _ => PoolArchitecture::Amd64,
        },
        capacity_types: random.some_of(&[CapacityType::OnDemand, CapacityType::Spot], 1, 2),
        limits: PoolLimits {
            // One machine at least.
            cpu: random.between(smallest.vcpu, smallest.vcpu.saturating_add(1000)),
            memory: match random.chance(50) {
                true => parsed(format!("{}Mi", smallest.memory_mib)),
                false => parsed(format!(
                    "{}Gi",
                    smallest.memory_mib.div_ceil(1024).saturating_mul(4)
                )),
            },
        },
        volume: machines::volume(random),
        image_version: random.maybe(40, |_| "v20261101".to_owned()),
        max_pods: random.maybe(50, |random| random.pick(&[30, 110])),
        expire_after_hours: random.pick(&[24, 720]),
        termination_grace_period_hours: random.maybe(40, |random| random.pick(&[0, 1, 48])),
        labels: text::labels(random),
        taints: node_groups::taints(random),
    }
}
