//! Overlays: a tree laid over the tree that it extends, before either is typed.

use super::tree::{Entry, Node, NodeKind};
use crate::diag::{FieldPath, Span};

/// Where something was taken away with `null`.
#[derive(Default)]
pub(crate) struct Removed {
    /// The keys that lead to it, the innermost first, and the `null`.
    places: Vec<(Vec<String>, Span)>,
}

impl Removed {
    /// How much was taken away so far.
    pub(crate) fn mark(&self) -> usize {
        self.places.len()
    }

    /// Says that what was taken away since a mark lies below a key.
    pub(crate) fn lies_below(&mut self, key: &str, mark: usize) {
        for (keys, _) in &mut self.places[mark..] {
            keys.push(key.to_owned());
        }
    }

    /// The `null` that took this away.
    pub(crate) fn at(&self, path: &FieldPath) -> Option<&Span> {
        let leads = |keys: &[String]| {
            let names = path.segments().iter().map(|segment| segment.name());
            names.eq(keys.iter().rev().map(|key| Some(key.as_str())))
        };
        let last = self.places.iter().rev().find(|(keys, _)| leads(keys));
        last.map(|(_, span)| span)
    }
}

/// Lays `over` on `base`: maps merge by key, everything else replaces, `null` removes.
pub(crate) fn merge(base: Node, over: Node, removed: &mut Removed) -> Node {
    match (base.kind, over.kind) {
        (NodeKind::Map(base_entries), NodeKind::Map(over_entries)) => Node {
            span: over.span,
            kind: NodeKind::Map(merge_entries(base_entries, over_entries, removed)),
        },
        (_, kind) => Node {
            span: over.span,
            kind,
        },
    }
}

fn merge_entries(base: Vec<Entry>, over: Vec<Entry>, removed: &mut Removed) -> Vec<Entry> {
    let mut merged = base;
    for entry in over {
        match merged.iter().position(|known| known.key == entry.key) {
            Some(position) if entry.value.is_null() => {
                merged.remove(position);
                removed.places.push((vec![entry.key], entry.value.span));
            }
            Some(position) => {
                let known = merged.remove(position);
                let mark = removed.mark();
                let value = merge(known.value, entry.value, removed);
                removed.lies_below(&entry.key, mark);
                merged.insert(
                    position,
                    Entry {
                        key: entry.key,
                        key_span: entry.key_span,
                        value,
                    },
                );
            }
            None => merged.push(entry),
        }
    }
    merged
}
