//! EKS1024: a Spot group that waits for one instance type.

use crate::{Finding, Subject, at};
use crate::model::CapacityType;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let groups = environment.node_groups.iter();
    let spot = groups.filter(|(_, group)| group.capacity_type == CapacityType::Spot);
    spot.filter_map(|(name, group)| {
        let [only] = group.instance_types.as_slice() else {
            return None;
        };
        let ids: Vec<&str> = subject
            .resolved
            .zones
            .iter()
            .filter_map(|zone| zone.id.as_deref())
            .collect();
        let region = &environment.cluster.region;
        let mut others = subject.catalogue.alternatives(region, &ids, only);
        others.truncate(3);
        others.insert(0, only.to_string());
        let help = match others.as_slice() {
            [_] => "write several types of like size".to_owned(),
            several => format!(
                "write several types of like size, such as `[{}]`",
                several.join(", ")
            ),
        };
        let message = format!("`{name}` has one Spot pool in each zone, that of `{only}`");
        Some(Finding::at(at!(nodeGroups[name].instanceTypes), message).help(help))
    })
    .collect()
}
