//! String-like things that are parsed once: each type's parse error is the message people read.

mod address;
mod arn;
mod chart;
mod email;
mod git;
mod https_url;
mod identifier;
mod measure;
mod name;
mod number;
mod slack;
mod url;
mod version;
mod zone;

pub use address::Cidr;
pub use arn::{CertificateArn, KeyArn, PolicyArn, PrincipalArn, TopicArn};
pub use chart::{AddonName, AddonVersion, ChartRepository, ChartVersion, ImageRegistry, ImageTag, Release};
pub use email::EmailAddress;
pub use git::{GitFolder, GitRepository, GitRevision};
pub use https_url::HttpsUrl;
pub use identifier::{AccountId, HostedZoneId, SubnetId, VpcId};
pub use measure::{ByteSize, Interval, Quantity, RetentionDays};
pub use name::{
    AlertName, CertificateName, ClusterName, DomainName, HostLabel, IngressGroupName, LoadBalancerName,
    NOT_A_SECRET_NAME, NodeGroupName, RemoteSecretName, ResourceName, RolePath, RuleTitle, RuleUid,
    SecretKey, SecretName,
};
pub use number::{Minutes, Percent};
pub use slack::{SlackGroupId, SlackUserId};
pub use url::HttpUrl;
pub use version::KubernetesVersion;
pub use zone::{InstanceFamily, InstanceSize, InstanceType, Region, ZoneRef};

/// Why a text is not a value of the type that a field wants.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct ParseError {
    /// What is wrong, with the text, as one lower-case fragment.
    pub problem: String,
    /// What to write instead.
    pub help: String,
}

impl ParseError {
    pub(crate) fn new(problem: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            help: help.into(),
        }
    }

    /// Problem and help in one text, as it travels through serde; [`ParseError::split`] takes it apart again.
    #[must_use]
    pub fn joined(&self) -> String {
        format!("{}\u{1f}{}", self.problem, self.help)
    }

    /// Takes a text made by [`ParseError::joined`] apart; any other text has no help.
    #[must_use]
    pub fn split(text: &str) -> (&str, Option<&str>) {
        match text.split_once('\u{1f}') {
            Some((problem, help)) => (problem, Some(help)),
            None => (text, None),
        }
    }
}

/// Declares a text type with a checking function `fn(&str) -> Result<(), ParseError>` and its pattern for editors.
macro_rules! text_type {
    ($(#[$meta:meta])* $name:ident, $check:expr, pattern = $pattern:literal, example = $example:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::value::ParseError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let check: fn(&str) -> Result<(), $crate::value::ParseError> = $check;
                check(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        $crate::value::text_serde!($name);

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::value::text_schema::<$name>($pattern, $example)
            }
        }
    };
}
pub(crate) use text_type;

/// Serialises as text and reads through `FromStr`, for any type with `Display` and `FromStr<Err = ParseError>`.
macro_rules! text_serde {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse()
                    .map_err(|fault: $crate::value::ParseError| serde::de::Error::custom(fault.joined()))
            }
        }
    };
}
pub(crate) use text_serde;

/// Where the schema of a text says what a reader of YAML takes some of them for when they stand without quotes: `number`,
/// `boolean`. Its type stays `string`, or maps keyed by it would lose their pattern; who makes the whole schema puts them
/// together.
#[cfg(feature = "schema")]
pub const UNQUOTED: &str = "x-unquoted";

/// The schema of texts of one form.
#[cfg(feature = "schema")]
fn text_schema<T: std::str::FromStr>(pattern: &str, example: &str) -> schemars::Schema {
    let fits = |text: &str| text.parse::<T>().is_ok();
    let digits = (1..=20).map(|count| "1".repeat(count));
    let is_number = digits.chain(["1.36".to_owned()]).any(|text| fits(&text));
    let mut unquoted = Vec::new();
    unquoted.extend(is_number.then_some("number"));
    unquoted.extend(fits("true").then_some("boolean"));
    schemars::json_schema!({ "type": "string", "pattern": pattern, "examples": [example], UNQUOTED: unquoted })
}

/// Whether every character of a text is one of the lower-case ASCII letters, digits or the given ones.
fn lower_alphanumeric_or(text: &str, also: &[char]) -> bool {
    text.chars()
        .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || also.contains(&c))
}

/// Whether a text begins and ends with an ASCII letter or digit.
fn edges_alphanumeric(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::{ByteSize, ChartVersion, DomainName, HttpsUrl, KubernetesVersion, ParseError, Quantity};

    #[test]
    fn what_is_told_of_a_text_can_be_done() {
        fn help<T: std::str::FromStr<Err = ParseError>>(text: &str) -> String {
            text.parse::<T>()
                .map_or_else(|fault| fault.help, |_| String::new())
        }
        let from_one = "write a whole number from 1, without leading zeros, and one of the units";
        let minor = "write `1.` and the two digits of the minor version alone, such as \"1.36\"";
        for (told, expected) in [
            (help::<Quantity>("0Gi"), format!("{from_one} Ki, Mi, Gi and Ti, such as `80Gi`")),
            (help::<ByteSize>("08GiB"), format!("{from_one} KiB, MiB, GiB and TiB, such as `80GiB`")),
            (help::<KubernetesVersion>("v1.36"), minor.to_owned()),
            (
                help::<ChartVersion>("3.13"),
                "write all three numbers of one version, as in `1.2.3`: a range or `latest` renders differently tomorrow".to_owned(),
            ),
            (
                help::<DomainName>("https://example.com/"),
                "write it alone, in lower case, without `https://`, a path or a trailing dot, such as `example.com`".to_owned(),
            ),
            (
                help::<DomainName>("*.example.com"),
                "write it without `*.`: hosts below it are published one by one, and a certificate that is requested covers them \
                 all"
                .to_owned(),
            ),
            (
                help::<HttpsUrl>("https://user:hidden@login.example.com"),
                "write it without them, such as `https://login.example.com/oauth2/token`; an environment holds no secret itself"
                    .to_owned(),
            ),
        ] {
            assert_eq!(told, expected);
        }
    }
}
