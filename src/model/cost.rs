//! What the environment costs, by workload.

use serde::{Deserialize, Serialize};

use super::value::ResourceName;

/// Cost tools of the environment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Cost {
    /// kubecost. Default: none.
    #[serde(default)]
    pub kubecost: Option<Kubecost>,
    /// OpenCost, which asks this environment's Prometheus and keeps no volumes. Not beside kubecost. Default: none.
    #[serde(default)]
    pub open_cost: Option<OpenCost>,
}

/// OpenCost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpenCost {}

/// kubecost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Kubecost {
    /// Its volumes.
    pub volumes: KubecostVolumes,
    /// Run a node exporter of its own on host port 9100 (charts 1.x and 2.x).
    /// Default: false; kube-prometheus-stack has one there.
    #[serde(default)]
    pub node_exporter: bool,
}

/// Volumes of kubecost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KubecostVolumes {
    /// Storage class, a key of `storage.classes`.
    pub class: ResourceName,
}
