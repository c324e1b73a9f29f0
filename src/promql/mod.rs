//! What a PromQL query names: its metrics with the labels they are asked by, and what it groups by. Evaluates nothing.

mod expression;
mod functions;
mod labels;
mod lexer;
mod reader;
mod types;

use std::fmt;

pub use labels::{Across, Cause, Labels, Loss};
pub use lexer::unknown_escape;

/// A query, as far as it names things.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The metrics it selects, in the order in which they are written.
    pub selectors: Vec<Selector>,
    /// What it groups by, innermost first.
    pub groupings: Vec<Grouping>,
    /// The functions and aggregations in it that Prometheus has with the feature [`EXPERIMENTAL`] only.
    pub experimental: Vec<String>,
    /// The labels that its series may have.
    pub labels: Labels,
    /// The classic buckets, `…_bucket`, of each `histogram_quantile` below which their label `le` is lost, and how.
    pub quantiles_without_buckets: Vec<(String, Loss)>,
}

/// The feature of Prometheus that brings functions which may still change.
pub const EXPERIMENTAL: &str = "promql-experimental-functions";

/// A metric that is selected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selector {
    /// Its name.
    pub metric: String,
    /// The labels it is selected by.
    pub labels: Vec<String>,
    /// Of those, the ones that must be one of these texts: `a="b"`, and `a=~"b|c"` where nothing else stands in it.
    pub texts: Vec<(String, Vec<String>)>,
    /// The range it is looked at over, as in `[5m]`, in milliseconds.
    pub range: Option<u64>,
    /// The function around its range.
    pub over: Option<String>,
    /// Whether it stands in `absent` or `absent_over_time`: only whether there is none is asked.
    pub absent: bool,
}

/// `sum by (…) (…)` and its kin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grouping {
    /// The labels that are kept.
    pub labels: Vec<String>,
    /// The metrics below it, as places in [`Query::selectors`].
    pub selectors: Vec<usize>,
    /// Whether something below it writes labels of its own, such as `label_replace` or `group_left`.
    pub rewritten: bool,
}

/// Why a text is not a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads a query.
///
/// # Errors
/// When Prometheus would not read it either: a text that does not end, brackets that do not match, an operator without
/// something on each side, a number, a series or a range where another of them must be, arguments that a function does not
/// take, a function that is misspelt by one letter, a regular expression that cannot be read, a selector that takes
/// everything. It is no full grammar: how series match is not looked at.
pub fn read(text: &str) -> Result<Query, Unreadable> {
    reader::read(&lexer::tokens(text)?)
}
