//! EKS1010: a node group without an instance type.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let groups = subject.environment().node_groups.iter();
    groups
        .filter(|(_, group)| group.instance_types.is_empty())
        .map(|(name, _)| {
            Finding::at(
                at!(nodeGroups[name].instanceTypes),
                format!("node group `{name}` has no instance type"),
            )
            .help("write at least one, such as `[m7i.large]`")
        })
        .collect()
}
