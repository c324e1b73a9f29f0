//! EKS2020: a private range among those that reach the API over the internet, where nobody has such an address.

use std::net::Ipv4Addr;

use crate::{Finding, Subject, at};
use crate::model::value::Cidr;

/// Source: RFC 1918, private addresses; RFC 6598, addresses of carriers' NAT.
const PRIVATE: [(Ipv4Addr, u8); 4] = [
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let ranges = subject
        .environment()
        .cluster
        .endpoint
        .public_cidrs
        .iter()
        .enumerate();
    let is_private = |range: &Cidr| {
        let mut known = PRIVATE
            .iter()
            .filter_map(|(first, prefix)| Cidr::new(*first, *prefix));
        known.any(|private| private.contains(*range))
    };
    ranges
        .filter(|(_, range)| is_private(range))
        .map(|(index, range)| {
            Finding::at(
                at!(cluster.endpoint.publicCidrs[#index]),
                format!("nobody reaches the public endpoint from `{range}`, which is private"),
            )
            .help("write the addresses that the internet sees; inside the VPC `private: true` is enough")
        })
        .collect()
}
