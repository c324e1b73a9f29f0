//! EKS2061: two environments whose external-dns take each other's records for their own.

use std::collections::BTreeMap;

use crate::fleet::Member;
use crate::{Finding, at};

pub(super) fn run(members: &[Member]) -> Vec<(String, Finding)> {
    let mut owners: BTreeMap<(&str, &str), &Member> = BTreeMap::new();
    let mut found = Vec::new();
    for member in members {
        let Some((zone, owner)) = member
            .ingress
            .as_ref()
            .and_then(|ingress| Some((ingress.zone.as_str(), ingress.owner.as_deref()?)))
        else {
            continue;
        };
        let Some(first) = owners.get(&(zone, owner)) else {
            owners.insert((zone, owner), member);
            continue;
        };
        let message = format!(
            "`{owner}` owns records of the zone `{zone}` for the environment `{}` too, and each would delete the other's",
            first.name
        );
        let finding = Finding::at(at!(ingress.dns.owner), message).help(format!(
            "give each environment an owner of its own, such as `{}`",
            member.name
        ));
        found.push((member.name.clone(), finding));
    }
    found
}
