//! EKS1016: node groups whose taints keep CoreDNS away from every node, or that have no node.

use serde_json::Map;

use crate::fields::listed;
use crate::model::{Autoscaling, Lifecycle};
use crate::placement::{kept_from_all, with_nodes};
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.lifecycle == Lifecycle::Archived {
        return Vec::new();
    }
    let with_nodes = with_nodes(environment);
    if with_nodes.is_empty() {
        // Where Karpenter is to run, EKS1007 says the same.
        let karpenter = matches!(environment.autoscaling, Some(Autoscaling::Karpenter(_)));
        let finding = Finding::at(at!(nodeGroups), "CoreDNS has no place: no node group begins with a node")
            .help("give a group a `size` whose `desired` is 1 at least; an autoscaler runs on nodes too");
        return (!karpenter).then_some(finding).into_iter().collect();
    }
    let nothing = Map::new();
    let coredns = environment.addons.get("coredns");
    let written = coredns.map_or(&nothing, |coredns| &*coredns.configuration);
    let mut pods = subject.catalogue.pods().iter();
    let pod = pods.find(|(name, _)| *name == "coredns");
    // Nothing can be said of what is no list.
    let Some(tolerations) = pod.and_then(|(_, pod)| pod.tolerations(written)) else {
        return Vec::new();
    };
    let Some(taints) = kept_from_all(&with_nodes, &tolerations) else {
        return Vec::new();
    };
    let Some((name, taint)) = taints.first() else {
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
            .help(
                "add a small node group without taints, or with `CriticalAddonsOnly` alone; or give \
                 `addons.coredns.configuration` the `tolerations`",
            ),
    ]
}
