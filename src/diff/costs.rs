//! What a change costs in a month: in whole, and setting by setting.

use serde_json::Value;

use super::{Cause, Difference, FieldChange, Names, fields};
use crate::catalog::{Catalogue, Date, Money};
use crate::cost::{Delta, Estimate, Range, estimate};
use crate::diag::FieldPath;
use crate::model::Environment;
use crate::resolve::resolve;

/// What a difference costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Costs {
    /// All settings together.
    pub total: Delta,
    /// Each cause, in the order of the difference.
    pub by_cause: Vec<Delta>,
    /// What none of them costs alone.
    pub together: Option<Together>,
    /// Whether nobody can tell what it is, so that the amounts are none of it.
    pub unknown: bool,
    /// Whether it is what an environment costs no more once somebody has torn it down: it goes, or is archived.
    pub once_torn_down: bool,
}

/// What several settings cost together: one is enough for a load balancer to go, and the others find it gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Together {
    /// How much more it is.
    pub amount: Range,
    /// Those settings, by their numbers in the difference.
    pub causes: Vec<usize>,
}

impl Together {
    /// What is left of the total, where each setting costs the nearer of two amounts.
    fn of(total: Range, tries: &[[Delta; 2]]) -> Option<Self> {
        let sum = |end: fn(&Range) -> Money| tries.iter().map(|[nearest, _]| end(&nearest.amount)).sum();
        let amount = Range {
            low: total.low - sum(|range| range.low),
            high: total.high - sum(|range| range.high),
        };
        let nothing = Money::default();
        let has_part = |[nearest, farthest]: &[Delta; 2]| {
            let part = farthest.amount.high - nearest.amount.high;
            part != nothing && (part > nothing) == (amount.high > nothing)
        };
        let causes: Vec<usize> = (0..tries.len()).filter(|at| has_part(&tries[*at])).collect();
        // Less than a cent is a matter of rounding.
        let is_told = amount.high.to_string() != nothing.to_string() && causes.len() > 1;
        is_told.then_some(Self { amount, causes })
    }
}

impl Costs {
    /// Of a difference that costs nothing.
    #[must_use]
    pub fn none(difference: &Difference) -> Self {
        let nothing = Estimate::default();
        Self::each(Delta::between(&nothing, &nothing), difference)
    }

    /// Of a difference of which nobody can tell what it costs.
    #[must_use]
    pub fn unknown(difference: &Difference) -> Self {
        let Self { mut total, .. } = Self::none(difference);
        (total.past.partial, total.now.partial, total.beyond) = (true, true, true);
        Self {
            unknown: true,
            ..Self::each(total, difference)
        }
    }

    /// The same for each setting as for all of them.
    fn each(total: Delta, difference: &Difference) -> Self {
        Self {
            total,
            by_cause: vec![total; difference.causes.len()],
            together: None,
            unknown: false,
            once_torn_down: false,
        }
    }
}

/// What a difference between two environments costs; `None` is an environment that there was not, or is not any more, or that
/// nobody applies.
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
    let (Some(old), Some(new), [_, _, ..]) = (old, new, difference.causes.as_slice()) else {
        let costs = match difference.causes.as_slice() {
            [_, _, ..] => by_lifecycle(total, difference),
            _ => Costs::each(total, difference),
        };
        return Costs {
            once_torn_down: old.is_some() && new.is_none(),
            ..costs
        };
    };
    let of_setting = OfSetting {
        sides: [fields::tree(old), fields::tree(new)],
        estimates: [&past, &present],
        of: &of,
    };
    let causes = difference.causes.iter();
    let tries: Vec<[Delta; 2]> = causes.map(|cause| of_setting.deltas(&cause.field)).collect();
    Costs {
        total,
        by_cause: tries.iter().map(|[nearest, _]| *nearest).collect(),
        together: Together::of(total.amount, &tries),
        unknown: false,
        once_torn_down: false,
    }
}

/// Of several settings, that it comes to life or is archived makes it cost anything at all.
fn by_lifecycle(total: Delta, difference: &Difference) -> Costs {
    let nothing = Costs::none(difference).total;
    let lifecycle = FieldPath::root().field("lifecycle");
    let cost = |cause: &Cause| match cause.field.path == lifecycle {
        true => total,
        false => nothing,
    };
    Costs {
        by_cause: difference.causes.iter().map(cost).collect(),
        ..Costs::each(total, difference)
    }
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
    /// and each alone would take away, is no cost of either. The other one is told behind it.
    fn deltas(&self, field: &FieldChange) -> [Delta; 2] {
        let [old, new] = &self.sides;
        let [past, present] = self.estimates;
        let estimate = |tree| fields::environment(&tree).map(|environment| (self.of)(&environment));
        let first = estimate(fields::with(old, field)).map(|with| Delta::between(past, &with));
        let last = fields::with(new, &fields::reverted(field));
        let last = estimate(last).map(|without| Delta::between(&without, present));
        let mut both: Vec<Delta> = first.into_iter().chain(last).collect();
        both.sort_by_key(|delta| {
            let Range { low, high } = delta.amount;
            low.abs().max(high.abs())
        });
        let none = Delta::between(past, past);
        let nearest = both.first().copied().unwrap_or(none);
        [nearest, both.last().copied().unwrap_or(none)]
    }
}
