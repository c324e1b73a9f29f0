//! What the steps of a run came to, which its end counts and its exit code follows from.

use crate::apply::Outcome;

/// How a step ended, in the order in which the end of a run counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Changed,
    Unchanged,
    Would,
    Untold,
    Stopped,
    Failed,
}

impl End {
    pub(super) const ALL: [Self; 6] = [
        Self::Changed,
        Self::Unchanged,
        Self::Would,
        Self::Untold,
        Self::Stopped,
        Self::Failed,
    ];

    pub(super) const fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Changed(_) => Self::Changed,
            Outcome::Unchanged(_) => Self::Unchanged,
            Outcome::Would(_) => Self::Would,
            Outcome::Untold(_) => Self::Untold,
        }
    }

    /// As people read it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Would => "to do",
            Self::Untold => "not told",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
        }
    }
}
