//! The host inside the VPC, its role and its security group.

use super::builder::Builder;
use super::machines::{self, ebs, token_only};
use super::network::{Network, Placed};
use super::roles;
use crate::cloudformation::kind::SecurityGroupId;
use crate::cloudformation::resources::ec2::{
    BlockDeviceMapping, IngressPeer, IngressRule, Instance, InstanceNetwork, Ports, SecurityGroup,
    SecurityGroupIngress,
};
use crate::cloudformation::resources::eks::Cluster;
use crate::cloudformation::resources::iam::InstanceProfile;
use crate::cloudformation::{Handle, Value};
use crate::model::value::Cidr;
use crate::model::{Bastion, SubnetKind};

pub(super) fn add(builder: &mut Builder, network: &Network, cluster: &Handle<Cluster>) {
    let resolved = builder.resolved;
    let Some(bastion) = &resolved.environment.bastion else {
        return;
    };
    let Bastion {
        instance_type,
        // In the resolved subnet.
        zone: _,
        subnets,
        ssh_cidrs,
        private_ip,
        volume,
    } = bastion;
    let wanted = resolved.bastion_subnet.as_ref();
    let in_zone = |subnet: &&Placed| wanted.is_some_and(|wanted| wanted.zone == subnet.zone);
    // A zone without such a subnet is a finding; there is nothing to place the host in.
    let Some(subnet) = network.of(*subnets).iter().find(in_zone) else {
        return;
    };
    let group = add_group(builder, network, ssh_cidrs);
    let instance = Instance {
        image_id: Value::literal(format!(
            "{{{{resolve:ssm:{}}}}}",
            machines::newest_image(resolved.bastion_machine)
        )),
        instance_type: Value::literal(instance_type.as_str()),
        key_name: None,
        iam_instance_profile: Some(add_profile(builder).name()),
        network: place(
            *subnets,
            subnet,
            &group,
            private_ip.map(|address| address.to_string()),
        ),
        metadata_options: token_only(),
        block_device_mappings: vec![BlockDeviceMapping {
            device_name: "/dev/xvda".to_owned(),
            ebs: ebs(volume),
        }],
        propagate_tags_to_volume_on_creation: true,
        user_data: None,
        tags: builder.tagging.named(builder.label("bastion")).list(),
    };
    let instance = builder.add("Bastion", instance);
    for route in &network.routes {
        builder.template.resource_mut(&instance).depends_on(route);
    }
    builder.add(
        "ClusterFromBastion",
        SecurityGroupIngress {
            group_id: cluster.security_group(),
            rule: IngressRule {
                description: Some("Kubernetes API from the bastion".to_owned()),
                ports: Ports::tcp(443),
                from: IngressPeer::SourceSecurityGroupId(group.id()),
            },
        },
    );
}

fn place(
    kind: SubnetKind,
    subnet: &Placed,
    group: &Handle<SecurityGroup>,
    private_ip_address: Option<String>,
) -> InstanceNetwork {
    let security_group_ids: Vec<Value<SecurityGroupId>> = vec![group.id()];
    match kind {
        SubnetKind::Public => {
            InstanceNetwork::public(subnet.id.clone(), security_group_ids, private_ip_address)
        }
        SubnetKind::Private => InstanceNetwork::Private {
            subnet_id: subnet.id.clone(),
            security_group_ids,
            private_ip_address,
        },
    }
}

fn add_group(builder: &mut Builder, network: &Network, ssh_cidrs: &[Cidr]) -> Handle<SecurityGroup> {
    let tags = builder.tagging.named(builder.label("bastion")).list();
    let group = machines::bastion_group(network.vpc.clone(), ssh_cidrs, tags);
    builder.add("BastionSecurityGroup", group)
}

fn add_profile(builder: &mut Builder) -> Handle<InstanceProfile> {
    let role = roles::add(builder, machines::bastion_purpose("BastionRole"));
    let profile = InstanceProfile {
        path: roles::path(builder),
        roles: [role.name()],
    };
    builder.add("BastionProfile", profile)
}
