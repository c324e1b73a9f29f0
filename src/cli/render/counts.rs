//! What a render did, in numbers: a line for each environment, or one for a fleet.

use std::fmt;

use crate::diag::listed::{MOST_LISTED, listed};
use crate::out::{Action, Change};

/// How many files of an environment were written, and how many needed nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    created: usize,
    updated: usize,
    deleted: usize,
    unchanged: usize,
}

impl Counts {
    pub(super) fn of(changes: &[Change<'_>]) -> Self {
        changes.iter().fold(Self::default(), |mut counts, change| {
            *match change.action {
                Action::Create(_) => &mut counts.created,
                Action::Update(_) => &mut counts.updated,
                Action::Delete => &mut counts.deleted,
                Action::Unchanged => &mut counts.unchanged,
            } += 1;
            counts
        })
    }

    fn changes(&self) -> bool {
        self.created + self.updated + self.deleted > 0
    }

    fn and(self, other: &Self) -> Self {
        Self {
            created: self.created + other.created,
            updated: self.updated + other.updated,
            deleted: self.deleted + other.deleted,
            unchanged: self.unchanged + other.unchanged,
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            created,
            updated,
            deleted,
            unchanged,
        } = self;
        write!(
            f,
            "{created} created, {updated} updated, {deleted} deleted, {unchanged} unchanged"
        )
    }
}

/// A line for each of few environments; of many the sum, and which of them changed.
pub(super) fn told(each: &[(&str, Counts)]) -> Vec<String> {
    if each.len() <= MOST_LISTED {
        let line = |(name, counts): &(&str, Counts)| format!("out/{name}: {counts}");
        return each.iter().map(line).collect();
    }
    let sum = each
        .iter()
        .fold(Counts::default(), |sum, (_, counts)| sum.and(counts));
    let changed = each.iter().filter(|(_, counts)| counts.changes());
    let changed: Vec<&str> = changed.map(|(name, _)| *name).collect();
    let changed = match changed.len() {
        0 => String::new(),
        count if count == each.len() => "; all of them changed".to_owned(),
        count => format!("; {count} changed: {}", listed(&changed)),
    };
    vec![format!("out: {} environments, {sum}{changed}", each.len())]
}

#[cfg(test)]
mod tests {
    use super::{Counts, told};

    fn counts(updated: usize) -> Counts {
        Counts {
            updated,
            unchanged: 23 - updated,
            ..Counts::default()
        }
    }

    #[test]
    fn few_have_a_line_each_and_many_one_together() {
        let names: Vec<String> = (0..12).map(|at| format!("e{at}")).collect();
        let each = |updated: &dyn Fn(usize) -> usize| -> Vec<(&str, Counts)> {
            let names = names.iter().enumerate();
            names
                .map(|(at, name)| (name.as_str(), counts(updated(at))))
                .collect()
        };
        assert_eq!(
            told(&each(&|_| 1)[..2]),
            [
                "out/e0: 0 created, 1 updated, 0 deleted, 22 unchanged",
                "out/e1: 0 created, 1 updated, 0 deleted, 22 unchanged"
            ]
        );
        let sums = [
            (
                told(&each(&|_| 0)),
                "out: 12 environments, 0 created, 0 updated, 0 deleted, 276 unchanged",
            ),
            (
                told(&each(&|_| 2)),
                "out: 12 environments, 0 created, 24 updated, 0 deleted, 252 unchanged; all of them changed",
            ),
            (
                told(&each(&|at| usize::from(at > 9))),
                "out: 12 environments, 0 created, 2 updated, 0 deleted, 274 unchanged; 2 changed: e10, e11",
            ),
        ];
        for (told, expected) in sums {
            assert_eq!(told, [expected]);
        }
    }
}
