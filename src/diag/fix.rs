//! A mend that needs no decision: what `check --fix` writes.

/// What to change in the file where the finding's field stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fix {
    /// Replace a word, wherever it stands by itself in the finding's key or value.
    Replace {
        /// What stands there.
        from: String,
        /// What is to stand there.
        to: String,
    },
    /// Remove the field, entry or list item.
    Remove,
}

impl Fix {
    /// Replaces one word by another.
    #[must_use]
    pub fn replace(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self::Replace {
            from: from.into(),
            to: to.into(),
        }
    }
}
