//! EKS2063: two environments that describe one cluster, which cannot be both.

use std::collections::BTreeMap;

use crate::fleet::Member;
use crate::{Finding, at};

pub(super) fn run(members: &[Member]) -> Vec<(String, Finding)> {
    let mut clusters: BTreeMap<(&str, &str, &str), &Member> = BTreeMap::new();
    let mut found = Vec::new();
    for member in members {
        let cluster = (
            member.account.as_str(),
            member.region.as_str(),
            member.cluster.as_str(),
        );
        let Some(first) = clusters.get(&cluster) else {
            clusters.insert(cluster, member);
            continue;
        };
        let message = format!(
            "the environment `{}` is the cluster `{}` in `{}` of the account {} too: to apply one undoes the other, and to \
             tear down one deletes both",
            first.name, member.cluster, member.region, member.account
        );
        let finding = Finding::at(at!(cluster.name), message)
            .help("give it a name of its own; an environment that is history says `lifecycle: archived`");
        found.push((member.name.clone(), finding));
    }
    found
}
