//! Where a row of the ledger is looked for when the environment should be gone, and why some are not.

use crate::left_over;
use crate::model::{Environment, Provisioner};

/// Where a row is looked for, once it should be gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trace {
    /// By the stack's name.
    Stack,
    /// By the cluster's name.
    Cluster,
    /// By the tag of the load balancer controller.
    LoadBalancers,
    /// By the owner that external-dns writes beside its records.
    Records,
    /// By the tag of the storage driver.
    Volumes,
    /// By the tag of the cluster's machines.
    Machines,
    /// By the path that Karpenter gives its instance profiles.
    InstanceProfiles,
    /// By Karpenter's tag.
    LaunchTemplates,
    /// By the tag of the VPC CNI.
    Interfaces,
    /// By the tag of the load balancer controller.
    SecurityGroups,
    /// By the tag of the stack.
    Vpcs,
    /// By the tag of the stack.
    Addresses,
    /// By their names.
    LogGroups,
    /// By the name that the template gives it as a tag.
    Key,
    /// By the name that the template gives it as a tag.
    FileSystem,
    /// Not looked for: it lives in the cluster.
    InCluster,
    /// Not looked for: it lives in another cluster.
    Elsewhere,
    /// Not looked for: it is a part of the stack.
    OfStack,
    /// Not looked for: nothing about it tells whose it is.
    Nameless,
}

impl Trace {
    /// Why it is not looked for; nothing where it is.
    #[must_use]
    pub const fn not_looked_for(self) -> Option<&'static str> {
        match self {
            Self::InCluster => Some("it goes with the cluster"),
            Self::Elsewhere => Some("it stays in the cluster of Argo CD, and does nothing"),
            Self::OfStack => Some("it goes with the stack, which stays while one of its resources does"),
            Self::Nameless => Some(
                "it has neither name nor tag of its cluster; `aws iam list-open-id-connect-providers` lists all, and the id of \
                 the cluster's is in its issuer",
            ),
            _ => None,
        }
    }
}

/// What the stack keeps beside log groups, and how it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The key's tag `Name`.
    pub key: String,
    /// The key's description.
    pub key_description: String,
    /// The file system's tag `Name`.
    pub file_system: String,
}

/// What a stack of this shape keeps; also of what the environment had once and has no more.
pub(super) fn kept(environment: &Environment) -> Option<Kept> {
    (environment.provisioner == Provisioner::Native).then(|| Kept {
        key: left_over::label(environment, left_over::KEY),
        key_description: left_over::key_description(environment),
        file_system: left_over::label(environment, left_over::FILE_SYSTEM),
    })
}
