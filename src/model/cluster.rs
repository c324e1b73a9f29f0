//! The EKS cluster: name, version, place, API endpoint, control plane settings.

use serde::{Deserialize, Serialize};

use super::value::{Cidr, ClusterName, KeyArn, KubernetesVersion, Region, ZoneRef};
use super::{AccessEntry, Named};

/// The EKS cluster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Cluster {
    /// Name of the cluster; changing it makes a new one.
    pub name: ClusterName,
    /// Region, such as `ap-northeast-2`.
    pub region: Region,
    /// Kubernetes minor version, quoted: "1.36".
    pub kubernetes_version: KubernetesVersion,
    /// Availability zones of the subnets, at least two, by name or id.
    #[cfg_attr(feature = "schema", schemars(extend("examples" = [["ap-northeast-2a", "ap-northeast-2c"]])))]
    pub zones: Vec<ZoneRef>,
    /// Who can reach the API server.
    #[serde(default)]
    pub endpoint: Endpoint,
    /// Control plane logs sent to CloudWatch. Default: none.
    #[serde(default)]
    pub log_types: Vec<LogType>,
    /// Addresses of Services; create-only. Default: EKS chooses 10.100.0.0/16 or 172.20.0.0/16.
    #[serde(default)]
    pub service_cidr: Option<Cidr>,
    /// Envelope encryption of Kubernetes Secrets with a key of yours; create-only. Default: the key that AWS owns.
    #[serde(default)]
    pub secrets_encryption: Option<SecretsEncryption>,
    /// What happens when standard support of the version ends. Default: `extended`.
    #[serde(default)]
    pub upgrade_policy: UpgradePolicy,
    /// Refuse deletion of the cluster. Default: false.
    #[serde(default)]
    pub deletion_protection: bool,
    /// Let traffic be moved away from an impaired zone, in the cluster and at the load balancers of Ingresses. Default: false.
    #[serde(default)]
    pub zonal_shift: bool,
    /// Who may use the Kubernetes API, by a name of your choice.
    #[serde(default)]
    pub access: Named<String, AccessEntry>,
}

/// Who can reach the API server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Endpoint {
    /// Reachable inside the VPC. Default: true.
    #[serde(default = "super::on")]
    pub private: bool,
    /// Ranges that reach it over the internet; an empty list turns public access off. Default: none.
    #[serde(default)]
    pub public_cidrs: Vec<Cidr>,
}

impl Cluster {
    /// The control plane logs in an order of their own: which they are counts, and not in which order somebody wrote them.
    #[must_use]
    pub fn logs(&self) -> Vec<LogType> {
        let mut logs = self.log_types.clone();
        logs.sort_unstable();
        logs
    }
}

impl Default for Endpoint {
    fn default() -> Self {
        Self {
            private: true,
            public_cidrs: Vec::new(),
        }
    }
}

/// A control plane log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum LogType {
    /// Requests to the API server.
    Api,
    /// Who did what.
    Audit,
    /// IAM authentication.
    Authenticator,
    /// The core control loops.
    ControllerManager,
    /// Where pods are placed.
    Scheduler,
}

/// The key that encrypts Kubernetes Secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum SecretsEncryption {
    /// `true`: a key made in the stack, kept when the stack is deleted.
    CreateKey(bool),
    /// A key that exists.
    KeyArn(KeyArn),
}

/// What happens when standard support of the Kubernetes version ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum UpgradePolicy {
    /// Stay, at the price of extended support.
    #[default]
    Extended,
    /// EKS upgrades the cluster by itself.
    Standard,
}
