//! PodMonitors and ServiceMonitors: what Prometheus scrapes besides what charts announce themselves.

use serde::Serialize;
use serde_json::Value;

use super::{Metadata, Object};
use crate::model::value::{Interval, ResourceName};
use crate::model::{PodMonitor, ScrapeTarget, ServiceMonitor, Texts};

#[derive(Serialize)]
struct Rest {
    spec: Spec,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Spec {
    #[serde(skip_serializing_if = "Option::is_none")]
    job_label: Option<String>,
    namespace_selector: NamespaceSelector,
    #[serde(flatten)]
    endpoints: Endpoints,
    selector: Selector,
}

/// The two kinds differ in this name alone.
#[derive(Serialize)]
enum Endpoints {
    #[serde(rename = "podMetricsEndpoints")]
    OfPods([Endpoint; 1]),
    #[serde(rename = "endpoints")]
    OfServices([Endpoint; 1]),
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
        ScrapeTarget::PodMonitor(PodMonitor {
            namespace,
            match_labels,
            port,
            path,
            interval,
            job_label,
        }) => {
            let endpoints = Endpoints::OfPods([Endpoint::new(interval.as_ref(), path, port)]);
            monitor(
                "PodMonitor",
                name,
                namespace,
                match_labels,
                job_label.clone(),
                endpoints,
            )
        }
        ScrapeTarget::ServiceMonitor(ServiceMonitor {
            namespace,
            match_labels,
            port,
            path,
            interval,
        }) => {
            let endpoints = Endpoints::OfServices([Endpoint::new(interval.as_ref(), path, port)]);
            // A Service's name, the job otherwise, is not known here; alerts ask for the job.
            let job_label = match_labels.keys().next().cloned();
            monitor(
                "ServiceMonitor",
                name,
                namespace,
                match_labels,
                job_label,
                endpoints,
            )
        }
    }
}

impl Endpoint {
    fn new(interval: Option<&Interval>, path: &str, port: &str) -> Self {
        Self {
            interval: interval.map(ToString::to_string),
            path: path.to_owned(),
            port: port.to_owned(),
        }
    }
}

fn monitor(
    kind: &'static str,
    name: &str,
    namespace: &ResourceName,
    match_labels: &Texts,
    job_label: Option<String>,
    endpoints: Endpoints,
) -> Value {
    Object {
        api_version: "monitoring.coreos.com/v1",
        kind,
        metadata: Metadata::namespaced(format!("{name}-metrics"), namespace.as_str()),
        rest: Rest {
            spec: Spec {
                job_label,
                namespace_selector: NamespaceSelector {
                    match_names: [namespace.to_string()],
                },
                endpoints,
                selector: Selector {
                    match_labels: match_labels.clone(),
                },
            },
        },
    }
    .tree()
}
