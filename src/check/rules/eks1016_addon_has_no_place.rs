//! EKS1016: node groups whose taints keep the pods of an add-on away from every node, or that have no node.

use crate::catalog::Pod;
use crate::fields::listed;
use crate::model::value::NodeGroupName;
use crate::model::{Autoscaling, Lifecycle, NodeGroup};
use crate::placement::{COREDNS, addon_kept_out, nobody_takes_away, with_nodes};
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.lifecycle == Lifecycle::Archived {
        return Vec::new();
    }
    let groups = with_nodes(environment);
    if groups.is_empty() {
        // Where Karpenter is to run, EKS1007 says the same.
        let karpenter = matches!(environment.autoscaling, Some(Autoscaling::Karpenter(_)));
        let finding = Finding::at(at!(nodeGroups), "CoreDNS has no place: no node group begins with a node")
            .help("give a group of `nodeGroups` a `size` whose `desired` is 1 at least; an autoscaler runs on nodes too");
        return (!karpenter).then_some(finding).into_iter().collect();
    }
    let pods = subject.catalogue.pods().iter();
    let of_addons = pods.filter_map(|(_, pod)| Some((pod.add_on.as_deref()?, pod)));
    of_addons.filter_map(|(addon, pod)| locked_out(subject, &groups, addon, pod)).collect()
}

/// The finding about an add-on whose pods no group takes. Nothing can be said of tolerations that are no list.
fn locked_out(
    subject: &Subject<'_>,
    groups: &[(&NodeGroupName, &NodeGroup)],
    addon: &str,
    pod: &Pod,
) -> Option<Finding> {
    let taints = addon_kept_out(subject.environment(), groups, pod)?;
    let (group, taint) = taints.first()?;
    let (at, who) = match addon {
        COREDNS => (at!(nodeGroups), "CoreDNS".to_owned()),
        _ => (at!(addons[addon]), format!("`{addon}`")),
    };
    let message = match taints.len() {
        1 => format!("{who} has no place: the nodes of `{group}` have the taint `{taint}`"),
        _ => {
            let names = listed(taints.iter().map(|(name, _)| name));
            format!("{who} has no place: the nodes of {names} all have taints that it does not tolerate")
        }
    };
    let finding = Finding::at(at, message)
        .related(at!(nodeGroups[group].taints[taint]), "keeps it away")
        .help(nobody_takes_away(taint).unwrap_or_else(|| {
            format!(
                "add a small group to `nodeGroups` without taints, or with `CriticalAddonsOnly` alone; or write \
                 `addons.{addon}.configuration.{}`",
                pod.placement("tolerations")
            )
        }));
    Some(finding)
}
