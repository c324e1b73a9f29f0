//! EKS6012: a root volume of a type that eksctl does not make.

use crate::{Finding, Subject, at};
use crate::model::{Provisioner, VolumeType};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.provisioner != Provisioner::Eksctl {
        return Vec::new();
    }
    // The bastion is in the template, which takes every type.
    let groups = environment.node_groups.iter();
    groups
        .filter(|(_, group)| group.volume.kind == VolumeType::Io2)
        .map(|(name, _)| {
            Finding::at(
                at!(nodeGroups[name].volume).field("type"),
                "eksctl makes no node groups with io2 volumes",
            )
            .related(at!(provisioner), "eksctl makes them")
            .help("write `type: gp3`, or use `provisioner: native`")
        })
        .collect()
}
