//! EKS6002: more than one default storage class.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let classes = &subject.environment().storage.classes;
    let mut defaults = classes
        .iter()
        .filter(|(_, class)| class.default)
        .map(|(name, _)| name);
    let Some(first) = defaults.next() else {
        return Vec::new();
    };
    defaults
        .map(|name| {
            Finding::at(
                at!(storage.classes[name].default),
                format!("`{name}` and `{first}` are both the default class"),
            )
            .related(at!(storage.classes[first].default), "the other one")
            .help("keep `default: true` on one class")
        })
        .collect()
}
