//! What a change costs: one estimate against another.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Sum;

use super::{Component, Estimate, Monthly, Range, Resource, Total};

/// What a month cost and costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delta {
    /// Before, of what is known on both sides.
    pub past: Total,
    /// After, of what is known on both sides.
    pub now: Total,
    /// How much more it is: at least and at most.
    pub amount: Range,
    /// Whether something whose cost is not known, or depends on usage, comes, goes or changes.
    pub beyond: bool,
}

impl Delta {
    /// From one estimate to another. Of a resource whose price is known on one side only, neither side counts: the known one
    /// alone would be told as saved, or as spent.
    #[must_use]
    pub fn between(past: &Estimate, now: &Estimate) -> Self {
        let (past_unknown, now_unknown) = (unknown(past), unknown(now));
        let is_compared = |resource: &&Resource| {
            let name = resource.name.as_str();
            let on_both = [past, now].iter().all(|estimate| has(estimate, name));
            !on_both || past_unknown.get(name) == now_unknown.get(name)
        };
        let compared = |estimate: &Estimate| Estimate {
            resources: estimate.resources.iter().filter(is_compared).cloned().collect(),
            ..estimate.clone()
        };
        let partial = [past, now].map(|estimate| estimate.total().partial);
        let known = [past, now].map(compared);
        let [mut past_total, mut now_total] = [known[0].total(), known[1].total()];
        [past_total.partial, now_total.partial] = partial;
        Self {
            past: past_total,
            now: now_total,
            amount: more(&amounts(&known[0]), &amounts(&known[1])),
            beyond: open_ends(past) != open_ends(now),
        }
    }

    /// Whether it costs what it did, as far as anybody can tell.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.amount == Range::default() && !self.beyond
    }
}

/// What several changes cost together.
impl<'a> Sum<&'a Delta> for Delta {
    fn sum<I: Iterator<Item = &'a Delta>>(deltas: I) -> Self {
        let nothing = Self::between(&Estimate::default(), &Estimate::default());
        let range = |one: Range, other: Range| Range {
            low: one.low + other.low,
            high: one.high + other.high,
        };
        let total = |one: Total, other: Total| Total {
            amount: range(one.amount, other.amount),
            partial: one.partial || other.partial,
            by_usage: one.by_usage + other.by_usage,
        };
        deltas.fold(nothing, |sum, delta| Self {
            past: total(sum.past, delta.past),
            now: total(sum.now, delta.now),
            amount: range(sum.amount, delta.amount),
            beyond: sum.beyond || delta.beyond,
        })
    }
}

fn has(estimate: &Estimate, name: &str) -> bool {
    estimate.resources.iter().any(|resource| resource.name == name)
}

fn components(estimate: &Estimate) -> impl Iterator<Item = (&str, &Component)> {
    estimate.resources.iter().flat_map(|resource| {
        let components = resource.components.iter();
        components.map(|component| (resource.name.as_str(), component))
    })
}

/// The components of each resource that have no price.
fn unknown(estimate: &Estimate) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut unknown: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (resource, component) in components(estimate) {
        if component.monthly() == Monthly::Unknown {
            unknown
                .entry(resource)
                .or_default()
                .insert(component.name.as_str());
        }
    }
    unknown
}

/// What each component costs, as far as it is known.
fn amounts(estimate: &Estimate) -> BTreeMap<(&str, &str), Range> {
    let mut amounts: BTreeMap<_, Range> = BTreeMap::new();
    for (resource, component) in components(estimate) {
        if let Monthly::Known(cost) = component.monthly() {
            let sum = amounts.entry((resource, component.name.as_str())).or_default();
            *sum = sum.plus(cost);
        }
    }
    amounts
}

/// The sum of what each component costs more. What stays as it is has no range, whatever the range of its price.
fn more(past: &BTreeMap<(&str, &str), Range>, now: &BTreeMap<(&str, &str), Range>) -> Range {
    let names: BTreeSet<_> = past.keys().chain(now.keys()).collect();
    let of = |side: &BTreeMap<(&str, &str), Range>, name| side.get(name).copied().unwrap_or_default();
    let each = names.into_iter().map(|name| {
        // The ends of one price go together, as for another number of the same; what goes takes its most to the least.
        let Range { low, high } = of(now, name).minus(of(past, name));
        Range {
            low: low.min(high),
            high: low.max(high),
        }
    });
    each.fold(Range::default(), Range::plus)
}

/// Every component that is not in the sum, with what is told of it, such as the size of each volume of a pool.
fn open_ends(estimate: &Estimate) -> Vec<(&str, &str, Option<Range>, Option<&str>)> {
    let open = components(estimate)
        .filter(|(_, component)| !matches!(component.monthly(), Monthly::Known(_)) || component.incomplete);
    open.map(|(resource, component)| {
        let (name, note) = (component.name.as_str(), component.note.as_deref());
        (resource, name, component.price, note)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::Delta;
    use crate::{Component, Estimate, Quantity, Range, Resource};
    use eksight_catalog::Money;

    fn range(low: &str, high: &str) -> Range {
        let [low, high] = [low, high].map(|amount| Money::parse(amount).expect("an amount"));
        Range { low, high }
    }

    /// An estimate of rows: the resource, the component, and the price of one.
    fn estimate(rows: &[(&str, &str, Option<Range>)]) -> Estimate {
        let resource = |(name, component, price): &(&str, &str, Option<Range>)| Resource {
            name: (*name).to_owned(),
            components: vec![Component::fixed(*component, "hours", 1, *price)],
        };
        Estimate {
            resources: rows.iter().map(resource).collect(),
            ..Estimate::default()
        }
    }

    #[test]
    fn a_range_of_what_stays_is_no_range_of_the_change() {
        let spot = ("spot", "m7i.large", Some(range("10", "30")));
        let before = estimate(&[spot, ("pool", "small", Some(range("0", "100")))]);
        let after = estimate(&[spot, ("pool", "large", Some(range("40", "50")))]);
        let amount = Delta::between(&before, &after).amount;
        assert_eq!(amount.low.to_string(), "-$60.00");
        assert_eq!(amount.high.to_string(), "$50.00");
    }

    #[test]
    fn what_has_a_price_on_one_side_only_counts_on_neither() {
        let group = |price| ("group", "m7i.large", price);
        let other = ("nat", "gateway", Some(range("32", "32")));
        let before = estimate(&[group(Some(range("100", "100"))), other]);
        let after = estimate(&[group(None), other]);
        let delta = Delta::between(&before, &after);
        assert_eq!(delta.amount, Range::default());
        assert_eq!([delta.past.amount, delta.now.amount], [range("32", "32"); 2]);
        assert!(delta.beyond && delta.now.partial && !delta.past.partial);
        // One that comes without a price takes nothing away.
        let delta = Delta::between(&estimate(&[other]), &after);
        assert_eq!((delta.amount, delta.beyond), (Range::default(), true));
    }

    #[test]
    fn another_size_of_what_nobody_counts_changes_the_cost() {
        let with = |size: &str| {
            let mut estimate = estimate(&[("pool", "Root volumes", Some(range("1", "1")))]);
            let row = &mut estimate.resources[0].components[0];
            row.quantity = Quantity::NotKnown(None);
            row.note = Some(format!("{size} on each node"));
            estimate
        };
        let between = |old, new| Delta::between(&with(old), &with(new)).beyond;
        assert_eq!([between("80Gi", "80Gi"), between("80Gi", "90Gi")], [false, true]);
    }
}
