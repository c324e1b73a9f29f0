//! Who adds and removes nodes: Karpenter, the Cluster Autoscaler, or nobody.

use serde::{Deserialize, Serialize};

use super::value::{InstanceFamily, InstanceSize, Quantity, ResourceName};
use super::{CapacityType, Named, Taint, Texts, Volume};

/// Who adds and removes nodes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Autoscaling {
    /// Karpenter makes machines of its own beside the node groups, which only have to carry Karpenter itself.
    Karpenter(Karpenter),
    /// The Cluster Autoscaler moves the desired size of the node groups between their `min` and `max`.
    ClusterAutoscaler(ClusterAutoscaler),
}

/// Karpenter with its pools.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Karpenter {
    /// Pools of machines by name.
    pub node_pools: Named<ResourceName, NodePool>,
}

/// Which machines Karpenter may make, and how many.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NodePool {
    /// Instance families, such as `m7i`. Karpenter takes what the zone offers.
    pub instance_families: Vec<InstanceFamily>,
    /// Instance sizes, such as `large`.
    pub instance_sizes: Vec<InstanceSize>,
    /// Processor. Default: `amd64`.
    #[serde(default)]
    pub architecture: PoolArchitecture,
    /// How the machines may be paid. Default: `[onDemand]`.
    #[serde(default = "NodePool::on_demand")]
    pub capacity_types: Vec<CapacityType>,
    /// The most that all machines of the pool have together.
    pub limits: PoolLimits,
    /// Root volume, encrypted. Default: gp3, 80Gi.
    #[serde(default)]
    pub volume: Volume,
    /// Release of the Amazon Linux 2023 image, such as `v20261101`. Default: `latest`, which replaces machines when AWS
    /// publishes one.
    #[serde(default)]
    pub image_version: Option<String>,
    /// Most pods on a node. Default: what the instance type's network interfaces carry.
    #[serde(default)]
    pub max_pods: Option<u16>,
    /// Hours after which a machine is replaced. Default: 720.
    #[serde(default = "NodePool::month")]
    pub expire_after_hours: u32,
    /// Hours for which a machine that is to go is drained; then its pods are deleted, those too that a disruption budget or
    /// the annotation `karpenter.sh/do-not-disrupt` keeps. Default: none; such pods keep it, and it bills, until they end.
    #[serde(default)]
    pub termination_grace_period_hours: Option<u32>,
    /// Kubernetes labels of the nodes. Default: none.
    #[serde(default)]
    pub labels: Texts,
    /// Kubernetes taints of the nodes, by key. One that a driver takes away once it is ready, such as
    /// `ebs.csi.aws.com/agent-not-ready`, becomes a startup taint. Default: none.
    #[serde(default)]
    pub taints: Named<String, Taint>,
}

impl NodePool {
    fn on_demand() -> Vec<CapacityType> {
        vec![CapacityType::OnDemand]
    }

    fn month() -> u32 {
        720
    }
}

/// The processor of a pool's machines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum PoolArchitecture {
    /// Intel and AMD.
    #[default]
    Amd64,
    /// Graviton.
    Arm64,
}

impl PoolArchitecture {
    /// The value of the label `kubernetes.io/arch`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Amd64 => "amd64",
            Self::Arm64 => "arm64",
        }
    }
}

/// The most that a pool's machines have together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PoolLimits {
    /// Virtual CPUs.
    pub cpu: u32,
    /// Memory.
    pub memory: Quantity,
}

/// The Cluster Autoscaler. It has no settings here; `charts.cluster-autoscaler.extraValues` has the chart's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClusterAutoscaler {}
