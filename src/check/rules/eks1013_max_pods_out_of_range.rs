//! EKS1013: a number of pods on a node that EKS does not take.

use crate::fields::pools;
use crate::{Finding, Help, Subject, at};

/// What EKS gives its largest nodes, and the most that it recommends. Source: EKS user guide, increase the available IP
/// addresses for your node (prefix delegation), as of 2026-11.
const MOST: u16 = 250;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let of_groups = environment
        .node_groups
        .iter()
        .map(|(name, group)| (at!(nodeGroups[name].maxPods), group.max_pods));
    let of_pools = pools(environment)
        .into_iter()
        .map(|(at, pool)| (at.field("maxPods"), pool.max_pods));
    let all = of_groups.chain(of_pools);
    all.filter_map(|(at, most)| {
        let most = most?;
        let message = match most {
            0 => "a node that takes no pod is none: not even its network's pods run".to_owned(),
            1..=MOST => return None,
            _ => format!("{most} pods on a node are more than the {MOST} that EKS goes up to"),
        };
        Some(Finding::at(at, message).help(Help::take_out(format!(
            "write 110, {MOST} at most (from 30 vCPUs on), or leave it out: then it is what the network interfaces carry"
        ))))
    })
    .collect()
}
