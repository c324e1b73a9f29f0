//! EKS1020: numbers beyond what an account begins with.

use crate::{Finding, Subject, at};
use crate::diag::FieldPath;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let quotas = &subject.catalogue.cluster_limits().quotas;
    let mut counted: Vec<(FieldPath, usize, usize, &str)> = vec![
        (
            at!(nodeGroups),
            environment.node_groups.len(),
            quotas.node_groups,
            "node groups",
        ),
        (
            at!(cluster.endpoint.publicCidrs),
            environment.cluster.endpoint.public_cidrs.len(),
            quotas.public_cidrs,
            "ranges for the public endpoint",
        ),
    ];
    for (name, group) in &environment.node_groups {
        let nodes = usize::try_from(group.size.max).unwrap_or(usize::MAX);
        let most = usize::try_from(quotas.nodes_in_group).unwrap_or(usize::MAX);
        counted.extend([
            (at!(nodeGroups[name].size), nodes, most, "nodes in a group"),
            (
                at!(nodeGroups[name].instanceTypes),
                group.instance_types.len(),
                quotas.instance_types,
                "instance types in a group",
            ),
            (
                at!(nodeGroups[name].taints),
                group.taints.len(),
                quotas.taints,
                "taints in a group",
            ),
        ]);
    }
    let over = counted.into_iter().filter(|(_, count, most, _)| count > most);
    over.map(|(at, count, most, what)| {
        Finding::at(
            at,
            format!("{count} {what} are more than the {most} that EKS allows"),
        )
        .help(format!("stay at {most}, or ask AWS for more and except this"))
        .note(format!(
            "quotas as of {}",
            subject.catalogue.cluster_limits().as_of()
        ))
    })
    .collect()
}
