//! Values of OpenCost. Source: chart 2.5.17, values.yaml and templates/servicemonitor.yaml.

use serde::Serialize;

use super::Switch;
use crate::model::Texts;
use crate::model::value::Release;
use crate::resolve::Resolved;

/// The port of Prometheus' Service, as kube-prometheus-stack has it by default.
pub const PROMETHEUS_PORT: u16 = 9090;

/// Values of the chart.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Values {
    /// As the environment wants it.
    OpenCost { opencost: OpenCost },
    /// Nobody asked for OpenCost; the chart keeps its defaults.
    Nothing {},
}

#[derive(Serialize)]
pub(super) struct OpenCost {
    exporter: Exporter,
    prometheus: Prometheus,
    metrics: Metrics,
    mcp: Switch,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Exporter {
    default_cluster_id: String,
}

#[derive(Serialize)]
struct Prometheus {
    internal: Internal,
}

/// A Prometheus in the cluster, which the chart does not bring.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Internal {
    service_name: String,
    namespace_name: String,
    port: u16,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metrics {
    service_monitor: ServiceMonitor,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ServiceMonitor {
    enabled: bool,
    additional_labels: Texts,
}

/// The values that the environment asks for.
pub(super) fn values(resolved: &Resolved) -> Values {
    let environment = resolved.environment;
    if environment.cost.open_cost.is_none() {
        return Values::Nothing {};
    }
    let stack = Release::KubePrometheusStack;
    let namespace = resolved
        .releases
        .iter()
        .find(|release| release.release == stack)
        .map_or("monitoring", |release| release.namespace.as_str());
    Values::OpenCost {
        opencost: OpenCost {
            exporter: Exporter {
                default_cluster_id: environment.cluster.name.to_string(),
            },
            prometheus: Prometheus {
                internal: Internal {
                    service_name: format!("{stack}-prometheus"),
                    namespace_name: namespace.to_owned(),
                    port: PROMETHEUS_PORT,
                },
            },
            metrics: Metrics {
                // With the label a Prometheus that looks for it takes the monitor too.
                service_monitor: ServiceMonitor {
                    enabled: true,
                    additional_labels: Texts::from([("release".to_owned(), stack.to_string())]),
                },
            },
            // A server for language models, on by default, that nothing here asks.
            mcp: Switch::OFF,
        },
    }
}
