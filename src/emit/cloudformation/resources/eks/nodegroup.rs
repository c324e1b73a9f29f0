//! Managed node groups.

use crate::cloudformation::kind::{
    ClusterName, InstanceType, LaunchTemplateId, LaunchTemplateVersion, RoleArn, SubnetId,
};
use crate::cloudformation::{Resource, TagMap, Value};
use indexmap::IndexMap;
use serde::Serialize;

/// A managed node group. It has no name of its own: a replacement with a fixed one fails with "already exists".
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Nodegroup {
    pub cluster_name: Value<ClusterName>,
    pub node_role: Value<RoleArn>,
    pub subnets: Vec<Value<SubnetId>>,
    pub ami_type: Option<AmiType>,
    /// `1.36.1-20261105`; without one EKS takes its newest.
    pub release_version: Option<String>,
    pub version: Option<String>,
    pub capacity_type: CapacityType,
    /// Empty where the launch template says it.
    pub instance_types: Vec<Value<InstanceType>>,
    pub launch_template: Option<LaunchTemplateReference>,
    pub scaling_config: ScalingConfig,
    pub update_config: Option<UpdateConfig>,
    pub node_repair_config: Option<NodeRepairConfig>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub labels: IndexMap<String, String>,
    pub taints: Vec<Taint>,
    pub tags: TagMap,
}

impl Resource for Nodegroup {
    const TYPE: &'static str = "AWS::EKS::Nodegroup";
}

/// The system that the nodes run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum AmiType {
    #[serde(rename = "AL2_x86_64")]
    Al2X86,
    #[serde(rename = "AL2_ARM_64")]
    Al2Arm,
    #[serde(rename = "AL2_x86_64_GPU")]
    Al2X86Gpu,
    #[serde(rename = "AL2023_x86_64_STANDARD")]
    Al2023X86,
    #[serde(rename = "AL2023_ARM_64_STANDARD")]
    Al2023Arm,
    #[serde(rename = "AL2023_x86_64_NVIDIA")]
    Al2023X86Nvidia,
    #[serde(rename = "AL2023_ARM_64_NVIDIA")]
    Al2023ArmNvidia,
    #[serde(rename = "AL2023_x86_64_NEURON")]
    Al2023X86Neuron,
    #[serde(rename = "BOTTLEROCKET_x86_64")]
    BottlerocketX86,
    #[serde(rename = "BOTTLEROCKET_ARM_64")]
    BottlerocketArm,
    #[serde(rename = "BOTTLEROCKET_x86_64_NVIDIA")]
    BottlerocketX86Nvidia,
    #[serde(rename = "BOTTLEROCKET_ARM_64_NVIDIA")]
    BottlerocketArmNvidia,
    /// The image stands in the launch template.
    #[serde(rename = "CUSTOM")]
    Custom,
}

/// How the nodes are bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CapacityType {
    OnDemand,
    Spot,
}

/// A launch template at a version.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LaunchTemplateReference {
    pub id: Value<LaunchTemplateId>,
    pub version: Value<LaunchTemplateVersion>,
}

/// How many nodes there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ScalingConfig {
    pub min_size: u32,
    pub desired_size: u32,
    pub max_size: u32,
}

/// How many nodes an update takes away at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum UpdateConfig {
    MaxUnavailable(u32),
    MaxUnavailablePercentage(u8),
}

/// Whether EKS replaces broken nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NodeRepairConfig {
    pub enabled: bool,
}

/// What keeps pods away from the nodes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Taint {
    pub key: String,
    pub value: Option<String>,
    pub effect: TaintEffect,
}

/// How strictly. EKS spells it in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TaintEffect {
    NoSchedule,
    NoExecute,
    PreferNoSchedule,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::Tagging;
    use crate::cloudformation::resources::testing::written;

    fn nodegroup() -> Nodegroup {
        Nodegroup {
            cluster_name: Value::literal("prod"),
            node_role: Value::literal("arn:r"),
            subnets: vec![Value::literal("subnet-1")],
            ami_type: None,
            release_version: None,
            version: None,
            capacity_type: CapacityType::OnDemand,
            instance_types: Vec::new(),
            launch_template: None,
            scaling_config: ScalingConfig {
                min_size: 3,
                desired_size: 3,
                max_size: 6,
            },
            update_config: None,
            node_repair_config: None,
            labels: IndexMap::new(),
            taints: Vec::new(),
            tags: TagMap::default(),
        }
    }

    const HEAD: &str = r#"{"ClusterName":"prod","NodeRole":"arn:r","Subnets":["subnet-1"],"#;
    const SCALING: &str = r#""ScalingConfig":{"MinSize":3,"DesiredSize":3,"MaxSize":6}"#;

    #[test]
    fn the_smallest_group() {
        assert_eq!(
            written(&nodegroup()),
            format!(r#"{HEAD}"CapacityType":"ON_DEMAND",{SCALING}}}"#)
        );
    }

    #[test]
    fn a_group_with_everything() {
        let group = Nodegroup {
            ami_type: Some(AmiType::Al2023X86),
            release_version: Some("1.36.1-20261105".to_owned()),
            version: Some("1.36".to_owned()),
            capacity_type: CapacityType::Spot,
            instance_types: vec![Value::literal("m7i.large")],
            launch_template: Some(LaunchTemplateReference {
                id: Value::literal("lt-1"),
                version: Value::literal("7"),
            }),
            update_config: Some(UpdateConfig::MaxUnavailablePercentage(33)),
            node_repair_config: Some(NodeRepairConfig { enabled: true }),
            labels: IndexMap::from([("pool".to_owned(), "platform".to_owned())]),
            taints: vec![Taint {
                key: "dedicated".to_owned(),
                value: None,
                effect: TaintEffect::PreferNoSchedule,
            }],
            tags: Tagging::default().unnamed().with("owner", "platform").map(),
            ..nodegroup()
        };
        let rest = concat!(
            r#","UpdateConfig":{"MaxUnavailablePercentage":33},"NodeRepairConfig":{"Enabled":true},"#,
            r#""Labels":{"pool":"platform"},"Taints":[{"Key":"dedicated","Effect":"PREFER_NO_SCHEDULE"}],"#,
            r#""Tags":{"owner":"platform"}}"#
        );
        let middle = concat!(
            r#""AmiType":"AL2023_x86_64_STANDARD","ReleaseVersion":"1.36.1-20261105","Version":"1.36","#,
            r#""CapacityType":"SPOT","InstanceTypes":["m7i.large"],"LaunchTemplate":{"Id":"lt-1","Version":"7"},"#
        );
        assert_eq!(written(&group), format!("{HEAD}{middle}{SCALING}{rest}"));
    }
}
