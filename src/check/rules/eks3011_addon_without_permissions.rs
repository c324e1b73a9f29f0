//! EKS3011: an add-on that calls AWS, and to which nothing here gives a role.

use crate::{Finding, Subject, at};
use crate::model::Provisioner;

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
        return Vec::new();
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
