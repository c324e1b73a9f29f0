//! Names of time zones.

use super::Meta;
use serde::Deserialize;

/// The time zones of the IANA database, older names included.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeZones {
    #[serde(rename = "_meta")]
    meta: Meta,
    names: Vec<String>,
}

impl TimeZones {
    /// Day the names were taken.
    pub fn as_of(&self) -> &str {
        &self.meta.as_of
    }

    /// Every name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }
}
