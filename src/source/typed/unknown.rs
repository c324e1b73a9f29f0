//! Names that the model does not have, and which of its own was meant.

use super::super::fault;
use super::super::tree::Entry;
use crate::diag::{Diagnostic, FieldPath, Fix};

/// A field that the model does not have.
pub(super) struct Unknown {
    pub(super) fault: Diagnostic,
    /// The field that it looks like.
    meant: Option<FieldPath>,
}

impl Unknown {
    pub(super) fn new(entry: &Entry, fields: &[&str], beside: &[&Entry], map: &FieldPath) -> Self {
        let key = &entry.key;
        let path = map.field(key);
        let fault = Diagnostic::error(fault::UNKNOWN_FIELD, path, format!("`{key}` is not a field here"));
        let fault = fault.at(entry.key_span.clone());
        let near = nearest(key, fields);
        let list: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
        let fault = match near.map(|near| (near, beside.iter().find(|entry| entry.key == near))) {
            Some((near, Some(_))) => fault.help(format!(
                "`{near}` stands here already: move what belongs to it there, and remove this"
            )),
            Some((near, None)) if is_slip(key, near, fields) => fault
                .help(format!("did you mean `{near}`?"))
                .fix(Fix::replace(key, near)),
            Some((near, None)) => fault.help(format!("did you mean `{near}`?")),
            None if list.is_empty() => fault.help("there are no fields here: write `{}`"),
            None => fault.help(format!("the fields here are {}", list.join(", "))),
        };
        Self {
            fault,
            meant: near.map(|near| map.field(near)),
        }
    }

    /// Whether it is this field, or the one that would bring it: what a base says is not missing.
    pub(super) fn means(&self, path: &FieldPath) -> bool {
        let extends = FieldPath::root().field("extends");
        let meant = self.meant.as_ref();
        meant.is_some_and(|meant| meant.leads_to_same(path) || meant.leads_to_same(&extends))
    }
}

/// The known name that is nearest to a mistyped one, if any is near.
pub(crate) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|candidate| {
            (
                strsim::jaro_winkler(&name.to_lowercase(), &candidate.to_lowercase()),
                *candidate,
            )
        })
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// Whether nothing but a slip of the keys lies between the two, and no other name is as near.
pub(super) fn is_slip(key: &str, near: &str, names: &[&str]) -> bool {
    let letters = |name: &str| strsim::damerau_levenshtein(&key.to_lowercase(), &name.to_lowercase());
    let slips = letters(near);
    slips <= 2 && slips * 3 <= key.len() && names.iter().filter(|name| letters(name) <= slips).count() == 1
}
