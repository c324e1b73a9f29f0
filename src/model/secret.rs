//! References to secrets. Nothing here can hold a secret.

use serde::{Deserialize, Serialize};

use super::value::{ResourceName, SecretKey};

/// Where a secret lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Secret {
    /// A Kubernetes Secret that exists before the release that uses it.
    Kubernetes(KubernetesSecret),
}

impl Secret {
    /// The Kubernetes Secret that workloads read.
    #[must_use]
    pub fn kubernetes(&self) -> &KubernetesSecret {
        match self {
            Self::Kubernetes(secret) => secret,
        }
    }
}

/// A Kubernetes Secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KubernetesSecret {
    /// Namespace of the Secret.
    pub namespace: ResourceName,
    /// Name of the Secret.
    pub name: ResourceName,
    /// The key that is meant; consumers that read several keys say so themselves. Default: none.
    #[serde(default)]
    pub key: Option<SecretKey>,
}
