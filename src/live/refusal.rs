//! Why something is not done: the state found, why it matters, and what mends it. All three, or it cannot be said.

use std::fmt;

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    state: String,
    why: String,
    mend: String,
}

impl Refusal {
    /// What was found, why it matters, and the command or the edit that mends it.
    #[must_use]
    pub fn new(state: impl Into<String>, why: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            state: state.into(),
            why: why.into(),
            mend: mend.into(),
        }
    }

    /// What was found.
    #[must_use]
    pub fn state(&self) -> &str {
        &self.state
    }

    /// The command or the edit that mends it.
    #[must_use]
    pub fn mend(&self) -> &str {
        &self.mend
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { state, why, mend } = self;
        write!(f, "{state}\n  why: {why}\n  mend: {mend}")
    }
}
