//! The default values of one version of a chart, as far as a check of other values needs them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::Date;

/// The value paths that a version of a chart declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChartValues {
    /// Name of the chart.
    pub chart: String,
    /// Its version.
    pub version: String,
    /// The command that printed them.
    pub source: String,
    /// Day of the import.
    pub as_of: Date,
    /// Keys that comments of the file speak of: the chart may read them although it gives no default.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentioned: Vec<String>,
    /// Path, such as `image.tag` -> kind of the default.
    pub paths: BTreeMap<String, ValueKind>,
}

/// The kind of a default value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ValueKind {
    /// A map that is empty by default: what stands in it is free.
    Map,
    /// A list.
    List,
    /// A text that is not empty.
    String,
    /// A number without a fraction.
    Int,
    /// A number with a fraction.
    Float,
    /// `true` or `false`.
    Bool,
    /// `null` or an empty text: anything may be meant.
    Any,
}

impl ValueKind {
    /// The words people read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Map => "a map",
            Self::List => "a list",
            Self::String => "a text",
            Self::Int | Self::Float => "a number",
            Self::Bool => "`true` or `false`",
            Self::Any => "anything",
        }
    }
}
