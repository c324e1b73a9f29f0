//! What nodes carry: how pods get addresses, and how many pods fit. For rules.

use serde_json::Value;

use super::Subject;
use crate::catalog::{Catalogue, InstanceType, Offering, RegionOfferings};
use crate::model::value::ZoneRef;
use crate::model::{Autoscaling, Environment, NodeGroup, TaintEffect};

/// Pods that EKS gives a node with prefix delegation at least. Source: EKS user guide, increase the available IP
/// addresses for your node, as of 2026-11.
const WITH_PREFIXES: u32 = 110;

/// How the CNI gives pods their addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Addressing {
    /// One address of the subnet for each pod, an interface's worth ahead.
    Single,
    /// A prefix of sixteen at a time.
    Prefixes,
}

/// How pods get addresses; `None` where the add-on is not there or takes them from other subnets.
pub(super) fn addressing(environment: &Environment) -> Option<Addressing> {
    let elsewhere = on(environment, "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG");
    let known = environment.addons.contains_key("vpc-cni") && !elsewhere;
    known.then(|| match on(environment, "ENABLE_PREFIX_DELEGATION") {
        true => Addressing::Prefixes,
        false => Addressing::Single,
    })
}

/// A variable of the CNI, as text.
pub(super) fn cni_variable(environment: &Environment, name: &str) -> Option<String> {
    let addon = environment.addons.get("vpc-cni")?;
    match addon.configuration.get("env")?.get(name)? {
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn on(environment: &Environment, name: &str) -> bool {
    cni_variable(environment, name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// Whether interfaces of the type take prefixes; bare metal has no hypervisor and takes them all the same.
pub(super) fn takes_prefixes(kind: &InstanceType) -> bool {
    kind.nitro || kind.bare_metal
}

/// The types of a group; `None` where one is not known.
pub(super) fn kinds<'c>(catalogue: &'c Catalogue, group: &NodeGroup) -> Option<Vec<&'c InstanceType>> {
    let kinds = group.instance_types.iter();
    let kinds: Option<Vec<&InstanceType>> = kinds.map(|name| catalogue.instance_type(name)).collect();
    kinds.filter(|kinds| !kinds.is_empty())
}

/// The zones of the cluster, and whether AWS offers one of the types there; `None` where it is not known.
pub(super) fn offered<'a>(
    subject: &Subject<'a>,
    kinds: &[&InstanceType],
) -> Vec<(&'a ZoneRef, Option<bool>)> {
    let cluster = &subject.environment().cluster;
    let offerings = subject.catalogue.offerings().region(&cluster.region);
    let of_kinds = |offerings| {
        kinds
            .iter()
            .map(move |kind| RegionOfferings::by_zone(offerings, &kind.name))
    };
    let by_zone: Vec<_> = offerings.iter().flat_map(of_kinds).collect();
    let zones = cluster.zones.iter().zip(&subject.resolved.zones);
    zones
        .map(|(name, zone)| {
            let id = zone.id.iter();
            let answers = id.flat_map(|id| by_zone.iter().map(move |offering| offering(id)));
            let answers: Vec<Offering> = answers.collect();
            let none = answers.iter().all(|answer| *answer == Offering::NotOffered);
            let offered = match answers.contains(&Offering::Offered) {
                true => Some(true),
                false => (none && !answers.is_empty()).then_some(false),
            };
            (name, offered)
        })
        .collect()
}

/// A family whose types of a pool's size are offered in every zone of the cluster. Machines with an accelerator are
/// bought for that one, and none stands in for them.
pub(super) fn family_everywhere(subject: &Subject<'_>, kinds: &[&InstanceType]) -> Option<String> {
    let zones = subject.resolved.zones.iter();
    let ids: Vec<&String> = zones.filter_map(|zone| zone.id.as_ref()).collect();
    let region = &subject.environment().cluster.region;
    let plain = kinds.iter().filter(|kind| !kind.gpu && !kind.other_accelerator);
    let mut instead = plain.flat_map(|kind| subject.catalogue.alternatives(region, &ids, &kind.name));
    instead.next()
}

/// Pods that fit on a machine of the type at most.
pub(super) fn most_pods(environment: &Environment, kind: &InstanceType, max_pods: Option<u16>) -> u32 {
    let by_addresses = match addressing(environment) {
        Some(Addressing::Single) => kind.max_pods,
        Some(Addressing::Prefixes) | None => kind.max_pods.max(WITH_PREFIXES),
    };
    max_pods.map_or(by_addresses, u32::from)
}

/// Nodes that a group can have without a change of it.
pub(super) fn nodes(environment: &Environment, group: &NodeGroup) -> u32 {
    match environment.autoscaling {
        Some(Autoscaling::ClusterAutoscaler(_)) => group.size.max,
        Some(Autoscaling::Karpenter(_)) | None => group.size.desired,
    }
}

/// Whether pods that tolerate nothing run in the group.
pub(super) fn is_open(group: &NodeGroup) -> bool {
    let mut taints = group.taints.values();
    taints.all(|taint| taint.effect == TaintEffect::PreferNoSchedule)
}
