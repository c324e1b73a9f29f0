//! The Kubernetes version of a cluster.

use std::fmt;
use std::str::FromStr;

use super::{ParseError, text_serde};

/// A Kubernetes minor version such as `1.36`. A type of its own, since YAML reads a bare 1.30 as 1.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KubernetesVersion {
    /// The number after `1.`.
    pub minor: u16,
}

impl FromStr for KubernetesVersion {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let minor = text
            .strip_prefix("1.")
            .filter(|rest| rest.len() == 2)
            .and_then(|rest| rest.parse().ok());
        match minor {
            Some(minor) if text[2..].bytes().all(|b| b.is_ascii_digit()) => Ok(Self { minor }),
            _ => Err(ParseError::new(
                format!("`{text}` is not a Kubernetes minor version"),
                "write `1.` and the two digits of the minor version alone, such as \"1.36\"",
            )),
        }
    }
}

impl fmt::Display for KubernetesVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.minor)
    }
}

text_serde!(KubernetesVersion);

#[cfg(feature = "schema")]
impl schemars::JsonSchema for KubernetesVersion {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "KubernetesVersion".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        super::text_schema::<Self>("^1\\.[0-9]{2}$", "1.36")
    }
}
