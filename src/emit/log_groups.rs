//! Names of log groups that several artefacts speak of.

use crate::model::Environment;

/// The four groups of Container Insights, in the order in which its documentation names them.
pub(super) fn container_insights_groups(environment: &Environment) -> [String; 4] {
    let cluster = &environment.cluster.name;
    ["application", "dataplane", "host", "performance"]
        .map(|kind| format!("/aws/containerinsights/{cluster}/{kind}"))
}
