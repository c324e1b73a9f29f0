//! Managed node groups: which machines, how many, how they start.

use serde::{Deserialize, Serialize};

use super::value::{InstanceType, Quantity, ZoneRef};
use super::{Named, Texts};

/// A managed node group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NodeGroup {
    /// Instance types, at least one. With one type the group rolls in place when it changes.
    pub instance_types: Vec<InstanceType>,
    /// On demand or spot. Default: `onDemand`.
    #[serde(default)]
    pub capacity_type: CapacityType,
    /// How many nodes.
    pub size: Size,
    /// Root volume. Default: 80 GiB gp3.
    #[serde(default)]
    pub volume: Volume,
    /// Operating system. Default: `al2023`.
    #[serde(default)]
    pub ami_family: AmiFamily,
    /// Exact AMI release, such as `1.36.0-20261101`. Default: the newest when the group is made or updated.
    #[serde(default)]
    pub release_version: Option<String>,
    /// Which subnets. Default: `private`.
    #[serde(default)]
    pub subnets: SubnetKind,
    /// Zones of the group, a part of the cluster's. Default: all of them.
    #[serde(default)]
    pub zones: Vec<ZoneRef>,
    /// Most pods on a node. Default: what the instance type's network interfaces carry.
    #[serde(default)]
    pub max_pods: Option<u16>,
    /// Kubernetes labels of the nodes. Default: none.
    #[serde(default)]
    pub labels: Texts,
    /// Kubernetes taints of the nodes, by key: `taints: { dedicated: { value: gpu, effect: NoSchedule } }`.
    /// Default: none.
    #[serde(default)]
    pub taints: Named<String, Taint>,
    /// Shell commands run before the node joins. Default: none.
    #[serde(default)]
    pub pre_bootstrap_commands: Vec<String>,
    /// Permissions of every pod on the nodes, as the lab of 2023 gave them; with `provisioner: eksctl` only. A workload
    /// with an identity of its own needs none. Default: none.
    #[serde(default)]
    pub node_policies: Vec<NodePolicy>,
    /// Replace nodes that are not ready for half an hour, and with the add-on `eks-node-monitoring-agent` those whose kernel, network,
    /// storage or container runtime fails. Default: true.
    #[serde(default = "super::on")]
    pub repair: bool,
}

/// How the machines are paid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum CapacityType {
    /// At the list price, never taken away.
    #[default]
    OnDemand,
    /// Cheaper, taken away with two minutes' notice.
    Spot,
}

/// How many nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Size {
    /// At least.
    pub min: u32,
    /// At first; an autoscaler changes it later.
    pub desired: u32,
    /// At most.
    pub max: u32,
}

/// An EBS volume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Volume {
    /// Volume type. Default: `gp3`.
    #[serde(rename = "type", default)]
    pub kind: VolumeType,
    /// Size. Default: 80Gi.
    #[serde(default = "Volume::default_size")]
    pub size: Quantity,
}

impl Volume {
    fn default_size() -> Quantity {
        "80Gi".parse().expect("bug in eksight: the default volume size")
    }
}

impl Default for Volume {
    fn default() -> Self {
        Self {
            kind: VolumeType::default(),
            size: Self::default_size(),
        }
    }
}

/// EBS volume type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum VolumeType {
    /// General purpose, current.
    #[default]
    Gp3,
    /// General purpose, previous.
    Gp2,
    /// Provisioned IOPS.
    Io2,
}

impl VolumeType {
    /// The name that AWS uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gp3 => "gp3",
            Self::Gp2 => "gp2",
            Self::Io2 => "io2",
        }
    }
}

/// Operating system of the nodes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum AmiFamily {
    /// Amazon Linux 2023.
    #[default]
    Al2023,
    /// Amazon Linux 2: no images since 2025-11-26, none for Kubernetes 1.33 and later.
    Al2,
    /// Bottlerocket.
    Bottlerocket,
}

/// Public or private subnets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum SubnetKind {
    /// With a route to the internet gateway.
    Public,
    /// Without.
    #[default]
    Private,
}

/// A set of permissions that eksctl puts on the role of nodes (`withAddonPolicies`). Source: eksctl, ClusterConfig
/// schema v1alpha5, as of 2026-08.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum NodePolicy {
    /// Write DNS records for certificates.
    CertManager,
    /// Make and attach EBS volumes.
    Ebs,
    /// Write metrics and logs.
    CloudWatch,
    /// Write traces.
    XRay,
    /// Write DNS records.
    ExternalDns,
    /// Push images.
    ImageBuilder,
}

/// Keeps pods off a node that do not tolerate it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Taint {
    /// Value of the taint. Default: none.
    #[serde(default)]
    pub value: Option<String>,
    /// What happens to pods that do not tolerate it.
    pub effect: TaintEffect,
}

/// What a taint does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum TaintEffect {
    /// New pods stay away.
    NoSchedule,
    /// New pods stay away where they can.
    PreferNoSchedule,
    /// Running pods leave too.
    NoExecute,
}
