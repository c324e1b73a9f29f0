//! What the environment costs, by workload.

use serde::{Deserialize, Serialize};

use super::Named;
use super::value::{EmailAddress, ResourceName, TopicArn};

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
    /// What a month is expected to use, for `eksight cost` and the cost of a change; nothing is made of it. Default:
    /// nothing is known, and such costs are shown for one unit.
    #[serde(default)]
    pub usage: Usage,
    /// What a month may cost, and who is told. Default: none.
    #[serde(default)]
    pub budget: Option<Budget>,
}

/// What a month is expected to use. Nobody can tell these quantities from an environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Usage {
    /// GB that go through NAT gateways. Default: not known.
    #[serde(default)]
    pub nat_gb: Option<u32>,
    /// GB that go out to the internet. Default: not known.
    #[serde(default)]
    pub internet_out_gb: Option<u32>,
    /// GB that go from one zone to another. Default: not known.
    #[serde(default)]
    pub cross_zone_gb: Option<u32>,
    /// GB that go through interface endpoints. Default: not known.
    #[serde(default)]
    pub endpoint_gb: Option<u32>,
    /// Capacity units that each load balancer uses on average. Default: not known.
    #[serde(default)]
    pub alb_lcus: Option<u32>,
    /// GB on the shared file system. Default: not known.
    #[serde(default)]
    pub efs_gb: Option<u32>,
    /// GB that are read from the shared file system. Default: not known.
    #[serde(default)]
    pub efs_read_gb: Option<u32>,
    /// GB that are written to the shared file system. Default: not known.
    #[serde(default)]
    pub efs_write_gb: Option<u32>,
    /// GB of the control plane's log `api`. Default: not known.
    #[serde(default)]
    pub api_logs_gb: Option<u32>,
    /// GB of the control plane's log `audit`. Default: not known.
    #[serde(default)]
    pub audit_logs_gb: Option<u32>,
    /// GB of the control plane's log `authenticator`. Default: not known.
    #[serde(default)]
    pub authenticator_logs_gb: Option<u32>,
    /// GB of the control plane's log `controllerManager`. Default: not known.
    #[serde(default)]
    pub controller_manager_logs_gb: Option<u32>,
    /// GB of the control plane's log `scheduler`. Default: not known.
    #[serde(default)]
    pub scheduler_logs_gb: Option<u32>,
    /// GB of the network's flow logs. Default: not known.
    #[serde(default)]
    pub flow_logs_gb: Option<u32>,
    /// GB of logs that Container Insights collects. Default: not known.
    #[serde(default)]
    pub container_insights_gb: Option<u32>,
    /// Machines of each of Karpenter's pools on average, by the pool's name. Default: not known.
    #[serde(default)]
    pub pool_nodes: Named<ResourceName, u32>,
}

/// A budget of AWS: who is told when a month costs more than a part of it. It stops nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Budget {
    /// What a month may cost, in US dollars.
    pub monthly_usd: u32,
    /// Count only what has this tag of the environment, a key of `tags`. It has to be active as a cost allocation tag, in
    /// the account that pays. Default: count the whole account.
    #[serde(default)]
    pub tag: Option<String>,
    /// Percent of the amount at which people are told, at most five. Default: 80 and 100.
    #[serde(default = "Budget::default_thresholds")]
    pub thresholds: Vec<u16>,
    /// Who gets mail, at most ten addresses. Default: nobody.
    #[serde(default)]
    pub notify: Vec<EmailAddress>,
    /// A topic of this account that is told too. Its policy has to let `budgets.amazonaws.com` publish. Default: none.
    #[serde(default)]
    pub topic: Option<TopicArn>,
}

impl Budget {
    fn default_thresholds() -> Vec<u16> {
        vec![80, 100]
    }
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
