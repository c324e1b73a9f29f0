//! What a change costs in a month: in whole, and setting by setting.

use super::{Difference, Names, fields};
use crate::catalog::{Catalogue, Date};
use crate::cost::{Delta, Estimate, estimate};
use crate::model::Environment;
use crate::resolve::resolve;

/// What a difference costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Costs {
    /// All settings together.
    pub total: Delta,
    /// Each cause alone, in the order of the difference.
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
    let total = Delta::between(&past, &new.map_or_else(Estimate::default, of));
    let (Some(old), Some(_)) = (old, new) else {
        let by_cause = vec![total; difference.causes.len()];
        return Costs { total, by_cause };
    };
    let tree = fields::tree(old);
    let alone = |change| match fields::environment(&fields::with(&tree, change)) {
        Some(environment) => Delta::between(&past, &of(&environment)),
        None => Delta::between(&past, &past),
    };
    let by_cause = match difference.causes.as_slice() {
        [_] => vec![total],
        causes => causes.iter().map(|cause| alone(&cause.field)).collect(),
    };
    Costs { total, by_cause }
}
