//! Access entries: which IAM principals may use the Kubernetes API.

use serde::{Deserialize, Serialize};

use super::value::{PrincipalArn, ResourceName};

/// Lets an IAM role or user into the cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccessEntry {
    /// The IAM role or user.
    pub principal_arn: PrincipalArn,
    /// What it may do.
    pub policy: AccessPolicy,
    /// Only in these namespaces. Default: in the whole cluster.
    #[serde(default)]
    pub namespaces: Vec<ResourceName>,
}

/// An EKS access policy. Source: EKS user guide, access policy permissions, as of 2026-11.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("examples" = ["AmazonEKSViewPolicy"])))]
pub enum AccessPolicy {
    /// Everything, everywhere.
    AmazonEKSClusterAdminPolicy,
    /// Most things, within the granted namespaces.
    AmazonEKSAdminPolicy,
    /// Change workloads.
    AmazonEKSEditPolicy,
    /// Read workloads, not Secrets.
    AmazonEKSViewPolicy,
    /// Read everything, Secrets too.
    AmazonEKSAdminViewPolicy,
}

impl AccessPolicy {
    /// The name at the end of the policy's ARN.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AmazonEKSClusterAdminPolicy => "AmazonEKSClusterAdminPolicy",
            Self::AmazonEKSAdminPolicy => "AmazonEKSAdminPolicy",
            Self::AmazonEKSEditPolicy => "AmazonEKSEditPolicy",
            Self::AmazonEKSViewPolicy => "AmazonEKSViewPolicy",
            Self::AmazonEKSAdminViewPolicy => "AmazonEKSAdminViewPolicy",
        }
    }
}
