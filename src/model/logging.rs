//! Where logs go and how long they stay.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::value::RetentionDays;

/// Logs of the environment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Logging {
    /// The log group of the control plane. Default: EKS makes it, and it never expires.
    #[serde(default)]
    pub control_plane: Option<ControlPlaneLogs>,
}

/// The log group `/aws/eks/<cluster>/cluster`, made before the cluster so that its settings hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ControlPlaneLogs {
    /// Days that events are kept.
    pub retention_days: RetentionDays,
    /// Log class; cannot be changed later. Default: `STANDARD`.
    #[serde(default)]
    pub class: LogClass,
}

/// Class of a log group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LogClass {
    /// Everything works.
    #[default]
    Standard,
    /// Half the price to ingest; no tail, no subscriptions, no metric filters.
    InfrequentAccess,
}
