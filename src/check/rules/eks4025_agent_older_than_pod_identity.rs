//! EKS4025: a CloudWatch agent that cannot take its role from EKS Pod Identity.

use crate::model::{ContainerInsights, IdentityKind, Quickstart, QuickstartVersion, Workload};
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let older = matches!(
        subject.environment().logging.container_insights,
        Some(ContainerInsights::Quickstart(Quickstart {
            version: QuickstartVersion::V1_3_14,
            ..
        }))
    );
    let mut identities = subject.resolved.identities.iter();
    let by_pod_identity = identities.any(|identity| {
        identity.workload == Workload::CloudwatchAgent && identity.kind == IdentityKind::PodIdentity
    });
    if !(older && by_pod_identity) {
        return Vec::new();
    }
    let message =
        "the CloudWatch agent of 1.3.14 is older than EKS Pod Identity, and gets no permission by it";
    vec![
        Finding::at(at!(logging.containerInsights.quickstart.version), message)
            .related(at!(identities), "the mechanism")
            .help("take 1.3.43, or write `identities: { overrides: { cloudwatch-agent: irsa } }`"),
    ]
}
