//! The lab's bastion, reached through Session Manager: a role instead of the lab's access keys, no key pair, no open
//! port but those that the environment names.

use super::builder::Builder;
use super::machines::{self, ebs, token_only};
use super::network::{Network, name, put};
use super::parameters::Parameters;
use super::roles;
use crate::cloudformation::Handle;
use crate::cloudformation::resources::ec2::{BlockDeviceMapping, Instance, InstanceNetwork, SecurityGroup};
use crate::cloudformation::resources::iam::InstanceProfile;
use crate::model::value::Cidr;
use crate::model::{Bastion, SubnetKind};

pub(super) fn add(
    builder: &mut Builder,
    parameters: &Parameters,
    network: &Network,
) -> Option<Handle<Instance>> {
    let resolved = builder.resolved;
    let machine = parameters.bastion.as_ref()?;
    let Bastion {
        // A parameter.
        instance_type: _,
        // In the resolved subnet.
        zone: _,
        subnets,
        ssh_cidrs,
        private_ip,
        volume,
    } = resolved.environment.bastion.as_ref()?;
    let wanted = resolved.bastion_subnet.as_ref()?;
    let place = resolved
        .subnets
        .of(*subnets)
        .iter()
        .position(|subnet| subnet == wanted)?;
    let subnet = match subnets {
        SubnetKind::Public => network.public.get(place),
        SubnetKind::Private => network.private.get(place),
    }?;
    let groups = vec![add_group(builder, parameters, network, ssh_cidrs).id()];
    let address = private_ip.map(|address| address.to_string());
    let instance = Instance {
        image_id: machine.image.clone(),
        instance_type: machine.instance_type.clone(),
        key_name: None,
        iam_instance_profile: Some(add_profile(builder).name()),
        network: match subnets {
            SubnetKind::Public => InstanceNetwork::public(subnet.clone(), groups, address),
            SubnetKind::Private => InstanceNetwork::Private {
                subnet_id: subnet.clone(),
                security_group_ids: groups,
                private_ip_address: address,
            },
        },
        metadata_options: token_only(),
        block_device_mappings: vec![BlockDeviceMapping {
            device_name: "/dev/xvda".to_owned(),
            ebs: ebs(volume),
        }],
        propagate_tags_to_volume_on_creation: true,
        user_data: None,
        tags: name(builder, parameters, "-bastion-EC2"),
    };
    let instance = put(builder, "EKSEC2", instance);
    builder
        .template
        .resource_mut(&instance)
        .depends_on(&network.route);
    Some(instance)
}

fn add_group(
    builder: &mut Builder,
    parameters: &Parameters,
    network: &Network,
    ssh_cidrs: &[Cidr],
) -> Handle<SecurityGroup> {
    let tags = name(builder, parameters, "-HOST-SG");
    let group = machines::bastion_group(network.vpc.clone(), ssh_cidrs, tags);
    put(builder, "EKSEC2SG", group)
}

fn add_profile(builder: &mut Builder) -> Handle<InstanceProfile> {
    let role = roles::add(builder, machines::bastion_purpose("EKSEC2Role"));
    let profile = InstanceProfile {
        path: roles::path(builder),
        roles: [role.name()],
    };
    put(builder, "EKSEC2InstanceProfile", profile)
}
