//! `managedNodeGroups` of a ClusterConfig.

use serde::Serialize;

use crate::model::value::NodeGroupName;
use crate::model::{self, AmiFamily, CapacityType, NodePolicy, SubnetKind, TaintEffect, Texts, VolumeType};
use crate::resolve::{Resolved, Zone};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NodeGroup {
    name: String,
    ami_family: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    release_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance_type: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    instance_types: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    spot: bool,
    desired_capacity: u32,
    min_size: u32,
    max_size: u32,
    #[serde(flatten)]
    volume: Volume,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_pods_per_node: Option<u16>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    availability_zones: Vec<String>,
    private_networking: bool,
    #[serde(rename = "disableIMDSv1")]
    disable_imds_v1: bool,
    #[serde(rename = "disablePodIMDS")]
    disable_pod_imds: bool,
    ssh: Ssh,
    labels: Texts,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    taints: Vec<Taint>,
    tags: Texts,
    iam: Iam,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pre_bootstrap_commands: Vec<String>,
    node_repair_config: Switch,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Volume {
    volume_size: u64,
    volume_type: &'static str,
    #[serde(rename = "volumeIOPS", skip_serializing_if = "Option::is_none")]
    iops: Option<u32>,
    #[serde(rename = "volumeThroughput", skip_serializing_if = "Option::is_none")]
    throughput: Option<u32>,
    volume_encrypted: bool,
}

#[derive(Serialize)]
struct Ssh {
    allow: bool,
}

#[derive(Serialize)]
struct Switch {
    enabled: bool,
}

#[derive(Serialize)]
struct Taint {
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    effect: TaintEffect,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Iam {
    #[serde(skip_serializing_if = "Option::is_none")]
    instance_role_permissions_boundary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    with_addon_policies: Option<AddonPolicies>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AddonPolicies {
    cert_manager: bool,
    ebs: bool,
    cloud_watch: bool,
    x_ray: bool,
    #[serde(rename = "externalDNS")]
    external_dns: bool,
    image_builder: bool,
}

pub(super) fn node_groups(resolved: &Resolved) -> Vec<NodeGroup> {
    let groups = resolved.environment.node_groups.iter();
    groups
        .map(|(name, group)| node_group(resolved, name, group))
        .collect()
}

fn node_group(resolved: &Resolved, name: &NodeGroupName, group: &model::NodeGroup) -> NodeGroup {
    let model::NodeGroup {
        instance_types,
        capacity_type,
        size,
        volume,
        ami_family,
        release_version,
        subnets,
        zones,
        max_pods,
        labels,
        taints,
        pre_bootstrap_commands,
        node_policies,
        repair,
    } = group;
    let environment = resolved.environment;
    let types: Vec<String> = instance_types.iter().map(ToString::to_string).collect();
    let (instance_type, instance_types) = match types.as_slice() {
        [one] => (Some(one.clone()), Vec::new()),
        _ => (None, types),
    };
    let own_zones = resolved
        .zones
        .iter()
        .filter(|zone| zones.iter().any(|wanted| zone.is(wanted)));
    NodeGroup {
        name: name.to_string(),
        ami_family: match ami_family {
            AmiFamily::Al2 => "AmazonLinux2",
            AmiFamily::Al2023 => "AmazonLinux2023",
            AmiFamily::Bottlerocket => "Bottlerocket",
        },
        release_version: release_version.clone(),
        instance_type,
        instance_types,
        spot: *capacity_type == CapacityType::Spot,
        desired_capacity: size.desired,
        min_size: size.min,
        max_size: size.max,
        volume: self::volume(volume),
        max_pods_per_node: *max_pods,
        availability_zones: own_zones.map(zone_name).collect(),
        private_networking: *subnets == SubnetKind::Private,
        disable_imds_v1: true,
        disable_pod_imds: false,
        // Session Manager instead of the lab's key pair: eksctl gives every node role its policy.
        ssh: Ssh { allow: false },
        labels: labelled(environment.cluster.name.as_str(), name, labels),
        taints: taints
            .iter()
            .map(|(key, model::Taint { value, effect })| Taint {
                key: key.clone(),
                value: value.clone(),
                effect: *effect,
            })
            .collect(),
        tags: tagged(name, &environment.tags),
        iam: Iam {
            instance_role_permissions_boundary: environment
                .account
                .permissions_boundary
                .as_ref()
                .map(ToString::to_string),
            with_addon_policies: (!node_policies.is_empty()).then(|| addon_policies(node_policies)),
        },
        pre_bootstrap_commands: pre_bootstrap_commands.clone(),
        node_repair_config: Switch { enabled: *repair },
    }
}

/// gp3 with what AWS includes in its price, which eksctl writes out as well.
fn volume(model::Volume { kind, size }: &model::Volume) -> Volume {
    let is_gp3 = *kind == VolumeType::Gp3;
    Volume {
        volume_size: size.gib(),
        volume_type: kind.name(),
        iops: is_gp3.then_some(3000),
        throughput: is_gp3.then_some(125),
        volume_encrypted: true,
    }
}

/// The labels that eksctl gives its nodes, and the environment's.
fn labelled(cluster: &str, name: &NodeGroupName, labels: &Texts) -> Texts {
    let of_eksctl = [
        ("alpha.eksctl.io/cluster-name".to_owned(), cluster.to_owned()),
        ("alpha.eksctl.io/nodegroup-name".to_owned(), name.to_string()),
    ];
    of_eksctl.into_iter().chain(labels.clone()).collect()
}

fn tagged(name: &NodeGroupName, tags: &Texts) -> Texts {
    let of_eksctl = [
        ("alpha.eksctl.io/nodegroup-name".to_owned(), name.to_string()),
        ("alpha.eksctl.io/nodegroup-type".to_owned(), "managed".to_owned()),
    ];
    of_eksctl.into_iter().chain(tags.clone()).collect()
}

fn addon_policies(wanted: &[NodePolicy]) -> AddonPolicies {
    let has = |policy| wanted.contains(&policy);
    AddonPolicies {
        cert_manager: has(NodePolicy::CertManager),
        ebs: has(NodePolicy::Ebs),
        cloud_watch: has(NodePolicy::CloudWatch),
        x_ray: has(NodePolicy::XRay),
        external_dns: has(NodePolicy::ExternalDns),
        image_builder: has(NodePolicy::ImageBuilder),
    }
}

/// eksctl knows zones by name.
pub(super) fn zone_name(zone: &Zone) -> String {
    zone.name.as_deref().unwrap_or(zone.label()).to_owned()
}
