//! EKS2039: ranges that may connect to a load balancer and from which nobody comes.

use std::net::Ipv4Addr;

use crate::{Finding, Subject, at};
use crate::model::Scheme;
use crate::model::value::Cidr;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(ingress) = &subject.environment().ingress else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, group) in &ingress.groups {
        // One range from which somebody comes is enough.
        let nobody = !group.inbound_cidrs.is_empty() && group.inbound_cidrs.iter().all(is_private);
        if group.scheme == Scheme::InternetFacing && nobody {
            found.push(
                Finding::at(
                    at!(ingress.groups[name].inboundCidrs),
                    "nobody on the internet has an address in these ranges",
                )
                .related(at!(ingress.groups[name].scheme), "the load balancer has public addresses")
                .help("write the public ranges of your people, or use `scheme: internal`")
                .note("machines in the VPC reach it through their NAT gateway, with the gateway's public address"),
            );
        }
    }
    found
}

/// Addresses that are not routed on the internet: RFC 1918 and RFC 6598.
fn is_private(cidr: &Cidr) -> bool {
    let private = [
        (Ipv4Addr::new(10, 0, 0, 0), 8),
        (Ipv4Addr::new(172, 16, 0, 0), 12),
        (Ipv4Addr::new(192, 168, 0, 0), 16),
        (Ipv4Addr::new(100, 64, 0, 0), 10),
    ];
    private
        .into_iter()
        .filter_map(|(first, prefix)| Cidr::new(first, prefix))
        .any(|range| range.contains(*cidr))
}
