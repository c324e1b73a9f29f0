//! EKS2066: pages of two environments under one host of one hosted zone.

use crate::Finding;
use crate::fleet::{Member, contested};

pub(super) fn run(members: &[Member]) -> Vec<(String, Finding)> {
    let ingresses = members
        .iter()
        .filter_map(|member| Some((member, member.ingress.as_ref()?)));
    let hosts = ingresses.flat_map(|(member, ingress)| {
        ingress.hosts.iter().map(move |(at, host)| {
            let record = (ingress.zone.as_str(), format!("{host}.{}", ingress.domain));
            (record, member, at)
        })
    });
    // Two pages of one environment are EKS2032.
    contested(hosts, |(zone, host), _, at, other| {
        let message = format!(
            "`{host}` is a host of the environment `{}` too, and the zone `{zone}` has one record of it",
            other.name
        );
        Finding::at((*at).clone(), message)
            .help("give each page a host of its own, or each environment a domain, such as one below this")
    })
}
