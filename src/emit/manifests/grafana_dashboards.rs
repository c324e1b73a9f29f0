//! Dashboards as the ConfigMap that the sidecar of Grafana looks for.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use super::{Metadata, Object};
use crate::dashboard;
use crate::model::Texts;
use crate::model::value::Release;
use crate::resolve::Resolved;

#[derive(Serialize)]
struct Rest {
    data: IndexMap<&'static str, String>,
}

/// The ConfigMap, if a dashboard is wanted and Grafana is there to show it.
pub(super) fn objects(resolved: &Resolved) -> Vec<Value> {
    let mut releases = resolved.releases.iter();
    let stack = releases.find(|release| release.release == Release::KubePrometheusStack);
    let (Some(stack), Some(dashboard)) = (stack, dashboard::overview(resolved)) else {
        return Vec::new();
    };
    let metadata = Metadata {
        // The sidecar's own label, in any namespace. Source: values.yaml of the chart, 45.27.2 and 88.5.3.
        labels: Texts::from([("grafana_dashboard".to_owned(), "1".to_owned())]),
        ..Metadata::namespaced("grafana-dashboards", stack.namespace.as_str())
    };
    let object = Object {
        api_version: "v1",
        kind: "ConfigMap",
        metadata,
        rest: Rest {
            data: IndexMap::from([("overview.json", dashboard.json())]),
        },
    };
    vec![object.tree()]
}
