//! The environment as a whole: everything that one cluster with its observability stack is made of.

use serde::{Deserialize, Serialize};

use super::value::{AccountId, AddonName, NodeGroupName, PolicyArn, Release, RolePath, SecretName};
use super::{
    Addon, Alerting, Autoscaling, Bastion, Chart, Cluster, Cost, Delivery, Identities, Images, Ingress,
    Logging, Monitoring, Named, Network, NodeGroup, Secret, Storage, Texts, Workloads,
};

/// One environment: an EKS cluster and what runs on it to observe it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Environment {
    /// Version of this file format. Always `eksight/v1`.
    pub api_version: ApiVersion,
    /// `Environment`, or `Base` for a file that others extend and that is never rendered alone.
    #[serde(default)]
    pub kind: Kind,
    /// Whether the environment may be applied. Default: `live`.
    #[serde(default)]
    pub lifecycle: Lifecycle,
    /// Name of an environment that this one must not fall behind in availability, protection and records, such as `dev`.
    /// Default: none.
    #[serde(default)]
    pub not_weaker_than: Option<String>,
    /// Who makes the cluster. Default: `native`.
    #[serde(default)]
    pub provisioner: Provisioner,
    /// The AWS account it lives in.
    pub account: Account,
    /// Tags on everything that takes tags, volumes and load balancers included. Default: none.
    #[serde(default)]
    pub tags: Texts,
    /// The EKS cluster.
    pub cluster: Cluster,
    /// The VPC and its subnets.
    #[serde(default)]
    pub network: Network,
    /// Managed node groups by name.
    #[serde(default)]
    pub node_groups: Named<NodeGroupName, NodeGroup>,
    /// Who adds and removes nodes. Default: nobody.
    #[serde(default)]
    pub autoscaling: Option<Autoscaling>,
    /// EKS add-ons by name.
    #[serde(default)]
    pub addons: Named<AddonName, Addon>,
    /// How workloads get AWS permissions.
    #[serde(default)]
    pub identities: Identities,
    /// Storage classes and shared file systems.
    #[serde(default)]
    pub storage: Storage,
    /// A host inside the VPC to work from. Default: none.
    #[serde(default)]
    pub bastion: Option<Bastion>,
    /// Domain, certificate and load balancers. Default: none; nothing is published.
    #[serde(default)]
    pub ingress: Option<Ingress>,
    /// Where logs go and how long they stay.
    #[serde(default)]
    pub logging: Logging,
    /// Prometheus, Grafana and what they look at.
    #[serde(default)]
    pub monitoring: Monitoring,
    /// Who is told, and how.
    #[serde(default)]
    pub alerting: Alerting,
    /// What the environment costs, by workload.
    #[serde(default)]
    pub cost: Cost,
    /// Sample workloads.
    #[serde(default)]
    pub workloads: Workloads,
    /// Where images are pulled from.
    #[serde(default)]
    pub images: Images,
    /// Helm releases: pinned version, namespace and values that have no field of their own here.
    #[serde(default)]
    pub charts: Named<Release, Chart>,
    /// Where secrets lie. References only; no secret ever stands in this file.
    #[serde(default)]
    pub secrets: Named<SecretName, Secret>,
    /// The engine that applies manifests and releases from git. Default: none; what lies in `out/` is applied in the order
    /// of `plan.json`.
    #[serde(default)]
    pub delivery: Option<Delivery>,
    /// Findings that are accepted: code, then field path, then the reason.
    #[serde(default)]
    pub exceptions: Named<String, Texts>,
}

/// Version of the environment file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ApiVersion {
    /// The one there is.
    #[serde(rename = "eksight/v1")]
    V1,
}

/// What a file describes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Kind {
    /// Something to render and apply.
    #[default]
    Environment,
    /// Common ground that others extend.
    Base,
}

/// Whether an environment may be applied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Lifecycle {
    /// It exists or shall exist.
    #[default]
    Live,
    /// History: it renders and is reviewed, and is never applied.
    Archived,
}

/// Who makes the cluster, and so which shape the template has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Provisioner {
    /// CloudFormation: the cluster is in the template, and the stack's status is the cluster's.
    #[default]
    Native,
    /// eksctl, as in the lab of 2023: the template holds network, file system and bastion, and eksctl makes the cluster
    /// from `eksctl/cluster.yaml`.
    Eksctl,
}

/// The AWS account and its house rules for IAM.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Account {
    /// Account id, twelve digits, quoted.
    pub id: AccountId,
    /// Zone name to zone id, for regions where each account has its own mapping
    /// (`aws ec2 describe-availability-zones`). Example: `us-east-1a: use1-az1`. Default: none.
    #[serde(default)]
    pub zone_ids: Texts,
    /// Permissions boundary on every role. Default: none.
    #[serde(default)]
    pub permissions_boundary: Option<PolicyArn>,
    /// Path of every role. Default: `/`.
    #[serde(default)]
    pub role_path: Option<RolePath>,
}
