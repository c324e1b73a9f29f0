//! EKS3002: permissions on the nodes' role, where workloads have roles of their own.

use crate::{Finding, Subject, at};
use crate::model::Provisioner;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.provisioner == Provisioner::Eksctl {
        return Vec::new();
    }
    let groups = environment.node_groups.iter();
    groups
        .filter(|(_, group)| !group.node_policies.is_empty())
        .map(|(name, _)| {
            Finding::at(
                at!(nodeGroups[name].nodePolicies),
                "node policies would give every pod on the nodes these permissions",
            )
            .help("remove them: workloads get roles of their own, see `identities`")
        })
        .collect()
}
