//! What nodes and bastions have in common, in whichever template they stand: image, volume, instance metadata.

use super::roles::Purpose;
use crate::cloudformation::kind::VpcId;
use crate::cloudformation::resources::ec2::{
    Ebs, HttpTokens, IngressPeer, IngressRule, MetadataEndpoint, MetadataOptions, Ports, SecurityGroup,
    VolumeType,
};
use crate::cloudformation::{PolicyDocument, TagList, Value};
use crate::model;
use crate::model::value::Cidr;
use crate::resolve::Machine;

/// The public parameter that holds the newest Amazon Linux 2023 image, looked up when the stack is made or updated.
pub(super) fn newest_image(machine: Machine) -> String {
    let architecture = if machine.arm { "arm64" } else { "x86_64" };
    format!("/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture}")
}

/// No instance metadata without a token, and none for pods: one hop ends at the node.
pub(super) const fn token_only() -> MetadataOptions {
    MetadataOptions {
        http_endpoint: MetadataEndpoint::Enabled,
        http_tokens: HttpTokens::Required,
        http_put_response_hop_limit: 1,
    }
}

/// An encrypted volume. io2 wants its operations written out; gp2 and gp3 have their own.
pub(super) fn ebs(volume: &model::Volume) -> Ebs {
    let model::Volume { kind, size } = volume;
    let volume_size = u32::try_from(size.gib()).unwrap_or(u32::MAX);
    let (volume_type, iops) = match kind {
        model::VolumeType::Gp3 => (VolumeType::Gp3, None),
        model::VolumeType::Gp2 => (VolumeType::Gp2, None),
        model::VolumeType::Io2 => (VolumeType::Io2, Some(volume_size.saturating_mul(500).min(3000))),
    };
    Ebs {
        volume_size,
        volume_type,
        iops,
        encrypted: Some(true),
        kms_key_id: None,
        delete_on_termination: true,
    }
}

/// The bastion's group: SSH from the ranges that the environment names, which are none unless somebody asks.
pub(super) fn bastion_group(vpc_id: Value<VpcId>, ssh_cidrs: &[Cidr], tags: TagList) -> SecurityGroup {
    let rule = |cidr: &Cidr| IngressRule {
        description: Some("SSH".to_owned()),
        ports: Ports::tcp(22),
        from: IngressPeer::CidrIp(Value::literal(cidr.to_string())),
    };
    SecurityGroup {
        group_description: "Bastion".to_owned(),
        vpc_id,
        security_group_ingress: ssh_cidrs.iter().map(rule).collect(),
        security_group_egress: Vec::new(),
        tags,
    }
}

/// What the bastion's role is for.
pub(super) fn bastion_purpose(id: &'static str) -> Purpose {
    Purpose {
        id: (id, ""),
        name: None,
        description: "The bastion, reached through Session Manager".to_owned(),
        trust: PolicyDocument::trust_service("ec2.amazonaws.com"),
        managed: vec![Value::of_aws("AmazonSSMManagedInstanceCore")],
        own: None,
    }
}
