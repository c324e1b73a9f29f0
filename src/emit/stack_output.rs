//! The stack's outputs that other artefacts need: their keys, and how an artefact refers to one before it is known.

use crate::model::{Provisioner, SubnetKind, Workload};

/// An output of the stack that a values file, a manifest or eksctl's file waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StackOutput {
    /// The id of the VPC.
    VpcId,
    /// The id of a subnet, by kind and position of its zone.
    SubnetId(SubnetKind, usize),
    /// The ARN of a workload's role.
    RoleArn(Workload),
    /// The id of the shared file system.
    FileSystemId,
    /// The ARN of the certificate that the stack makes.
    CertificateArn,
}

impl StackOutput {
    /// How every reference begins.
    pub(super) const OPEN: &'static str = "${stack:";

    /// The key under `Outputs`.
    pub(super) fn key(self) -> String {
        match self {
            Self::VpcId => "VpcId".to_owned(),
            Self::SubnetId(..) => format!("{}Id", self.resource(Provisioner::Eksctl)),
            Self::RoleArn(workload) => format!("{}RoleArn", words(workload)),
            Self::FileSystemId => "FileSystemId".to_owned(),
            Self::CertificateArn => "CertificateArn".to_owned(),
        }
    }

    /// What stands in an artefact until the stack has told: `${stack:<resource>.<key>}`.
    pub(super) fn reference(self, provisioner: Provisioner) -> String {
        format!("{}{}.{}}}", Self::OPEN, self.resource(provisioner), self.key())
    }

    /// The logical id of the resource behind it.
    fn resource(self, provisioner: Provisioner) -> String {
        match (self, provisioner) {
            (Self::VpcId, Provisioner::Native) => "Vpc".to_owned(),
            (Self::VpcId, Provisioner::Eksctl) => "EksVPC".to_owned(),
            (Self::SubnetId(SubnetKind::Public, position), _) => format!("PublicSubnet{}", position + 1),
            (Self::SubnetId(SubnetKind::Private, position), _) => format!("PrivateSubnet{}", position + 1),
            (Self::RoleArn(workload), _) => format!("Role{}", words(workload)),
            (Self::CertificateArn, _) => "Certificate".to_owned(),
            (Self::FileSystemId, Provisioner::Native) => "FileSystem".to_owned(),
            (Self::FileSystemId, Provisioner::Eksctl) => "ElasticFileSystem".to_owned(),
        }
    }
}

/// `ExternalDns` of `external-dns`.
fn words(workload: Workload) -> String {
    let words = workload.name().split('-').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    });
    words.collect()
}
