//! Where logs go and how long they stay.

use serde::{Deserialize, Serialize};

use super::value::{ResourceName, RetentionDays};
use super::{ContainerInsights, Named};

/// Logs of the environment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Logging {
    /// The log group of the control plane. Default: EKS makes it, and it never expires.
    #[serde(default)]
    pub control_plane: Option<ControlPlaneLogs>,
    /// Container Insights: metrics and logs of nodes and pods in CloudWatch. Default: none.
    #[serde(default)]
    pub container_insights: Option<ContainerInsights>,
    /// Queries of Logs Insights by name: files below `queries/`, and saved in the account with `provisioner: native`.
    /// Default: none.
    #[serde(default)]
    pub queries: Named<ResourceName, LogQuery>,
}

/// A query of Logs Insights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum LogQuery {
    /// One that eksight knows, over the control plane's logs.
    Builtin(BuiltinQuery),
    /// One of your own.
    Own(OwnQuery),
}

/// A query that eksight knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum BuiltinQuery {
    /// Nodes that the control plane lost sight of.
    NodeNotReady,
    /// Writes that etcd refused because its database is full.
    DatabaseSpaceExceeded,
    /// Who talks to the API server most.
    RequestsByUserAgent,
    /// What the API server is asked for most.
    RequestsByUri,
    /// Pods that are patched over and over.
    ObjectRevisionUpdates,
    /// The scheduler's log.
    Scheduler,
    /// The authenticator's log.
    Authenticator,
    /// The controller manager's log.
    ControllerManager,
}

/// A query of your own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OwnQuery {
    /// Log groups that it looks at.
    pub log_groups: Vec<String>,
    /// The query, as Logs Insights takes it.
    pub query: String,
}

/// The log group `/aws/eks/<cluster>/cluster`, made before the cluster so that its settings hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ControlPlaneLogs {
    /// Days that events are kept.
    pub retention_days: RetentionDays,
    /// Log class; cannot be changed later. Default: `STANDARD`.
    #[serde(default)]
    pub class: LogClass,
}

/// Class of a log group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LogClass {
    /// Everything works.
    #[default]
    Standard,
    /// Half the price to ingest; no tail, no subscriptions, no metric filters.
    InfrequentAccess,
}
