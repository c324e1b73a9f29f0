//! The stack's outputs that other artefacts need: their keys, and how an artefact refers to one before it is known.

use crate::model::Workload;

/// An output of the stack that a values file or a manifest waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StackOutput {
    /// The ARN of a workload's role.
    RoleArn(Workload),
    /// The id of the shared file system.
    FileSystemId,
}

impl StackOutput {
    /// How every reference begins.
    pub(super) const OPEN: &'static str = "${stack:";

    /// The key under `Outputs`.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::RoleArn(Workload::AwsLoadBalancerController) => "AwsLoadBalancerControllerRoleArn",
            Self::RoleArn(Workload::AwsEbsCsiDriver) => "AwsEbsCsiDriverRoleArn",
            Self::RoleArn(Workload::AwsEfsCsiDriver) => "AwsEfsCsiDriverRoleArn",
            Self::RoleArn(Workload::ExternalDns) => "ExternalDnsRoleArn",
            Self::RoleArn(Workload::AmazonCloudwatchObservability) => "AmazonCloudwatchObservabilityRoleArn",
            Self::FileSystemId => "FileSystemId",
        }
    }

    /// What stands in an artefact until the stack has told: `${stack:<resource>.<key>}`.
    pub(super) fn reference(self) -> String {
        let key = self.key();
        let resource = match self {
            Self::RoleArn(_) => format!("Role{}", key.trim_end_matches("RoleArn")),
            Self::FileSystemId => "FileSystem".to_owned(),
        };
        format!("{}{resource}.{key}}}", Self::OPEN)
    }
}
