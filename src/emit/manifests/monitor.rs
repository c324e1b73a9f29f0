//! PodMonitors and ServiceMonitors: what Prometheus scrapes besides what charts announce themselves.

use serde::Serialize;
use serde_json::Value;

use super::{Metadata, Object};
use crate::model::{PodMonitor, ScrapeTarget, ServiceMonitor, Texts};

#[derive(Serialize)]
struct Rest<T> {
    spec: T,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfPods {
    #[serde(skip_serializing_if = "Option::is_none")]
    job_label: Option<String>,
    namespace_selector: NamespaceSelector,
    pod_metrics_endpoints: [Endpoint; 1],
    selector: Selector,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfServices {
    #[serde(skip_serializing_if = "Option::is_none")]
    job_label: Option<String>,
    namespace_selector: NamespaceSelector,
    endpoints: [Endpoint; 1],
    selector: Selector,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NamespaceSelector {
    match_names: [String; 1],
}

#[derive(Serialize)]
struct Endpoint {
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<String>,
    path: String,
    port: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Selector {
    match_labels: Texts,
}

/// The monitor `<target>-metrics`.
pub(super) fn object(name: &str, target: &ScrapeTarget) -> Value {
    match target {
        ScrapeTarget::PodMonitor(monitor) => pods(name, monitor),
        ScrapeTarget::ServiceMonitor(monitor) => services(name, monitor),
    }
}

fn pods(name: &str, monitor: &PodMonitor) -> Value {
    let PodMonitor {
        namespace,
        match_labels,
        port,
        path,
        interval,
        job_label,
    } = monitor;
    Object {
        api_version: "monitoring.coreos.com/v1",
        kind: "PodMonitor",
        metadata: Metadata::namespaced(format!("{name}-metrics"), namespace.as_str()),
        rest: Rest {
            spec: OfPods {
                job_label: job_label.clone(),
                namespace_selector: NamespaceSelector {
                    match_names: [namespace.to_string()],
                },
                pod_metrics_endpoints: [Endpoint {
                    interval: interval.as_ref().map(ToString::to_string),
                    path: path.clone(),
                    port: port.clone(),
                }],
                selector: Selector {
                    match_labels: match_labels.clone(),
                },
            },
        },
    }
    .tree()
}

fn services(name: &str, monitor: &ServiceMonitor) -> Value {
    let ServiceMonitor {
        namespace,
        match_labels,
        port,
        path,
        interval,
    } = monitor;
    Object {
        api_version: "monitoring.coreos.com/v1",
        kind: "ServiceMonitor",
        metadata: Metadata::namespaced(format!("{name}-metrics"), namespace.as_str()),
        rest: Rest {
            spec: OfServices {
                // A Service's name, the job otherwise, is not known here; alerts ask for the job.
                job_label: match_labels.keys().next().cloned(),
                namespace_selector: NamespaceSelector {
                    match_names: [namespace.to_string()],
                },
                endpoints: [Endpoint {
                    interval: interval.as_ref().map(ToString::to_string),
                    path: path.clone(),
                    port: port.clone(),
                }],
                selector: Selector {
                    match_labels: match_labels.clone(),
                },
            },
        },
    }
    .tree()
}
