//! EKS4020: the agents of Container Insights as manifests and as an add-on.

use crate::{Finding, Subject, at};
use crate::model::{ContainerInsights, Workload};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let addon = Workload::AmazonCloudwatchObservability.name();
    let quickstart = matches!(
        environment.logging.container_insights,
        Some(ContainerInsights::Quickstart(_))
    );
    if !(quickstart && environment.addons.contains_key(addon)) {
        return Vec::new();
    }
    let message = format!("the add-on `{addon}` brings agents of the same names");
    vec![
        Finding::at(at!(logging.containerInsights.quickstart), message)
            .related(at!(addons[addon]), "this add-on")
            .help("keep one of them: with the add-on write `containerInsights: { addon: {} }` below `logging`"),
    ]
}
