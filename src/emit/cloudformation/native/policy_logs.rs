//! What nodes may write where the VPC CNI's node agent sends the logs of network policies to CloudWatch.

use super::arn;
use super::builder::Builder;
use crate::cloudformation::{PolicyDocument, Statement};

/// For a role of machines: the agent is on the node's network and takes that role. It ends where it may not make its log
/// group, the control plane's, or look for it. Sources: EKS user guide, network policies (logs in CloudWatch);
/// aws/aws-network-policy-agent, pkg/ebpf/events/events.go; terraform-aws-modules/terraform-aws-iam#482, read 2026-11-30.
pub(super) fn policy(builder: &Builder) -> Option<(&'static str, PolicyDocument)> {
    let resolved = builder.resolved;
    if !resolved.addons.values().any(|addon| addon.writes_policy_logs) {
        return None;
    }
    let group = format!("log-group:/aws/eks/{}/cluster", resolved.environment.cluster.name);
    let find = Statement::allow(["logs:DescribeLogGroups"]).any_resource();
    let write = Statement::allow(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"])
        .resource(&arn::of_account("logs", &group))
        .resource(&arn::of_account("logs", &format!("{group}:*")));
    Some(("policy-logs", PolicyDocument::new([find, write])))
}
