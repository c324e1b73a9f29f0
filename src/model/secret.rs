//! References to secrets. Nothing here can hold a secret.

use serde::{Deserialize, Serialize};

use super::value::{RemoteSecretName, ResourceName, SecretKey, SecretName};

/// Where a secret lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Secret {
    /// A Kubernetes Secret that exists before the release that uses it.
    Kubernetes(KubernetesSecret),
    /// A secret in AWS Secrets Manager; External Secrets makes a Kubernetes Secret of it, called like the entry.
    ExternalSecret(ExternalSecret),
}

impl Secret {
    /// Namespace of the Kubernetes Secret that workloads read.
    #[must_use]
    pub fn namespace(&self) -> &ResourceName {
        match self {
            Self::Kubernetes(secret) => &secret.namespace,
            Self::ExternalSecret(secret) => &secret.namespace,
        }
    }

    /// Name of the Kubernetes Secret that workloads read; `entry` is the one under `secrets`.
    #[must_use]
    pub fn name<'a>(&'a self, entry: &'a SecretName) -> &'a str {
        match self {
            Self::Kubernetes(secret) => &secret.name,
            Self::ExternalSecret(_) => entry,
        }
    }

    /// The key of the Kubernetes Secret that is meant, where somebody said so.
    #[must_use]
    pub fn key(&self) -> Option<&SecretKey> {
        match self {
            Self::Kubernetes(secret) => secret.key.as_ref(),
            Self::ExternalSecret(secret) => secret.property.as_ref(),
        }
    }

    /// What External Secrets fetches, where it does.
    #[must_use]
    pub fn external(&self) -> Option<&ExternalSecret> {
        match self {
            Self::Kubernetes(_) => None,
            Self::ExternalSecret(secret) => Some(secret),
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

/// A secret in AWS Secrets Manager, in the account and region of the cluster. One that a key of your own encrypts needs that
/// key's leave for the role too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExternalSecret {
    /// Namespace of the Kubernetes Secret that is made of it.
    pub namespace: ResourceName,
    /// Its name in Secrets Manager, such as `prod/platform/grafana`. Not its ARN.
    pub remote_key: RemoteSecretName,
    /// The property that is meant, where the secret is a JSON object; the Kubernetes Secret has it under the same key.
    /// Default: none; who reads one text gets the whole secret, who reads several keys gets the properties of their names.
    #[serde(default)]
    pub property: Option<SecretKey>,
}
