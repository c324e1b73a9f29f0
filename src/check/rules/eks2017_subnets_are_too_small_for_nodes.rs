//! EKS2017: subnets without addresses for the nodes that may stand in them.

use crate::capacity::{Addressing, addressing, cni_variable, kinds};
use crate::{Finding, Subject, at};
use crate::model::{NodeGroup, SubnetKind};
use crate::resolve::SubnetOrigin;

/// The smallest subnet; EKS2007 speaks of smaller ones.
const LONGEST: u8 = 28;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let mut found = Vec::new();
    for kind in [SubnetKind::Public, SubnetKind::Private] {
        let Some(all) = free(subject, kind, |_| true) else {
            continue;
        };
        let mut wanted_so_far = 0_u64;
        for (name, group) in environment
            .node_groups
            .iter()
            .filter(|(_, group)| group.subnets == kind)
        {
            let Some(each) = needed(subject, group) else {
                continue;
            };
            let wanted = u64::from(group.size.max).saturating_mul(each);
            wanted_so_far = wanted_so_far.saturating_add(wanted);
            let zones = &subject.resolved.zones;
            let own =
                |zone: usize| group.zones.is_empty() || group.zones.iter().any(|own| zones[zone].is(own));
            let of_group = free(subject, kind, own).unwrap_or(all);
            if wanted <= of_group && wanted_so_far <= all {
                continue;
            }
            let nodes = group.size.max;
            let message = if wanted > of_group {
                format!(
                    "{nodes} nodes take {wanted} addresses, {each} each, and their subnets have {of_group}"
                )
            } else {
                format!(
                    "with these {nodes} nodes all groups take {wanted_so_far} addresses, and the subnets have {all}"
                )
            };
            found.push(Finding::at(at!(nodeGroups[name].size), message).help(
                "take larger subnets, or fewer nodes; `MINIMUM_IP_TARGET` and `WARM_IP_TARGET` in the `env` of `vpc-cni` keep \
                 fewer addresses ahead",
            ));
            break;
        }
    }
    found
}

/// Addresses of the subnets of a kind that are not AWS's; `None` where they are not known.
fn free(subject: &Subject<'_>, kind: SubnetKind, within: impl Fn(usize) -> bool) -> Option<u64> {
    let kept = u64::from(subject.catalogue.cluster_limits().reserved_addresses);
    let subnets = subject.resolved.subnets.of(kind).iter();
    let subnets = subnets.filter(|subnet| within(subnet.zone));
    let sizes: Option<Vec<u64>> = subnets
        .map(|subnet| match &subnet.origin {
            SubnetOrigin::New(cidr) if cidr.prefix() <= LONGEST => {
                Some((1_u64 << (32 - cidr.prefix())).saturating_sub(kept))
            }
            SubnetOrigin::New(_) | SubnetOrigin::Existing(_) => None,
        })
        .collect();
    let sizes = sizes.filter(|sizes| !sizes.is_empty())?;
    Some(sizes.iter().sum())
}

/// Addresses that a node takes as soon as a pod of its own runs there: what is in use, and as much ahead. Source:
/// amazon-vpc-cni-k8s, docs/eni-and-ip-target.md and docs/prefix-and-ip-target.md, as of 2026-08.
fn needed(subject: &Subject<'_>, group: &NodeGroup) -> Option<u64> {
    let environment = subject.environment();
    let addressing = addressing(environment)?;
    let kinds = kinds(subject.catalogue, group)?;
    let set = |name| cni_variable(environment, name);
    let ahead = [
        "MINIMUM_IP_TARGET",
        "WARM_IP_TARGET",
        "WARM_ENI_TARGET",
        "WARM_PREFIX_TARGET",
    ];
    if ahead.into_iter().any(|name| set(name).is_some()) {
        let pods = set("MINIMUM_IP_TARGET").or_else(|| set("WARM_IP_TARGET"));
        return Some(1_u64.saturating_add(pods.and_then(|pods| pods.parse().ok()).unwrap_or(1)));
    }
    let each = kinds.iter().map(|kind| match addressing {
        Addressing::Single => {
            let pods = group.max_pods.map_or(kind.max_pods, u32::from);
            // One interface is enough for few pods.
            let interfaces = if pods < kind.ipv4_per_eni {
                1
            } else {
                2.min(kind.max_enis)
            };
            u64::from(interfaces) * u64::from(kind.ipv4_per_eni)
        }
        Addressing::Prefixes => 1 + 2 * u64::from(subject.catalogue.cluster_limits().addresses_in_prefix),
    });
    each.min()
}
