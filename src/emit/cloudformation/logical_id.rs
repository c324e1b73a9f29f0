//! The name of a parameter, a resource or an output inside its template.

use serde::Serialize;
use std::fmt;

/// A name that CloudFormation accepts: letters and digits, at most 255.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct LogicalId(String);

impl LogicalId {
    /// The longest name (CloudFormation quotas, read 2026-11).
    pub const MAX_LENGTH: usize = 255;

    /// Takes a name that the emitters chose.
    ///
    /// # Panics
    /// When CloudFormation would refuse it: a user's name has to be spelled as a logical id before.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        let name = name.into();
        let valid =
            (1..=Self::MAX_LENGTH).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric());
        assert!(valid, "bug in eksight: `{name}` is not a logical id");
        Self(name)
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LogicalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::LogicalId;

    #[test]
    fn letters_and_digits_up_to_the_limit() {
        let longest = "a".repeat(LogicalId::MAX_LENGTH);
        assert_eq!(LogicalId::new("PublicSubnet1").to_string(), "PublicSubnet1");
        assert_eq!(LogicalId::new(longest.clone()).as_str(), longest);
    }

    #[test]
    #[should_panic(expected = "bug in eksight: `ng-1` is not a logical id")]
    fn no_dashes() {
        let _ = LogicalId::new("ng-1");
    }

    #[test]
    #[should_panic(expected = "is not a logical id")]
    fn not_longer_than_the_limit() {
        let _ = LogicalId::new("a".repeat(LogicalId::MAX_LENGTH + 1));
    }

    #[test]
    #[should_panic(expected = "bug in eksight: `` is not a logical id")]
    fn not_empty() {
        let _ = LogicalId::new("");
    }
}
