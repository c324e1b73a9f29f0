//! Container Insights: metrics and logs of nodes and pods in CloudWatch, one way or the other.

use serde::{Deserialize, Serialize};

use super::value::RetentionDays;

/// Who collects. The two ways use the same names in one namespace, so an environment has one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum ContainerInsights {
    /// Manifests of ours: the CloudWatch agent and Fluent Bit as DaemonSets.
    Quickstart(Quickstart),
    /// The add-on `amazon-cloudwatch-observability`, an entry of `addons`.
    Addon(InsightsAddon),
}

/// The CloudWatch agent and Fluent Bit as DaemonSets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Quickstart {
    /// Which generation of AWS's quickstart they are like.
    pub version: QuickstartVersion,
    /// Days that the four log groups keep events. Default: the agents make the groups, and they never expire.
    #[serde(default)]
    pub retention_days: Option<RetentionDays>,
    /// Serve Fluent Bit's own metrics on host port 2020. Default: true.
    #[serde(default = "super::on")]
    pub http_server: bool,
    /// Read files of containers that are there already from their beginning. Default: false.
    #[serde(default)]
    pub read_from_head: bool,
    /// Read only what the journal gets from now on. Default: true.
    #[serde(default = "super::on")]
    pub read_from_tail: bool,
    /// Files of containers that are left out besides the agents' and the networking's own, such as
    /// `/var/log/containers/chatty*`. Default: none.
    #[serde(default)]
    pub exclude_paths: Vec<String>,
}

/// A generation of the quickstart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum QuickstartVersion {
    /// Of 2023-05: host logs from files, which Amazon Linux 2 has; the first version of the instance metadata.
    #[serde(rename = "1.3.14")]
    V1_3_14,
    /// Of 2026-05: host logs from the journal, as Amazon Linux 2023 and Bottlerocket have them.
    #[serde(rename = "1.3.43")]
    V1_3_43,
}

/// What the stack does for the add-on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InsightsAddon {
    /// Days that the four log groups keep events. Default: the agents make the groups, and they never expire.
    #[serde(default)]
    pub retention_days: Option<RetentionDays>,
}

impl ContainerInsights {
    /// Days that the log groups keep events, where that is set.
    #[must_use]
    pub fn retention_days(&self) -> Option<RetentionDays> {
        match self {
            Self::Quickstart(Quickstart { retention_days, .. })
            | Self::Addon(InsightsAddon { retention_days }) => *retention_days,
        }
    }
}
