//! Container Insights as manifests: the CloudWatch agent for metrics, Fluent Bit for logs, a DaemonSet each.
//!
//! Objects, images, requests and the settings of both generations: aws-samples/amazon-cloudwatch-container-insights at
//! tags k8s/1.3.14 (2023-05) and k8s/1.3.43 with the image of 2026-05-07, read 2026-11-24.

mod agent;
mod conf;
mod fluent_bit;
mod host_logs;
mod pod;
#[cfg(test)]
mod read_back;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use super::{Metadata, Nothing, Object};
use crate::model::{ContainerInsights, Quickstart, QuickstartVersion, Workload};
use crate::resolve::Resolved;

/// The namespace of both, by which the console finds them.
pub(super) const NAMESPACE: &str = "amazon-cloudwatch";

/// The namespaces' objects in the order in which they are applied, if the quickstart is wanted.
pub(super) fn objects(resolved: &Resolved) -> Vec<Value> {
    let Some(quickstart) = wanted(resolved) else {
        return Vec::new();
    };
    let mut objects = agent::objects(resolved, quickstart);
    objects.extend(fluent_bit::objects(resolved, quickstart));
    objects
}

/// Whether there are agents of ours.
pub(super) fn are_wanted(resolved: &Resolved) -> bool {
    wanted(resolved).is_some()
}

/// The quickstart, if the environment has it.
pub(super) fn wanted<'a>(resolved: &Resolved<'a>) -> Option<&'a Quickstart> {
    match &resolved.environment.logging.container_insights {
        Some(ContainerInsights::Quickstart(quickstart)) => Some(quickstart),
        _ => None,
    }
}

/// What the agents tell CloudWatch about themselves.
fn tag(version: QuickstartVersion) -> &'static str {
    match version {
        QuickstartVersion::V1_3_14 => "k8s/1.3.14",
        QuickstartVersion::V1_3_43 => "k8s/1.3.43",
    }
}

#[derive(Serialize)]
struct Data {
    data: IndexMap<&'static str, String>,
}

fn config_map(name: &str, data: impl IntoIterator<Item = (&'static str, String)>) -> Value {
    Object {
        api_version: "v1",
        kind: "ConfigMap",
        metadata: Metadata::namespaced(name, NAMESPACE),
        rest: Data {
            data: data.into_iter().collect(),
        },
    }
    .tree()
}

/// The account of one of the two, with its role where IRSA gives it one.
fn service_account(resolved: &Resolved, workload: Workload) -> Value {
    let mut metadata = Metadata::namespaced(workload.name(), NAMESPACE);
    metadata.annotations = super::role_annotation(resolved, workload);
    Object {
        api_version: "v1",
        kind: "ServiceAccount",
        metadata,
        rest: Nothing {},
    }
    .tree()
}

#[cfg(test)]
mod tests {
    use eksight::source::{Memory, load};
    use eksight_catalog::Catalogue;
    use eksight_resolve::resolve;
    use serde_json::{Value, json};

    /// The pods of both agents.
    fn pods(version: &str) -> Vec<Value> {
        let minimal = include_str!("../../../../tests/environments/minimal.yaml");
        let insights = format!(
            "extends: minimal.yaml\nlogging:\n  containerInsights:\n    quickstart: {{ version: {version} }}\n"
        );
        let documents = Memory::from_iter([("minimal.yaml", minimal), ("logs.yaml", insights.as_str())]);
        let loaded = load(&documents, "logs.yaml".as_ref()).expect("an environment");
        let resolved = resolve("logs", &loaded.sources, &loaded.environment, Catalogue::shipped());
        let objects = super::objects(&resolved).into_iter();
        let sets = objects.filter(|object| object["kind"] == "DaemonSet");
        sets.map(|set| set["spec"]["template"]["spec"].clone()).collect()
    }

    #[test]
    fn both_agents_reach_the_instance_metadata_behind_hop_limit_1() {
        for version in ["1.3.14", "1.3.43"] {
            let network =
                |pod: Value| json!([pod["serviceAccountName"], pod["hostNetwork"], pod["dnsPolicy"]]);
            let networks: Vec<Value> = pods(version).into_iter().map(network).collect();
            let expected =
                ["cloudwatch-agent", "fluent-bit"].map(|name| json!([name, true, "ClusterFirstWithHostNet"]));
            assert_eq!(networks, expected, "{version}");
        }
    }

    #[test]
    fn both_agents_go_to_every_node() {
        for version in ["1.3.14", "1.3.43"] {
            for pod in pods(version) {
                let everywhere = ["NoExecute", "NoSchedule"];
                let everywhere = everywhere.map(|effect| json!({ "operator": "Exists", "effect": effect }));
                assert_eq!(pod["tolerations"], json!(everywhere), "{version}");
            }
        }
    }
}
