//! Sample workloads.

use serde::{Deserialize, Serialize};

use super::Expose;
use super::value::{ImageTag, Interval, ResourceName};

/// Sample workloads of the environment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Workloads {
    /// nginx, as a source of logs and metrics. Default: none.
    #[serde(default)]
    pub nginx: Option<Nginx>,
    /// kube-ops-view, a picture of nodes and pods. Default: none.
    #[serde(default)]
    pub kube_ops_view: Option<KubeOpsView>,
}

/// kube-ops-view. It has no login, so it is reached by `kubectl port-forward` alone. Its repository was archived in 2020;
/// fit for a lab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KubeOpsView {
    /// Tag of its image `hjacobs/kube-ops-view`, such as `20.4.0`.
    pub version: ImageTag,
}

/// nginx, through Bitnami's chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Nginx {
    /// Number of replicas. Default: the chart's, 1.
    #[serde(default)]
    pub replicas: Option<u32>,
    /// Kind of the Service. Default: `ClusterIP`; the load balancer reaches pods by address.
    #[serde(default)]
    pub service: ServiceType,
    /// Publish the page. Default: not published.
    #[serde(default)]
    pub expose: Option<Expose>,
    /// Metrics of nginx through its exporter. Default: none.
    #[serde(default)]
    pub metrics: Option<NginxMetrics>,
}

impl Nginx {
    /// How many replicas there are.
    #[must_use]
    pub fn replica_count(&self) -> u32 {
        self.replicas.unwrap_or(super::REPLICAS)
    }
}

/// Kind of a Service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ServiceType {
    /// Inside the cluster.
    #[default]
    #[serde(rename = "ClusterIP")]
    ClusterIp,
    /// On a port of every node.
    NodePort,
}

impl ServiceType {
    /// The name that Kubernetes uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ClusterIp => "ClusterIP",
            Self::NodePort => "NodePort",
        }
    }
}

/// The exporter beside nginx and its ServiceMonitor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NginxMetrics {
    /// Namespace of the ServiceMonitor; it must exist.
    pub namespace: ResourceName,
    /// How often it is scraped.
    pub interval: Interval,
}
