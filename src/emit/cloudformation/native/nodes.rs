//! Node groups, their launch templates and the role that all nodes share.

use super::builder::Builder;
use super::machines::{ebs, token_only};
use super::network::Network;
use super::policy_logs;
use super::roles::{self, Purpose};
use super::user_data;
use crate::cloudformation::kind::{RoleArn, SubnetId};
use crate::cloudformation::resources::ec2::{
    BlockDeviceMapping, LaunchTemplate, LaunchTemplateData, TagSpecification, TaggedResource, TemplateEbs,
};
use crate::cloudformation::resources::eks::{
    Addon, AmiType, CapacityType, Cluster, LaunchTemplateReference, NodeRepairConfig, Nodegroup,
    ScalingConfig, Taint, TaintEffect, UpdateConfig,
};
use crate::cloudformation::{Handle, PolicyDocument, Value};
use crate::model::value::{NodeGroupName, ZoneRef};
use crate::model::{self, AmiFamily, NodeGroup, SubnetKind};
use crate::resolve::Machine;

/// The nodes.
pub(super) struct Nodes {
    pub(super) groups: Vec<Handle<Nodegroup>>,
    pub(super) role: Value<RoleArn>,
}

pub(super) fn add(
    builder: &mut Builder,
    network: &Network,
    cluster: &Handle<Cluster>,
    first: &[Handle<Addon>],
) -> Nodes {
    let resolved = builder.resolved;
    let role = add_role(builder);
    let mut groups = Vec::new();
    for (name, group) in &resolved.environment.node_groups {
        let properties = properties(builder, network, cluster, &role, (name, group));
        let handle = builder.add_named("NodeGroup", name, properties);
        groups.push(handle);
    }
    // Nodes of a group without a way out never join, and the group fails after twenty minutes.
    for group in &groups {
        let entry = builder.template.resource_mut(group);
        network.routes.iter().for_each(|route| {
            entry.depends_on(route);
        });
        network.associations.iter().for_each(|association| {
            entry.depends_on(association);
        });
        network.endpoints.iter().for_each(|endpoint| {
            entry.depends_on(endpoint);
        });
        first.iter().for_each(|addon| {
            entry.depends_on(addon);
        });
    }
    Nodes { groups, role }
}

/// The CNI's policy is on the nodes for now, because `vpc-cni` is no workload with an identity of its own: its
/// DaemonSet has to work before the Pod Identity agent does.
fn add_role(builder: &mut Builder) -> Value<RoleArn> {
    let policies = [
        "AmazonEKSWorkerNodePolicy",
        "AmazonEC2ContainerRegistryPullOnly",
        "AmazonSSMManagedInstanceCore",
        "AmazonEKS_CNI_Policy",
    ];
    let own = policy_logs::policy(builder);
    let purpose = Purpose {
        id: ("NodeRole", ""),
        name: None,
        description: "The nodes".to_owned(),
        trust: PolicyDocument::trust_service("ec2.amazonaws.com"),
        managed: policies.into_iter().map(Value::of_aws).collect(),
        own,
    };
    roles::add(builder, purpose).arn()
}

fn properties(
    builder: &mut Builder,
    network: &Network,
    cluster: &Handle<Cluster>,
    role: &Value<RoleArn>,
    (name, group): (&NodeGroupName, &NodeGroup),
) -> Nodegroup {
    let NodeGroup {
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
        // EKS3002 refuses them in this shape.
        node_policies: _,
        repair,
    } = group;
    let machine = builder.resolved.machines.get(name).copied().unwrap_or_default();
    // In the launch template a change of the type rolls the group; in the group it replaces it.
    let (in_template, in_group) = match instance_types.as_slice() {
        [one] => (Some(Value::literal(one.as_str())), Vec::new()),
        several => (
            None,
            several.iter().map(|name| Value::literal(name.as_str())).collect(),
        ),
    };
    let data = LaunchTemplateData {
        instance_type: in_template,
        metadata_options: Some(token_only()),
        block_device_mappings: vec![block_device(*ami_family, volume)],
        user_data: user_data::write(*ami_family, *max_pods, pre_bootstrap_commands),
        ..LaunchTemplateData::default()
    };
    let template = add_launch_template(builder, name, data);
    Nodegroup {
        cluster_name: cluster.name(),
        node_role: role.clone(),
        subnets: placed(builder, network, *subnets, zones),
        ami_type: Some(ami_type(*ami_family, machine)),
        release_version: release_version.clone(),
        version: Some(
            builder
                .resolved
                .environment
                .cluster
                .kubernetes_version
                .to_string(),
        ),
        capacity_type: match capacity_type {
            model::CapacityType::OnDemand => CapacityType::OnDemand,
            model::CapacityType::Spot => CapacityType::Spot,
        },
        instance_types: in_group,
        launch_template: Some(LaunchTemplateReference {
            id: template.id(),
            version: template.latest_version(),
        }),
        scaling_config: ScalingConfig {
            min_size: size.min,
            desired_size: size.desired,
            max_size: size.max,
        },
        update_config: Some(UpdateConfig::MaxUnavailablePercentage(33)),
        node_repair_config: Some(NodeRepairConfig { enabled: *repair }),
        labels: labels.clone(),
        taints: taints
            .iter()
            .map(|(key, taint)| self::taint(key, taint))
            .collect(),
        tags: builder.tagging.unnamed().map(),
    }
}

