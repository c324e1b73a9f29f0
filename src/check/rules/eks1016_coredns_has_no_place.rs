//! EKS1016: node groups whose taints keep CoreDNS away from every node.

use crate::check::fields::listed;
use crate::check::{Finding, Subject, at};
use crate::model::{Lifecycle, NodeGroup, TaintEffect};

/// What its pods tolerate. Source: EKS user guide, CoreDNS add-on, as of 2026-11.
const TOLERATED: &str = "CriticalAddonsOnly";

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let coredns = environment.addons.get("coredns");
    let tolerates_more = coredns.is_some_and(|coredns| coredns.configuration.contains_key("tolerations"));
    if environment.lifecycle == Lifecycle::Archived || tolerates_more {
        return Vec::new();
    }
    let groups = environment.node_groups.iter();
    let with_nodes: Vec<_> = groups.filter(|(_, group)| group.size.desired > 0).collect();
    let taints: Option<Vec<&str>> = with_nodes.iter().map(|(_, group)| keeps_away(group)).collect();
    let Some(taints) = taints else {
        return Vec::new();
    };
    let Some(((name, _), taint)) = with_nodes.first().zip(taints.first()) else {
        return Vec::new();
    };
    let message = match taints.len() {
        1 => format!("CoreDNS has no place: the nodes of `{name}` have the taint `{taint}`"),
        _ => {
            let names = listed(with_nodes.iter().map(|(name, _)| name));
            format!("CoreDNS has no place: the nodes of {names} all have taints that it does not tolerate")
        }
    };
    vec![
        Finding::at(at!(nodeGroups), message)
            .related(at!(nodeGroups[name].taints[taint]), "keeps it away")
            .help(format!(
                "add a small node group without taints, or with `{TOLERATED}` alone; or give `addons.coredns.configuration` \
                 the `tolerations`"
            )),
    ]
}

/// The taint of the group that CoreDNS does not tolerate.
fn keeps_away(group: &NodeGroup) -> Option<&str> {
    let mut taints = group.taints.iter();
    let hard = |effect| matches!(effect, TaintEffect::NoSchedule | TaintEffect::NoExecute);
    taints
        .find(|(key, taint)| *key != TOLERATED && hard(taint.effect))
        .map(|(key, _)| key.as_str())
}
