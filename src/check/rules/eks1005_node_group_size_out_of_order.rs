//! EKS1005: a node group whose smallest, desired and largest size are out of order.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, group) in &subject.environment().node_groups {
        let size = group.size;
        if size.min <= size.desired && size.desired <= size.max && size.max > 0 {
            continue;
        }
        let message = format!(
            "min {}, desired {}, max {} are not in rising order",
            size.min, size.desired, size.max
        );
        found.push(
            Finding::at(at!(nodeGroups[name].size), message)
                .help("EKS wants min <= desired <= max, and max at least 1"),
        );
    }
    found
}
