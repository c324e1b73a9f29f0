//! EKS4023: Container Insights in the eksctl shape on nodes without the permission.

use crate::{Finding, Subject, at};
use crate::model::{ContainerInsights, NodePolicy, Provisioner};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let quickstart = matches!(
        environment.logging.container_insights,
        Some(ContainerInsights::Quickstart(_))
    );
    if environment.provisioner != Provisioner::Eksctl || !quickstart {
        return Vec::new();
    }
    let groups = environment.node_groups.iter();
    groups
        .filter(|(_, group)| !group.node_policies.contains(&NodePolicy::CloudWatch))
        .map(|(name, _)| {
            Finding::at(
                at!(nodeGroups[name]),
                "these nodes may not write metrics and logs to CloudWatch",
            )
            .related(
                at!(logging.containerInsights),
                "its agents have the permissions of their node",
            )
            .help("add `cloudWatch` to `nodePolicies`")
        })
        .collect()
}
