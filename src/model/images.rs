//! Where images are pulled from.

use serde::{Deserialize, Serialize};

use super::value::ImageRegistry;

/// Where images are pulled from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Images {
    /// Registry of copies, with a path if it has one, that every image of a chart, a manifest and a drill is pulled from
    /// instead of its own, as `global.imageRegistry` of charts: `docker.io/grafana/grafana` becomes
    /// `<registry>/grafana/grafana`. Images of EKS add-ons are AWS's and stay. `eksight images` lists what to copy where.
    /// Default: none; each image comes from its own registry.
    #[serde(default)]
    pub registry: Option<ImageRegistry>,
}
