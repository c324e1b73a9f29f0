//! EKS1002: an instance type that nobody has heard of.

use crate::check::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::value::InstanceType;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let of_groups = environment.node_groups.iter().flat_map(|(name, group)| {
        let kinds = group.instance_types.iter().enumerate();
        kinds.map(move |(index, kind)| (at!(nodeGroups[name].instanceTypes[#index]), kind))
    });
    let of_bastion = environment
        .bastion
        .iter()
        .map(|bastion| (at!(bastion.instanceType), &bastion.instance_type));
    of_groups
        .chain(of_bastion)
        .filter_map(|(at, kind)| finding(subject, at, kind))
        .collect()
}

fn finding(subject: &Subject<'_>, at: FieldPath, kind: &InstanceType) -> Option<Finding> {
    if subject.catalogue.instance_type(kind).is_some() {
        return None;
    }
    let finding = Finding::at(
        at,
        format!("`{kind}` is not an instance type that the catalogue knows"),
    )
    .note(format!(
        "instance types as of {}",
        subject.catalogue.offerings_as_of()
    ));
    Some(match subject.catalogue.nearest_instance_type(kind) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding,
    })
}
