//! What an environment's monitors say of their targets, as the operator of Prometheus reads them.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// One endpoint of a monitor.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Monitor {
    /// What the operator calls its scrape configuration.
    pub(super) name: String,
    pub(super) kind: Kind,
    /// The label `job` of what is scraped.
    pub(super) job: String,
    pub(super) namespace: String,
    pub(super) endpoint: Endpoint,
}

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// nginx's exporter.
    Nginx,
    /// Something that is not here.
    Other,
}

/// How it is scraped.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Endpoint {
    pub(super) port: Option<String>,
    pub(super) path: Option<String>,
    pub(super) interval: Option<String>,
    pub(super) scrape_timeout: Option<String>,
}

/// A PodMonitor or a ServiceMonitor.
#[derive(Deserialize)]
struct Object {
    kind: String,
    metadata: Metadata,
    spec: Spec,
}

#[derive(Deserialize)]
struct Metadata {
    name: String,
    namespace: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Spec {
    job_label: Option<String>,
    #[serde(default)]
    selector: Selector,
    #[serde(default)]
    pod_metrics_endpoints: Vec<Endpoint>,
    #[serde(default)]
    endpoints: Vec<Endpoint>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Selector {
    #[serde(default)]
    match_labels: BTreeMap<String, String>,
}

/// The values of the nginx chart for its exporter.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metrics {
    #[serde(default)]
    enabled: bool,
    service_monitor: Switch,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Switch {
    #[serde(default)]
    enabled: bool,
    namespace: Option<String>,
    #[serde(flatten)]
    endpoint: Endpoint,
}

impl Monitor {
    /// All that stand in manifests and in values.
    pub(super) fn all(documents: &[Value]) -> Vec<Self> {
        let objects = documents
            .iter()
            .flat_map(|document| match Object::deserialize(document) {
                Ok(object) => of_object(object),
                Err(_) => Vec::new(),
            });
        objects.chain(documents.iter().filter_map(of_nginx)).collect()
    }
}

/// Without a label that says so, the operator takes the monitor for the job of pods, and the service's name for that of
/// services.
fn of_object(object: Object) -> Vec<Monitor> {
    let Object { kind, metadata, spec } = object;
    let namespace = metadata.namespace.unwrap_or_else(|| "default".to_owned());
    let (prefix, endpoints, otherwise) = match kind.as_str() {
        "PodMonitor" => (
            "podMonitor",
            spec.pod_metrics_endpoints,
            format!("{namespace}/{}", metadata.name),
        ),
        "ServiceMonitor" => ("serviceMonitor", spec.endpoints, metadata.name.clone()),
        _ => return Vec::new(),
    };
    let label = spec
        .job_label
        .and_then(|label| spec.selector.match_labels.get(&label).cloned());
    let monitor = |(number, endpoint)| Monitor {
        name: format!("{prefix}/{namespace}/{}/{number}", metadata.name),
        kind: Kind::Other,
        job: label.clone().unwrap_or_else(|| otherwise.clone()),
        namespace: namespace.clone(),
        endpoint,
    };
    endpoints.into_iter().enumerate().map(monitor).collect()
}

/// The ServiceMonitor that the chart makes for the release `nginx`: its port and path are settled, its job is the
/// service. Source: bitnami/charts, bitnami/nginx/templates/servicemonitor.yaml of nginx 14.1.0 and 22.1.1.
fn of_nginx(values: &Value) -> Option<Monitor> {
    let metrics = Metrics::deserialize(values.get("metrics")?).ok()?;
    let monitor = metrics.service_monitor;
    (metrics.enabled && monitor.enabled).then(|| Monitor {
        name: format!(
            "serviceMonitor/{}/nginx/0",
            monitor.namespace.as_deref().unwrap_or("default")
        ),
        kind: Kind::Nginx,
        job: "nginx".to_owned(),
        namespace: "default".to_owned(),
        endpoint: Endpoint {
            port: Some("metrics".to_owned()),
            path: Some("/metrics".to_owned()),
            ..monitor.endpoint
        },
    })
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, Kind, Monitor};
    use serde_json::json;

    #[test]
    fn monitors_are_read_from_manifests_and_values() {
        let documents = [
            json!({
                "kind": "PodMonitor",
                "metadata": { "name": "aws-cni-metrics", "namespace": "kube-system" },
                "spec": {
                    "jobLabel": "k8s-app",
                    "selector": { "matchLabels": { "k8s-app": "aws-node" } },
                    "podMetricsEndpoints": [{ "port": "metrics", "path": "/metrics", "interval": "30s" }],
                },
            }),
            json!({ "metrics": {
                "enabled": true,
                "serviceMonitor": { "enabled": true, "namespace": "monitoring", "interval": "10s" },
            } }),
            json!({ "metrics": { "enabled": true, "serviceMonitor": { "enabled": false } } }),
            json!({ "kind": "ConfigMap", "metadata": { "name": "x" } }),
        ];
        let endpoint = |interval: &str| Endpoint {
            port: Some("metrics".to_owned()),
            path: Some("/metrics".to_owned()),
            interval: Some(interval.to_owned()),
            scrape_timeout: None,
        };
        let expected = [
            Monitor {
                name: "podMonitor/kube-system/aws-cni-metrics/0".to_owned(),
                kind: Kind::Other,
                job: "aws-node".to_owned(),
                namespace: "kube-system".to_owned(),
                endpoint: endpoint("30s"),
            },
            Monitor {
                name: "serviceMonitor/monitoring/nginx/0".to_owned(),
                kind: Kind::Nginx,
                job: "nginx".to_owned(),
                namespace: "default".to_owned(),
                endpoint: endpoint("10s"),
            },
        ];
        assert_eq!(Monitor::all(&documents), expected);
    }
}
