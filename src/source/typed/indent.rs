//! A section without content, whose fields stand beside it in the place of below it: one slip, which many faults follow.

use super::super::fault;
use super::super::tree::{Entry, Node, NodeKind};
use super::guide;
use super::misfit::Misfit;
use crate::diag::{Diagnostic, FieldPath, Segment, Span};

/// Puts what was meant to stand in the empty section at a path into it; what to tell of it, and where the keys stand. `None`
/// where nothing says that.
pub(super) fn gather(tree: &mut Node, path: &FieldPath) -> Option<(Diagnostic, Vec<Span>)> {
    let around = path.parent()?;
    let name = path.segments().last().and_then(Segment::name)?;
    tree.at(path).filter(|node| node.is_null())?;
    let (own, beside) = (of_entry(path), guide::fields(&around));
    let NodeKind::Map(entries) = &mut tree.at_mut(&around)?.kind else {
        return None;
    };
    let at = entries.iter().position(|entry| entry.key == name)?;
    let key = entries[at].key_span.clone();
    let is_own = |entry: &&Entry| {
        let key_of = |fields: &[&str]| fields.contains(&entry.key.as_str());
        // Among names, one may be called like a field, and then has such fields itself.
        let below = entry.value.entries().unwrap_or_default();
        let is_name = beside.is_empty() && below.iter().any(|below| own.contains(&below.key.as_str()));
        entry.key_span.source == key.source && key_of(&own) && !key_of(&beside) && !is_name
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

/// What is told of a field that stands among the names of the entries which it is one of; `None` of any other key.
pub(super) fn among_names(tree: &Node, path: &FieldPath, error: &Misfit) -> Option<String> {
    let Some(Segment::Key(name)) = path.segments().last() else {
        return None;
    };
    let entry = tree.at(&path.parent()?)?.entry(name)?;
    let is_key = error.span.as_ref() == Some(&entry.key_span);
    (is_key && of_entry(path).contains(&name.as_ref())).then(|| {
        format!(
            "`{name}` stands where a name belongs\u{1f}`{name}` is a field of each entry here: indent it as the other fields of \
             one are"
        )
    })
}

/// The fields that may stand at a path: all of them, or one.
fn of_entry(path: &FieldPath) -> Vec<&'static str> {
    [guide::fields(path), guide::variants(path)].concat()
}
