//! EKS3010: an identity for a workload that is not installed.

use crate::model::Workload;
use crate::{Finding, Help, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let identities = &subject.resolved.identities;
    let overrides = subject.environment().identities.overrides.keys();
    overrides
        .filter(|workload| !identities.iter().any(|identity| identity.workload == **workload))
        .map(|workload| {
            let home = home(*workload);
            Finding::at(
                at!(identities.overrides[workload]),
                format!("`{workload}` is not installed, so this says nothing"),
            )
            .help(Help::take_out(format!("remove it, or add `{workload}` to `{home}`")))
        })
        .collect()
}

/// Where a workload is written down.
fn home(workload: Workload) -> &'static str {
    match workload {
        Workload::AwsLoadBalancerController
        | Workload::ExternalDns
        | Workload::Karpenter
        | Workload::ClusterAutoscaler
        | Workload::ExternalSecrets => "charts",
        Workload::AwsEbsCsiDriver | Workload::AwsEfsCsiDriver | Workload::AmazonCloudwatchObservability => {
            "addons"
        }
        Workload::CloudwatchAgent | Workload::FluentBit => "logging.containerInsights",
        Workload::Prometheus => "monitoring.prometheus.remoteWrite",
    }
}
