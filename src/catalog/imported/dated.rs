//! Facts by key, grouped by the day they were imported, so that an import of the same facts changes one line.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::Date;

/// Facts by key, each as of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dated<T>(BTreeMap<Date, BTreeMap<String, T>>);

impl<T> Dated<T> {
    /// No facts.
    pub const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Facts of one day.
    pub fn of_day(day: Date, facts: BTreeMap<String, T>) -> Self {
        Self(BTreeMap::from([(day, facts)]))
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(BTreeMap::is_empty)
    }

    /// The fact about `key`, and as of when. Where somebody has left two of them, the later one counts.
    pub fn get(&self, key: &str) -> Option<(Date, &T)> {
        self.0
            .iter()
            .rev()
            .find_map(|(day, facts)| Some((*day, facts.get(key)?)))
    }

    /// Every fact with its key, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        let all: BTreeMap<&str, &T> = self
            .0
            .values()
            .flatten()
            .map(|(key, fact)| (key.as_str(), fact))
            .collect();
        all.into_iter()
    }

    /// Every fact, to be completed.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&String, &mut T)> {
        self.0.values_mut().flatten()
    }

    /// The first and the last day of which anything is known.
    pub fn days(&self) -> Option<(Date, Date)> {
        Some((*self.0.keys().next()?, *self.0.keys().next_back()?))
    }

    /// How many facts there are.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Takes newer facts; what they do not speak of stays, with its day.
    pub fn merge(&mut self, newer: Self) {
        for (day, facts) in newer.0 {
            for old in self.0.values_mut() {
                old.retain(|key, _| !facts.contains_key(key));
            }
            self.0.entry(day).or_default().extend(facts);
        }
        self.0.retain(|_, facts| !facts.is_empty());
    }
}

impl<T> Default for Dated<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::{BTreeMap, Dated};

    fn day(text: &str, facts: &[(&str, u8)]) -> Dated<u8> {
        let facts: BTreeMap<String, u8> = facts
            .iter()
            .map(|(key, fact)| ((*key).to_owned(), *fact))
            .collect();
        Dated::of_day(text.parse().unwrap(), facts)
    }

    #[test]
    fn a_newer_fact_takes_the_place_of_an_older_one_and_the_rest_keeps_its_day() {
        let mut known = day("2026-11-01", &[("a", 1), ("b", 2)]);
        known.merge(day("2026-11-24", &[("b", 3)]));
        let of = |key| known.get(key).map(|(day, fact)| (day.to_string(), *fact));
        assert_eq!(of("a"), Some(("2026-11-01".to_owned(), 1)));
        assert_eq!(of("b"), Some(("2026-11-24".to_owned(), 3)));
        assert_eq!((of("c"), known.len()), (None, 2));
        known.merge(day("2026-11-25", &[("a", 1), ("b", 3)]));
        assert_eq!(known, day("2026-11-25", &[("a", 1), ("b", 3)]));
    }
}
