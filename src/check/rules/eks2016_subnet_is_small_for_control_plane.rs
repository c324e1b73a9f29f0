//! EKS2016: a subnet with fewer addresses than EKS recommends for the control plane.

use crate::{Finding, Subject, at};
use crate::model::SubnetKind;
use crate::resolve::SubnetOrigin;

/// The smallest subnet. Source: VPC user guide, subnet CIDR blocks, as of 2026-11.
const LONGEST: u8 = 28;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let network = &subject.environment().network;
    let limits = subject.catalogue.cluster_limits();
    // The control plane's interfaces stand in private subnets where there are some.
    let subnets = &subject.resolved.subnets;
    let (kind, field, written) = match subnets.private.is_empty() {
        false => (SubnetKind::Private, "privateSubnets", &network.private_subnets),
        true => (SubnetKind::Public, "publicSubnets", &network.public_subnets),
    };
    let small = subnets.of(kind).iter().filter_map(|subnet| match &subnet.origin {
        // EKS2007 speaks of what is no subnet at all.
        SubnetOrigin::New(cidr) if cidr.prefix() <= LONGEST => {
            let free = addresses(cidr.prefix()).saturating_sub(limits.reserved_addresses);
            (free < limits.control_plane_addresses).then_some((subnet.zone, *cidr, free))
        }
        SubnetOrigin::New(_) | SubnetOrigin::Existing(_) => None,
    });
    // All that are derived change with the one range.
    let most = if written.is_empty() { 1 } else { usize::MAX };
    small
        .take(most)
        .map(|(zone, cidr, free)| {
            let zone = &subject.resolved.zones[zone];
            let key = written.keys().find(|key| zone.is(key));
            let at = key.map_or_else(|| at!(network.cidr), |key| at!(network).field(field).key(key));
            let wanted = limits.control_plane_addresses;
            let message =
                format!("`{cidr}` has {free} addresses, EKS recommends {wanted} for the control plane alone");
            Finding::at(at, message).help("take /27 or larger; nodes and pods come on top")
        })
        .collect()
}

fn addresses(prefix: u8) -> u32 {
    1_u32
        .checked_shl(32 - u32::from(prefix.min(32)))
        .unwrap_or(u32::MAX)
}
