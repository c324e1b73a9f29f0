//! EKS3011: an add-on that calls AWS, and to which nothing here gives a role.

use crate::model::Provisioner;
use crate::{Finding, Subject, at};

/// Add-ons that do nothing without a role, and what they call. Source: EKS user guide, AWS add-ons and community add-ons.
const CALLING: [(&str, &str); 3] = [
    ("aws-mountpoint-s3-csi-driver", "S3"),
    ("aws-fsx-csi-driver", "FSx"),
    ("external-dns", "Route 53"),
];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    // There the nodes' role may have them, see `nodePolicies`.
    if environment.provisioner == Provisioner::Eksctl {
        return policy_logs(subject);
    }
    CALLING
        .into_iter()
        .filter(|(name, _)| environment.addons.contains_key(*name))
        .map(|(name, service)| {
            let help = if name == "external-dns" {
                "use `ingress.dns` and the chart `external-dns`, which get a role"
            } else {
                "make a role for its service account outside, with `aws eks create-pod-identity-association`"
            };
            Finding::at(
                at!(addons[name]),
                format!("`{name}` calls {service}, and nothing here gives it a role"),
            )
            .help(help)
        })
        .collect()
}

/// The VPC CNI has a role of its own there, with one policy of AWS. Source: EKS user guide, network policies (logs in
/// CloudWatch); terraform-aws-modules/terraform-aws-iam#482, read 2026-11-30.
fn policy_logs(subject: &Subject<'_>) -> Vec<Finding> {
    let addons = subject.resolved.addons.iter();
    let writing = addons.filter(|(_, addon)| addon.writes_policy_logs);
    writing
        .map(|(name, _)| {
            let at = at!(addons[name].configuration).key("nodeAgent").key("enableCloudWatchLogs");
            let message = format!("`{name}` writes to CloudWatch Logs, and its role here may not");
            Finding::at(at, message).help(
                "write `\"false\"`, or add `logs:DescribeLogGroups`, `logs:CreateLogGroup`, `logs:CreateLogStream` and \
                 `logs:PutLogEvents` to the role that eksctl makes",
            )
        })
        .collect()
}
