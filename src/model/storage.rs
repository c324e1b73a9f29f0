//! Storage classes and shared file systems.

use serde::{Deserialize, Serialize};

use super::value::ResourceName;
use super::{Named, VolumeType};

/// Storage of the cluster.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Storage {
    /// EBS storage classes by name. Default: none; EKS 1.30 and later have no default class of their own.
    #[serde(default)]
    pub classes: Named<ResourceName, StorageClass>,
    /// A shared EFS file system. Default: none.
    #[serde(default)]
    pub efs: Option<Efs>,
    /// Which volumes and snapshots the EBS CSI driver may change. Default: `allVolumes`.
    #[serde(default)]
    pub ebs_policy: EbsPolicy,
}

/// The policy of AWS that the EBS CSI driver's role has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum EbsPolicy {
    /// `AmazonEBSCSIDriverPolicy`: it attaches, detaches and changes every volume of the account.
    #[default]
    AllVolumes,
    /// `AmazonEBSCSIDriverPolicyV2`: those with the tag `ebs.csi.aws.com/cluster: true`, which the driver gives what it makes, and
    /// has given it before. Volumes and snapshots that others made get it by hand first.
    ManagedVolumes,
}

/// A storage class of the EBS CSI driver.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StorageClass {
    /// Volume type. Default: `gp3`.
    #[serde(rename = "type", default)]
    pub kind: VolumeType,
    /// File system. Default: what the driver uses (ext4).
    #[serde(default)]
    pub fs_type: Option<FsType>,
    /// Used by claims that name no class. Default: false.
    #[serde(default)]
    pub default: bool,
    /// What becomes of the volume when its claim goes. Default: `delete`.
    #[serde(default)]
    pub reclaim: ReclaimPolicy,
    /// Encrypted at rest. Default: true.
    #[serde(default = "super::on")]
    pub encrypted: bool,
    /// Let the driver raise IOPS per GiB to what the type allows. Default: not set.
    #[serde(default)]
    pub allow_auto_iops_per_gb_increase: Option<bool>,
}

/// File system of a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum FsType {
    /// ext4.
    Ext4,
    /// XFS.
    Xfs,
}

impl FsType {
    /// The name that the CSI driver uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ext4 => "ext4",
            Self::Xfs => "xfs",
        }
    }
}

/// What becomes of a volume when its claim goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ReclaimPolicy {
    /// It is deleted.
    #[default]
    Delete,
    /// It stays, and bills.
    Retain,
}

/// An encrypted EFS file system with a mount target in each zone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Efs {
    /// Storage class that gives each claim a directory of its own on it. Default: none.
    #[serde(default)]
    pub storage_class: Option<ResourceName>,
}
