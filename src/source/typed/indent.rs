//! A section without content, whose fields stand beside it in the place of below it: one slip, which many faults follow.

use super::super::fault;
use super::super::tree::{Entry, Node, NodeKind};
use super::guide;
use crate::diag::{Diagnostic, FieldPath, Segment, Span};

/// Puts what was meant to stand in the empty section at a path into it; what to tell of it, and where the keys stand. `None`
/// where nothing says that.
pub(super) fn gather(tree: &mut Node, path: &FieldPath) -> Option<(Diagnostic, Vec<Span>)> {
    let around = path.parent()?;
    let name = path.segments().last().and_then(Segment::name)?;
    tree.at(path).filter(|node| node.is_null())?;
    let (own, beside) = (guide::fields(path), guide::fields(&around));
    let NodeKind::Map(entries) = &mut tree.at_mut(&around)?.kind else {
        return None;
    };
    let at = entries.iter().position(|entry| entry.key == name)?;
    let key = entries[at].key_span.clone();
    let is_own = |entry: &&Entry| {
        let key_of = |fields: &[&str]| fields.contains(&entry.key.as_str());
        entry.key_span.source == key.source && key_of(&own) && !key_of(&beside)
    };
    let count = entries[at + 1..].iter().take_while(is_own).count();
    if count == 0 {
        return None;
    }
    let fields: Vec<Entry> = entries.drain(at + 1..=at + count).collect();
    let names: Vec<String> = fields.iter().map(|field| format!("`{}`", field.key)).collect();
    let spans = fields.iter().map(|field| field.key_span.clone()).collect();
    entries[at].value.kind = NodeKind::Map(fields);
    let told = Diagnostic::error(fault::WRONG_VALUE, path.clone(), format!("`{name}` is empty"));
    let help = format!(
        "indent what belongs to it further than `{name}`: {}",
        names.join(", ")
    );
    Some((told.at(key).help(help), spans))
}
