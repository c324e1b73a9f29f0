//! EKS3010: an identity for a workload that is not installed.

use crate::check::{Finding, Subject, at};
use crate::model::Workload;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let identities = &subject.resolved.identities;
    let overrides = subject.environment().identities.overrides.keys();
    overrides
        .filter(|workload| !identities.iter().any(|identity| identity.workload == **workload))
        .map(|workload| {
            let home = if is_chart(*workload) { "charts" } else { "addons" };
            Finding::at(
                at!(identities.overrides[workload]),
                format!("`{workload}` is not installed, so this says nothing"),
            )
            .help(format!("remove it, or add `{workload}` to `{home}`"))
        })
        .collect()
}

fn is_chart(workload: Workload) -> bool {
    match workload {
        Workload::AwsLoadBalancerController
        | Workload::ExternalDns
        | Workload::Karpenter
        | Workload::ClusterAutoscaler => true,
        Workload::AwsEbsCsiDriver | Workload::AwsEfsCsiDriver | Workload::AmazonCloudwatchObservability => {
            false
        }
    }
}
