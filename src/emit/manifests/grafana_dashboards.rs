//! Dashboards as the ConfigMaps that the sidecar of Grafana looks for.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use super::{Metadata, Object};
use crate::dashboard;
use crate::model::{Dashboard, Texts};
use crate::resolve::Resolved;

#[derive(Serialize)]
struct Rest {
    data: IndexMap<String, String>,
}

/// Whether there is a dashboard that no chart loads, and Grafana.
pub(super) fn are_wanted(resolved: &Resolved) -> bool {
    let grafana = resolved.environment.monitoring.grafana.as_ref();
    let has_files = grafana.is_some_and(|grafana| {
        let mut dashboards = grafana.dashboards.values();
        dashboards.any(|dashboard| matches!(dashboard, Dashboard::File(_)))
    });
    (has_files || dashboard::has_overview(resolved)) && resolved.monitoring_stack().is_some()
}

/// A ConfigMap for the overview and for each dashboard from a file, if Grafana is there to show them.
pub(super) fn objects(resolved: &Resolved) -> Vec<Value> {
    let (Some(stack), Some(grafana)) = (
        resolved.monitoring_stack(),
        &resolved.environment.monitoring.grafana,
    ) else {
        return Vec::new();
    };
    let namespace = stack.namespace.as_str();
    let overview = dashboard::overview(resolved).map(|overview| {
        config_map(
            "grafana-dashboards",
            namespace,
            "overview.json".to_owned(),
            overview.json(),
        )
    });
    let files = grafana
        .dashboards
        .iter()
        .filter_map(|(name, dashboard)| match dashboard {
            Dashboard::GrafanaCom(_) => None,
            // All files lie in one folder, the chart's own among them: none of those begins like this.
            Dashboard::File(file) => Some(config_map(
                &format!("grafana-dashboard-{name}"),
                namespace,
                format!("file-{name}.json"),
                file.provisioned(),
            )),
        });
    overview.into_iter().chain(files).collect()
}

fn config_map(name: &str, namespace: &str, key: String, json: String) -> Value {
    let metadata = Metadata {
        // The sidecar's own label, in any namespace. Source: values.yaml of the chart, 45.27.2 and 88.5.3.
        labels: Texts::from([("grafana_dashboard".to_owned(), "1".to_owned())]),
        ..Metadata::namespaced(name, namespace)
    };
    let object = Object {
        api_version: "v1",
        kind: "ConfigMap",
        metadata,
        rest: Rest {
            data: IndexMap::from([(key, json)]),
        },
    };
    object.tree()
}
