//! What a change costs: one estimate against another.

use super::{Estimate, Monthly, Range, Total};

/// What a month cost and costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delta {
    /// Before.
    pub past: Total,
    /// After.
    pub now: Total,
    /// Whether something whose cost is not known, or depends on usage, comes, goes or changes.
    pub beyond: bool,
}

impl Delta {
    /// From one estimate to another.
    #[must_use]
    pub fn between(past: &Estimate, now: &Estimate) -> Self {
        Self {
            past: past.total(),
            now: now.total(),
            beyond: open_ends(past) != open_ends(now),
        }
    }

    /// How much more it is.
    #[must_use]
    pub fn amount(&self) -> Range {
        self.now.amount.minus(self.past.amount)
    }

    /// Whether it costs what it did, as far as anybody can tell.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.amount() == Range::default() && !self.beyond
    }
}

/// Every component that is not in the sum.
fn open_ends(estimate: &Estimate) -> Vec<(&str, &str, Option<Range>)> {
    let rows = estimate.resources.iter().flat_map(|resource| {
        let open = resource.components.iter();
        open.filter(|component| !matches!(component.monthly(), Monthly::Known(_)) || component.incomplete)
            .map(|component| (resource.name.as_str(), component.name.as_str(), component.price))
    });
    rows.collect()
}
