//! EKS4022: Container Insights by an add-on that is not installed.

use crate::{Finding, Subject, at};
use crate::model::{ContainerInsights, Workload};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let addon = Workload::AmazonCloudwatchObservability.name();
    let by_addon = matches!(
        environment.logging.container_insights,
        Some(ContainerInsights::Addon(_))
    );
    if !by_addon || environment.addons.contains_key(addon) {
        return Vec::new();
    }
    let message = format!("there is no add-on `{addon}`");
    vec![Finding::at(at!(logging.containerInsights.addon), message).help(
        "add it with its version under `addons`, or use the manifests: `quickstart: { version: 1.3.43 }`",
    )]
}
