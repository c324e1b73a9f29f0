//! Helm releases: the one home of chart pins and of values that have no field of their own.

use std::ops::Deref;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::value::{ChartRepository, ChartVersion, ResourceName};

/// A pinned Helm chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Chart {
    /// Exact version of the chart.
    pub version: ChartVersion,
    /// Namespace of the release. Default: the one that the chart's documentation uses.
    #[serde(default)]
    pub namespace: Option<ResourceName>,
    /// Repository instead of the public one: `https://…` or `oci://…`. Default: the public one.
    #[serde(default)]
    pub repository: Option<ChartRepository>,
    /// Values passed on as they are. A path that a field of the environment owns is refused here.
    #[serde(default)]
    pub extra_values: ReleaseValues,
}

/// Values that belong to somebody else's schema and pass through unchanged.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct ReleaseValues(Map<String, Value>);

impl Deref for ReleaseValues {
    type Target = Map<String, Value>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl From<Map<String, Value>> for ReleaseValues {
    fn from(values: Map<String, Value>) -> Self {
        Self(values)
    }
}
