//! Names of many things in one line.

use super::visible;

/// How many are written out at most; the others are counted.
pub const MOST_LISTED: usize = 10;

/// The first names, and how many more there are.
#[must_use]
pub fn listed(names: &[&str]) -> String {
    let (shown, more) = names.split_at(names.len().min(MOST_LISTED));
    let shown = shown.join(", ");
    visible::line(&match more.len() {
        0 => shown,
        more => format!("{shown} and {more} more"),
    })
}
