//! Managed node groups.

use eksight::catalog::InstanceType;
use eksight::model::value::{KubernetesVersion, NodeGroupName};
use eksight::model::{
    AmiFamily, CapacityType, Named, Network, NodeGroup, NodePolicy, Size, Taint, TaintEffect, Texts,
};

use crate::place::{Place, Zone};
use crate::random::Random;
use crate::text::{self, parsed};
use crate::{machines, network};

/// Names that one logical id would hold; those for eksctl end up in the names of stacks.
const NAMES: [&str; 6] = ["ng1", "ng-1", "Ng-1", "on", "x234567890-x234567890", "platform"];
const NATIVE_NAMES: [&str; 4] = [
    "ng_1",
    "012",
    "1e3",
    "x234567890_x234567890_x234567890_x234567890_x234567890_x2345678",
];

const POLICIES: [NodePolicy; 6] = [
    NodePolicy::CertManager,
    NodePolicy::Ebs,
    NodePolicy::CloudWatch,
    NodePolicy::XRay,
    NodePolicy::ExternalDns,
    NodePolicy::ImageBuilder,
];

pub(crate) fn node_groups(
    random: &mut Random,
    place: &Place,
    network: &Network,
    version: KubernetesVersion,
) -> Named<NodeGroupName, NodeGroup> {
    let native: &[&str] = if place.is_native() { &NATIVE_NAMES } else { &[] };
    let names = random.some_of(&[&NAMES[..], native].concat(), 1, 4);
    let group = |name| (parsed(name), node_group(random, place, network, version));
    let mut groups: Named<NodeGroupName, NodeGroup> = names.into_iter().map(group).collect();
    // Something has to run CoreDNS and the controllers.
    if let Some(first) = groups.values_mut().next() {
        first.size.desired = first.size.desired.max(1);
        first.size.max = first.size.max.max(first.size.desired);
        first
            .taints
            .retain(|_, taint| taint.effect == TaintEffect::PreferNoSchedule);
    }
    groups
}

fn node_group(
    random: &mut Random,
    place: &Place,
    network: &Network,
    version: KubernetesVersion,
) -> NodeGroup {
    let own_zones = random.maybe(40, |random| random.some_of(&place.zones, 1, place.zones.len()));
    let zones: &[Zone] = own_zones.as_deref().unwrap_or(&place.zones);
    let capacity_type = random.pick(&[CapacityType::OnDemand, CapacityType::Spot]);
    let spot = capacity_type == CapacityType::Spot;
    let types = if spot {
        machines::types(
            random,
            place,
            zones,
            |kind| kind.spot && carries_prometheus(kind),
            5,
        )
    } else {
        machines::types(random, place, zones, carries_prometheus, 2)
    };
    let ami_family = ami_family(random, version);
    NodeGroup {
        instance_types: types.iter().map(|kind| parsed(&kind.name)).collect(),
        capacity_type,
        size: size(random),
        volume: machines::volume_of_node(random, place),
        ami_family,
        release_version: random.maybe(30, |_| format!("{version}.0-20261101")),
        subnets: random.pick(network::kinds_for_nodes(network)),
        zones: own_zones
            .iter()
            .flatten()
            .map(|zone| zone.mention(random))
            .collect(),
        max_pods: random.maybe(50, |random| random.pick(&[8, 58, 110, 250])),
        labels: text::labels(random),
        taints: taints(random),
        pre_bootstrap_commands: if ami_family == AmiFamily::Bottlerocket {
            Vec::new()
        } else {
            commands(random)
        },
        node_policies: if place.is_native() {
            Vec::new()
        } else {
            random.some_of(&POLICIES, 0, POLICIES.len())
        },
        repair: random.chance(70),
    }
}

/// With room for the 2 GiB that Prometheus may ask for, beside what a node keeps for itself.
fn carries_prometheus(kind: &InstanceType) -> bool {
    kind.memory_mib >= 4096
}

/// Amazon Linux 2 where it still has images; the environment then says why.
fn ami_family(random: &mut Random, version: KubernetesVersion) -> AmiFamily {
    match random.below(10) {
        0 if version.minor <= 32 => AmiFamily::Al2,
        1..=3 => AmiFamily::Bottlerocket,
        _ => AmiFamily::Al2023,
    }
}

fn size(random: &mut Random) -> Size {
    let min = random.between(0, 3);
    let desired = min + random.between(0, 3);
    Size {
        min,
        desired,
        max: (desired + random.between(0, 5)).max(1),
    }
}

pub(crate) fn taints(random: &mut Random) -> Named<String, Taint> {
    let effects = [
        TaintEffect::NoSchedule,
        TaintEffect::PreferNoSchedule,
        TaintEffect::NoExecute,
    ];
    let taint = |random: &mut Random| Taint {
        value: random.maybe(60, text::label_value),
        effect: random.pick(&effects),
    };
    let keys = text::label_keys(random, 2);
    keys.into_iter().map(|key| (key, taint(random))).collect()
}

fn commands(random: &mut Random) -> Vec<String> {
    let count = random.below(4);
    (0..count).map(|_| text::command(random)).collect()
}

/// What rules object to in groups that are there on purpose.
pub(crate) fn exceptions(groups: &Named<NodeGroupName, NodeGroup>) -> Named<String, Texts> {
    let old = groups
        .iter()
        .filter(|(_, group)| group.ami_family == AmiFamily::Al2);
    let reason = |name| {
        (
            format!("nodeGroups[\"{name}\"].amiFamily"),
            "우리는 아직 옮기는 중: On # 012".to_owned(),
        )
    };
    let reasons: Texts = old.map(|(name, _)| reason(name)).collect();
    if reasons.is_empty() {
        Named::new()
    } else {
        Named::from_iter([("EKS1003".to_owned(), reasons)])
    }
}
