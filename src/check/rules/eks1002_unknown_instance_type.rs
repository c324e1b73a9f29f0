//! EKS1002: an instance type that nobody has heard of.

use crate::fields::instance_types;
use crate::{Finding, Subject};
use crate::diag::FieldPath;
use crate::model::value::InstanceType;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    instance_types(subject.environment())
        .into_iter()
        .filter_map(|(at, kind)| finding(subject, at, kind))
        .collect()
}

fn finding(subject: &Subject<'_>, at: FieldPath, kind: &InstanceType) -> Option<Finding> {
    if subject.catalogue.is_instance_type(kind) {
        return None;
    }
    let finding = Finding::at(
        at,
        format!("`{kind}` is not an instance type that the catalogue knows"),
    )
    .note(format!(
        "instance types as of {}",
        subject.catalogue.instance_types().as_of()
    ));
    Some(match subject.catalogue.nearest_instance_type(kind) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding,
    })
}
