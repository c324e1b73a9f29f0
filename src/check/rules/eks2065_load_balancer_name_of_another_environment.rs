//! EKS2065: ingress groups of two environments whose load balancers have one name in one region and account.

use std::collections::BTreeMap;

use crate::fleet::Member;
use crate::{Finding, at};

pub(super) fn run(members: &[Member]) -> Vec<(String, Finding)> {
    let mut taken: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for member in members {
        let ingress = member.ingress.iter();
        for (group, name) in ingress.flat_map(|ingress| &ingress.balancers) {
            let place = (member.account.as_str(), member.region.as_str(), name.as_str());
            taken.entry(place).or_default().push((member, group));
        }
    }
    let mut found = Vec::new();
    for ((account, region, name), groups) in taken {
        // Told in each: which of them keeps the name is for people to say.
        for (member, group) in &groups {
            // Two groups of one environment are EKS2011.
            let Some((other, _)) = groups.iter().find(|(other, _)| other.name != member.name) else {
                continue;
            };
            let message = format!(
                "a load balancer of the environment `{}` in `{region}` of the account {account} is called `{name}` too",
                other.name
            );
            let finding = Finding::at(at!(ingress.groups[group].loadBalancerName), message).help(format!(
                "a name is taken once: have each begin with its cluster's, such as `{}-{group}`",
                member.cluster
            ));
            found.push((member.name.clone(), finding));
        }
    }
    found
}
