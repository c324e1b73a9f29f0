//! EKS add-ons: software that EKS installs and updates.

use serde::{Deserialize, Serialize};

use super::ReleaseValues;
use super::value::AddonVersion;

/// One EKS add-on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Addon {
    /// Exact version; `aws eks describe-addon-versions` lists them.
    pub version: AddonVersion,
    /// Configuration values, as the add-on's own schema has them. Default: none.
    #[serde(default)]
    pub configuration: ReleaseValues,
}
