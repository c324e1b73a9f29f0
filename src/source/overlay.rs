//! Overlays: a tree laid over the tree that it extends, before either is typed.

use super::tree::{Entry, Node, NodeKind};

/// Lays `over` on `base`: maps merge by key, everything else replaces, `null` removes.
pub(crate) fn merge(base: Node, over: Node) -> Node {
    match (base.kind, over.kind) {
        (NodeKind::Map(base_entries), NodeKind::Map(over_entries)) => Node {
            span: over.span,
            kind: NodeKind::Map(merge_entries(base_entries, over_entries)),
        },
        (_, kind) => Node {
            span: over.span,
            kind,
        },
    }
}

fn merge_entries(base: Vec<Entry>, over: Vec<Entry>) -> Vec<Entry> {
    let mut merged = base;
    for entry in over {
        match merged.iter().position(|known| known.key == entry.key) {
            Some(position) if entry.value.is_null() => {
                merged.remove(position);
            }
            Some(position) => {
                let known = merged.remove(position);
                let value = merge(known.value, entry.value);
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
