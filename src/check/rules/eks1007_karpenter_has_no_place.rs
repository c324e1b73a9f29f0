//! EKS1007: Karpenter without a node group to run on, or in a cluster whose name leaves no room for its role.

use crate::model::Autoscaling;
use crate::placement::with_nodes;
use crate::{Finding, Subject, at};

/// Source: IAM API reference, CreateRole, as of 2026-11.
const LONGEST_ROLE_NAME: usize = 64;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if !matches!(environment.autoscaling, Some(Autoscaling::Karpenter(_))) {
        return Vec::new();
    }
    let mut found = Vec::new();
    if with_nodes(environment).is_empty() {
        found.push(
            Finding::at(
                at!(autoscaling.karpenter),
                "no node group has a node that Karpenter could run on",
            )
            .help("add a small node group: Karpenter does not run on nodes of its own"),
        );
    }
    let role = &subject.resolved.karpenter.node_role;
    if role.len() > LONGEST_ROLE_NAME {
        let message = format!(
            "the role `{role}` would have {} characters, IAM takes {LONGEST_ROLE_NAME}",
            role.len()
        );
        found.push(
            Finding::at(at!(cluster.name), message)
                .related(at!(autoscaling.karpenter), "needs the role")
                .help(format!(
                    "shorten the cluster's name by {} characters",
                    role.len() - LONGEST_ROLE_NAME
                )),
        );
    }
    found
}
