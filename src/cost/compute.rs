//! The control plane and every machine with its root volume.

use super::{Basis, Component, HOURS, Quantity, Range, Resource, resource};
use crate::catalog::{InstanceType, Money, Support};
use crate::model::{
    Autoscaling, CapacityType, NodeGroup, NodePool, UpgradePolicy, Volume, VolumeType, value,
};
use crate::resolve::pool_kinds;

/// Spot costs at most what on-demand does, and at least a tenth of it: see `_meta` of the catalogue's prices.
const SPOT_AT_LEAST: u32 = 10;

pub(super) fn resources(basis: &Basis) -> Vec<Resource> {
    let environment = basis.environment;
    let cluster = resource(
        format!("EKS cluster {}", environment.cluster.name),
        vec![control_plane(basis)],
    );
    let groups = environment.node_groups.iter();
    let groups = groups
        .map(|(name, group)| resource(format!("Node group {name}"), node_group(basis, group)))
        .collect();
    let pools = match &environment.autoscaling {
        Some(Autoscaling::Karpenter(karpenter)) => {
            let pools = karpenter.node_pools.iter();
            pools
                .map(|(name, pool)| resource(format!("Karpenter pool {name}"), node_pool(basis, name, pool)))
                .collect()
        }
        Some(Autoscaling::ClusterAutoscaler(_)) | None => Vec::new(),
    };
    let bastion = environment.bastion.iter().map(|bastion| {
        let kind = bastion.instance_type.as_str();
        let mut components = vec![Component::fixed(
            instances("on-demand", kind),
            "hours",
            HOURS,
            basis.prices.instance_hour(kind),
        )];
        components.extend(volume(basis, "Root volume", &bastion.volume, Quantity::Fixed(1)));
        resource("Bastion", components)
    });
    [vec![cluster], groups, pools, bastion.collect()].concat()
}

fn control_plane(basis: &Basis) -> Component {
    let cluster = &basis.environment.cluster;
    let version = cluster.kubernetes_version;
    let services = &basis.prices.services;
    let extended = services
        .cluster_hour
        .zip(services.extended_support_hour)
        .map(|(hour, more)| hour + more);
    let row = |support: &str, price: Option<Money>| {
        Component::fixed(
            format!("Control plane ({version}, {support})"),
            "hours",
            HOURS,
            price,
        )
    };
    match basis.catalogue.eks().support(&version.to_string(), basis.as_of) {
        Support::Standard(ends) => {
            let row = row("standard support", services.cluster_hour);
            let then = extended.map(|price| price.times(HOURS));
            row.noted(match (cluster.upgrade_policy, then) {
                (UpgradePolicy::Standard, _) => format!("EKS upgrades it by itself from {ends} on"),
                (UpgradePolicy::Extended, Some(then)) => format!("extended support from {ends} on: {then}"),
                (UpgradePolicy::Extended, None) => format!("extended support from {ends} on"),
            })
        }
        Support::Extended(ends) => {
            let row = row("extended support", extended);
            row.noted(format!("EKS upgrades it by itself from {ends} on"))
        }
        Support::Ended(ended) => {
            let row = row("out of support", None);
            row.noted(format!("no cluster has this version since {ended}"))
        }
        Support::Unknown => {
            let row = row("support not known", None);
            row.noted(format!("the catalogue has no support dates of {version}"))
        }
    }
}

fn node_group(basis: &Basis, group: &NodeGroup) -> Vec<Component> {
    let nodes = u64::from(group.size.desired);
    let kinds: Vec<&str> = group
        .instance_types
        .iter()
        .map(value::InstanceType::as_str)
        .collect();
    // On demand EKS takes the first type that is to be had; Spot takes any.
    let (paid, counted) = match group.capacity_type {
        CapacityType::OnDemand => ("on-demand", kinds.get(..1).unwrap_or_default()),
        CapacityType::Spot => ("spot", kinds.as_slice()),
    };
    let hours = Component {
        quantity: Quantity::Fixed(nodes * HOURS),
        ..machines(basis, paid, counted, &[group.capacity_type])
    };
    let hours = match group.size.max > group.size.desired && basis.environment.autoscaling.is_some() {
        true => hours.noted(format!(
            "{nodes} nodes at first, {} to {} later",
            group.size.min, group.size.max
        )),
        false => hours,
    };
    let mut components = vec![hours];
    components.extend(volume(
        basis,
        "Root volumes",
        &group.volume,
        Quantity::Fixed(nodes),
    ));
    components
}