fn add_launch_template(
    builder: &mut Builder,
    name: &NodeGroupName,
    data: LaunchTemplateData,
) -> Handle<LaunchTemplate> {
    let label = builder.label(name);
    let tagged = |resource_type| TagSpecification {
        resource_type,
        tags: builder.tagging.named(label.clone()).list(),
    };
    let machines = [
        TaggedResource::Instance,
        TaggedResource::Volume,
        TaggedResource::NetworkInterface,
    ];
    let template = LaunchTemplate {
        launch_template_data: LaunchTemplateData {
            tag_specifications: machines.into_iter().map(tagged).collect(),
            ..data
        },
        tag_specifications: vec![tagged(TaggedResource::LaunchTemplate)],
    };
    builder.add_named("LaunchTemplate", name, template)
}

/// Bottlerocket keeps images and logs on its second volume; the first, small one stays as the image has it. Source:
/// eksctl-io/eksctl#2843 and #4436, which size the same one, read 2026-11-30.
fn block_device(family: AmiFamily, volume: &model::Volume) -> BlockDeviceMapping<TemplateEbs> {
    let device = match family {
        AmiFamily::Al2023 | AmiFamily::Al2 => "/dev/xvda",
        AmiFamily::Bottlerocket => "/dev/xvdb",
    };
    BlockDeviceMapping {
        device_name: device.to_owned(),
        ebs: TemplateEbs {
            volume: ebs(volume),
            throughput: None,
        },
    }
}

fn placed(
    builder: &Builder,
    network: &Network,
    kind: SubnetKind,
    wanted: &[ZoneRef],
) -> Vec<Value<SubnetId>> {
    let zones = &builder.resolved.zones;
    let in_zone = |position: usize| wanted.is_empty() || wanted.iter().any(|zone| zones[position].is(zone));
    let subnets = network.of(kind).iter().filter(|subnet| in_zone(subnet.zone));
    subnets.map(|subnet| subnet.id.clone()).collect()
}

const fn ami_type(family: AmiFamily, machine: Machine) -> AmiType {
    let Machine { arm, gpu } = machine;
    match (family, arm, gpu) {
        (AmiFamily::Al2023, false, false) => AmiType::Al2023X86,
        (AmiFamily::Al2023, false, true) => AmiType::Al2023X86Nvidia,
        (AmiFamily::Al2023, true, false) => AmiType::Al2023Arm,
        (AmiFamily::Al2023, true, true) => AmiType::Al2023ArmNvidia,
        (AmiFamily::Al2, false, false) => AmiType::Al2X86,
        (AmiFamily::Al2, false, true) => AmiType::Al2X86Gpu,
        (AmiFamily::Al2, true, _) => AmiType::Al2Arm,
        (AmiFamily::Bottlerocket, false, false) => AmiType::BottlerocketX86,
        (AmiFamily::Bottlerocket, false, true) => AmiType::BottlerocketX86Nvidia,
        (AmiFamily::Bottlerocket, true, false) => AmiType::BottlerocketArm,
        (AmiFamily::Bottlerocket, true, true) => AmiType::BottlerocketArmNvidia,
    }
}

fn taint(key: &str, model::Taint { value, effect }: &model::Taint) -> Taint {
    Taint {
        key: key.to_owned(),
        value: value.clone(),
        effect: match effect {
            model::TaintEffect::NoSchedule => TaintEffect::NoSchedule,
            model::TaintEffect::PreferNoSchedule => TaintEffect::PreferNoSchedule,
            model::TaintEffect::NoExecute => TaintEffect::NoExecute,
        },
    }
}
