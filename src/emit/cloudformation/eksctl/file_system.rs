//! The lab's file system, with its mount targets where the lab's nodes are: in the public subnets. Encrypted, which the
//! lab's is not: it cannot be turned on later.

use super::builder::Builder;
use super::network::{Network, name, put};
use super::parameters::Parameters;
use crate::cloudformation::Handle;
use crate::cloudformation::resources::ec2::{IngressPeer, IngressRule, Ports, SecurityGroup};
use crate::cloudformation::resources::efs::{FileSystem, MountTarget};

pub(super) fn add(
    builder: &mut Builder,
    parameters: &Parameters,
    network: &Network,
) -> Option<Handle<FileSystem>> {
    builder.resolved.environment.storage.efs.as_ref()?;
    let group = SecurityGroup {
        group_description: "EFS mount targets".to_owned(),
        vpc_id: network.vpc.clone(),
        security_group_ingress: vec![IngressRule {
            description: Some("NFS from the VPC".to_owned()),
            ports: Ports::tcp(2049),
            from: IngressPeer::CidrIp(parameters.vpc.clone()),
        }],
        security_group_egress: Vec::new(),
        tags: name(builder, parameters, "-EFS"),
    };
    let group = put(builder, "EFSSG", group);
    let file_system = FileSystem {
        encrypted: Some(true),
        kms_key_id: None,
        throughput_mode: None,
        backup_policy: None,
        lifecycle_policies: Vec::new(),
        file_system_policy: None,
        file_system_tags: name(builder, parameters, "-EFS"),
    };
    let file_system = put(builder, "ElasticFileSystem", file_system);
    for (number, subnet) in network.public.iter().enumerate() {
        let target = MountTarget {
            file_system_id: file_system.id(),
            subnet_id: subnet.clone(),
            security_groups: vec![group.id()],
        };
        put(builder, &format!("ElasticFileSystemMountTarget{number}"), target);
    }
    Some(file_system)
}
