//! The shared file system. Storage classes are manifests, not here.

use super::builder::Builder;
use super::network::Network;
use crate::cloudformation::resources::ec2::{IngressPeer, IngressRule, Ports, SecurityGroup};
use crate::cloudformation::resources::efs::{FileSystem, MountTarget, ThroughputMode};
use crate::cloudformation::resources::eks::Cluster;
use crate::cloudformation::{DeletionPolicy, Handle, UpdateReplacePolicy};
use crate::left_over;
use crate::model::{Efs, Storage, SubnetKind};

pub(super) fn add(
    builder: &mut Builder,
    network: &Network,
    cluster: &Handle<Cluster>,
) -> Option<Handle<FileSystem>> {
    let resolved = builder.resolved;
    let Storage {
        classes: _,
        efs,
        // The driver's role has it.
        ebs_policy: _,
    } = &resolved.environment.storage;
    let Efs { storage_class: _ } = efs.as_ref()?;
    let label = builder.label(left_over::FILE_SYSTEM);
    let file_system = builder.add(
        "FileSystem",
        FileSystem {
            encrypted: Some(true),
            kms_key_id: None,
            throughput_mode: Some(ThroughputMode::Elastic),
            backup_policy: None,
            lifecycle_policies: Vec::new(),
            file_system_policy: None,
            file_system_tags: builder.tagging.named(label.clone()).list(),
        },
    );
    builder
        .template
        .resource_mut(&file_system)
        .deletion_policy(DeletionPolicy::RetainExceptOnCreate)
        .update_replace_policy(UpdateReplacePolicy::Retain);
    let group = builder.add(
        "FileSystemSecurityGroup",
        SecurityGroup {
            group_description: "EFS mount targets".to_owned(),
            vpc_id: network.vpc.clone(),
            security_group_ingress: vec![IngressRule {
                description: Some("NFS from the nodes".to_owned()),
                ports: Ports::tcp(2049),
                from: IngressPeer::SourceSecurityGroupId(cluster.security_group()),
            }],
            security_group_egress: Vec::new(),
            tags: builder.tagging.named(label).list(),
        },
    );
    for subnet in network.of(SubnetKind::Private) {
        let target = MountTarget {
            file_system_id: file_system.id(),
            subnet_id: subnet.id.clone(),
            security_groups: vec![group.id()],
        };
        builder.add_named("MountTarget", resolved.zones[subnet.zone].label(), target);
    }
    Some(file_system)
}
