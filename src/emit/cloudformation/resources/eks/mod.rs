//! EKS: the cluster, its nodes, its add-ons, and who may do what in it.

mod access_entry;
mod addon;
mod cluster;
mod nodegroup;
mod pod_identity;

pub use access_entry::{AccessEntry, AccessEntryType, AccessPolicy, AccessScope};
pub use addon::{Addon, AddonPodIdentity, ResolveConflicts};
pub use cluster::{
    AccessConfig, AuthenticationMode, Cluster, EncryptedResource, EncryptionConfig, EncryptionProvider,
    KubernetesNetworkConfig, LogType, Logging, ResourcesVpcConfig, SupportType, UpgradePolicy,
    ZonalShiftConfig,
};
pub use nodegroup::{
    AmiType, CapacityType, LaunchTemplateReference, NodeRepairConfig, Nodegroup, ScalingConfig, Taint,
    TaintEffect, UpdateConfig,
};
pub use pod_identity::PodIdentityAssociation;