fn node_pool(basis: &Basis, name: &str, pool: &NodePool) -> Vec<Component> {
    let kinds = pool_kinds(basis.catalogue, pool);
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name.as_str()).collect();
    let spot = pool.capacity_types.contains(&CapacityType::Spot);
    let paid = match (spot, pool.capacity_types.contains(&CapacityType::OnDemand)) {
        (true, true) => "on-demand or spot",
        (true, false) => "spot",
        (false, _) => "on-demand",
    };
    let field = format!("poolNodes.{name}");
    let nodes = basis.usage.pool_nodes.get(name).map(|nodes| u64::from(*nodes));
    let of = |each: u64| {
        let known = |nodes: u64| Quantity::Expected(nodes.saturating_mul(each));
        nodes.map_or_else(|| Quantity::NotKnown(Some(field.clone())), known)
    };
    let machines = machines(basis, paid, &names, &pool.capacity_types);
    let limit = at_limit(basis, &kinds, pool.limits.cpu).filter(|_| !machines.incomplete);
    let limit = limit.map(|most| format!("at its limit of {} vCPU at most {most}", pool.limits.cpu));
    let note: Vec<String> = limit.into_iter().chain(machines.note.clone()).collect();
    let mut components = vec![Component {
        quantity: of(HOURS),
        note: (!note.is_empty()).then(|| note.join("; ")),
        ..machines
    }];
    let volumes = volume(basis, "Root volumes", &pool.volume, of(1)).into_iter();
    components.extend(volumes.map(|row| match row.unit {
        "GB" => row.noted(format!("{} on each node", pool.volume.size)),
        _ => row,
    }));
    components
}

/// What a pool costs at most when it has all the processors that it may have.
fn at_limit(basis: &Basis, kinds: &[&InstanceType], cpu: u32) -> Option<Money> {
    let most = kinds.iter().filter_map(|kind| {
        let hour = basis.prices.instance_hour(&kind.name)?;
        Some(hour.times(HOURS * u64::from(cpu)).divided_by(kind.vcpu))
    });
    most.max()
}

/// An hour of one of these types.
fn machines(basis: &Basis, paid: &str, kinds: &[&str], capacity: &[CapacityType]) -> Component {
    let priced = |kind: &&&str| basis.prices.instance_hour(kind).is_some();
    let without: Vec<&str> = kinds.iter().filter(|kind| !priced(kind)).copied().collect();
    let prices = || kinds.iter().filter_map(|kind| basis.prices.instance_hour(kind));
    let range = prices().min().zip(prices().max());
    let price = range.map(|(low, high)| Range {
        low: match capacity.contains(&CapacityType::Spot) {
            true => low.divided_by(SPOT_AT_LEAST),
            false => low,
        },
        high,
    });
    let what = match kinds {
        [] => "no instance type".to_owned(),
        [only] => (*only).to_owned(),
        several => format!("{} types", several.len()),
    };
    let note = (!without.is_empty()).then(|| format!("no price of {}", without.join(", ")));
    Component {
        incomplete: !without.is_empty(),
        note,
        ..Component::fixed(instances(paid, &what), "hours", 0, price)
    }
}

fn instances(paid: &str, what: &str) -> String {
    format!("Instance usage (Linux/UNIX, {paid}, {what})")
}

/// So many volumes of a kind.
fn volume(basis: &Basis, name: &str, volume: &Volume, count: Quantity) -> Vec<Component> {
    let size = volume.size.gib();
    let quantity = match count {
        Quantity::Fixed(count) => Quantity::Fixed(count.saturating_mul(size)),
        Quantity::Expected(count) => Quantity::Expected(count.saturating_mul(size)),
        not_known @ Quantity::NotKnown(_) => not_known,
    };
    volumes(basis, name, volume.kind, quantity)
}

/// GB of volumes of a type. What gp3 brings of operations and throughput is free; those of io2 are paid for.
pub(super) fn volumes(basis: &Basis, name: &str, kind: VolumeType, quantity: Quantity) -> Vec<Component> {
    let price = basis.prices.volume_gb_month(kind.name());
    let storage = Component {
        quantity,
        ..Component::fixed(format!("{name} ({})", kind.name()), "GB", 0, price)
    };
    let operations = (kind == VolumeType::Io2).then(|| Component {
        quantity: Quantity::NotKnown(None),
        ..Component::fixed(format!("{name} (provisioned IOPS)"), "IOPS", 0, None::<Money>)
    });
    [storage].into_iter().chain(operations).collect()
}
