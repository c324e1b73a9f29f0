//! How commands print what was asked for.

use clap::ValueEnum;

/// Of most commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Of those that a review shows too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReviewFormat {
    /// For people.
    Text,
    /// For a review.
    Markdown,
    /// For programs.
    Json,
}
