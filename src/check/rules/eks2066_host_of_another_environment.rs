//! EKS2066: pages of two environments under one host of one hosted zone.

use std::collections::BTreeMap;

use crate::Finding;
use crate::diag::FieldPath;
use crate::fleet::Member;

pub(super) fn run(members: &[Member]) -> Vec<(String, Finding)> {
    let mut published: BTreeMap<(&str, String), Vec<(&Member, &FieldPath)>> = BTreeMap::new();
    for member in members {
        let Some(ingress) = &member.ingress else { continue };
        for (at, host) in &ingress.hosts {
            let record = (ingress.zone.as_str(), format!("{host}.{}", ingress.domain));
            published.entry(record).or_default().push((member, at));
        }
    }
    let mut found = Vec::new();
    for ((zone, host), pages) in published {
        for (member, at) in &pages {
            // Two pages of one environment are EKS2032.
            let Some((other, _)) = pages.iter().find(|(other, _)| other.name != member.name) else {
                continue;
            };
            let message = format!(
                "`{host}` is a host of the environment `{}` too, and the zone `{zone}` has one record of it",
                other.name
            );
            let finding = Finding::at((*at).clone(), message).help(
                "give each page a host of its own, or each environment a domain, such as one below this",
            );
            found.push((member.name.clone(), finding));
        }
    }
    found
}
