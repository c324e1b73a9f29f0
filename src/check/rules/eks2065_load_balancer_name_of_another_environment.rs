//! EKS2065: ingress groups of two environments whose load balancers have one name in one region and account.

use crate::fleet::{Member, contested};
use crate::{Finding, at};

pub(super) fn run(members: &[Member]) -> Vec<(String, Finding)> {
    let names = members.iter().flat_map(|member| {
        let balancers = member.ingress.iter().flat_map(|ingress| &ingress.balancers);
        balancers.map(move |(group, name)| {
            let place = (member.account.as_str(), member.region.as_str(), name.as_str());
            (place, member, group)
        })
    });
    // Two groups of one environment are EKS2011.
    contested(names, |(account, region, name), member, group, other| {
        let message = format!(
            "a load balancer of the environment `{}` in `{region}` of the account {account} is called `{name}` too",
            other.name
        );
        Finding::at(at!(ingress.groups[group].loadBalancerName), message).help(format!(
            "a name is taken once: have each begin with its cluster's, such as `{}-{group}`",
            member.cluster
        ))
    })
}
