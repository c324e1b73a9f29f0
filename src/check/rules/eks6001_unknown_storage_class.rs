//! EKS6001: a volume claim that names a storage class the environment does not make.

use crate::check::fields::{Claim, claims, listed};
use crate::check::{Finding, Subject};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let classes = &environment.storage.classes;
    claims(environment)
        .into_iter()
        .filter(|claim| !classes.contains_key(claim.class))
        .map(|Claim { at, class, .. }| {
            let help = if classes.is_empty() {
                format!("declare it: `storage: {{ classes: {{ {class}: {{ }} }} }}`")
            } else {
                format!("the classes are {}", listed(classes.keys()))
            };
            Finding::at(at.field("class"), format!("there is no storage class `{class}`")).help(help)
        })
        .collect()
}
