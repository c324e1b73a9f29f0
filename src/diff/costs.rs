//! What a change costs in a month: in whole, and setting by setting.

use serde_json::Value;

use super::{Difference, FieldChange, Names, fields};
use crate::catalog::{Catalogue, Date};
use crate::cost::{Delta, Estimate, Range, estimate};
use crate::model::Environment;
use crate::resolve::resolve;

/// What a difference costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Costs {
    /// All settings together.
    pub total: Delta,
    /// Each cause, in the order of the difference.
    pub by_cause: Vec<Delta>,
}

impl Costs {
    /// Of a difference whose cost nobody has estimated.
    #[must_use]
    pub fn none(difference: &Difference) -> Self {
        let nothing = Estimate::default();
        let total = Delta::between(&nothing, &nothing);
        Self {
            total,
            by_cause: vec![total; difference.causes.len()],
        }
    }
}

/// What a difference between two environments costs; `None` is an environment that there was not, or is not any more.
#[must_use]
pub fn costs(
    names: Names,
    old: Option<&Environment>,
    new: Option<&Environment>,
    difference: &Difference,
    catalogue: &Catalogue,
    as_of: Date,
) -> Costs {
    let of = |environment: &Environment| {
        let resolved = resolve(names.name, names.sources, environment, catalogue);
        estimate(&resolved, catalogue, as_of)
    };
    let past = old.map_or_else(Estimate::default, of);
    let present = new.map_or_else(Estimate::default, of);
    let total = Delta::between(&past, &present);
    let (Some(old), Some(new)) = (old, new) else {
        let by_cause = vec![total; difference.causes.len()];
        return Costs { total, by_cause };
    };
    let by_cause = match difference.causes.as_slice() {
        [_] => vec![total],
        causes => {
            let of_setting = OfSetting {
                sides: [fields::tree(old), fields::tree(new)],
                estimates: [&past, &present],
                of: &of,
            };
            causes
                .iter()
                .map(|cause| of_setting.delta(&cause.field))
                .collect()
        }
    };
    Costs { total, by_cause }
}

/// What one of several settings costs.
struct OfSetting<'a> {
    /// The old model and the new one.
    sides: [Value; 2],
    estimates: [&'a Estimate; 2],
    of: &'a dyn Fn(&Environment) -> Estimate,
}

impl OfSetting<'_> {
    /// What it costs as the only change, or as the last one, whichever is nearer to nothing: what two settings cost together,
    /// and each alone would take away, is no cost of either.
    fn delta(&self, field: &FieldChange) -> Delta {
        let [old, new] = &self.sides;
        let [past, present] = self.estimates;
        let estimate = |tree| fields::environment(&tree).map(|environment| (self.of)(&environment));
        let first = estimate(fields::with(old, field)).map(|with| Delta::between(past, &with));
        let last = fields::with(new, &fields::reverted(field));
        let last = estimate(last).map(|without| Delta::between(&without, present));
        let nearest = first.into_iter().chain(last).min_by_key(|delta| {
            let Range { low, high } = delta.amount;
            low.abs().max(high.abs())
        });
        nearest.unwrap_or_else(|| Delta::between(past, past))
    }
}
