//! EKS1016: node groups whose taints keep CoreDNS away from every node, or that have no node.

use serde_json::Value;

use crate::fields::listed;
use crate::{Finding, Subject, at};
use crate::model::{Autoscaling, Lifecycle, NodeGroup, Taint, TaintEffect};

/// What its pods tolerate. Source: EKS user guide, CoreDNS add-on, as of 2026-11.
const TOLERATED: &str = "CriticalAddonsOnly";

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.lifecycle == Lifecycle::Archived {
        return Vec::new();
    }
    let coredns = environment.addons.get("coredns");
    let tolerations = coredns.and_then(|coredns| coredns.configuration.get("tolerations"));
    let tolerations: &[Value] = match tolerations {
        Some(Value::Array(tolerations)) => tolerations,
        // Nothing can be said of what is no list.
        Some(_) => return Vec::new(),
        None => &[],
    };
    let groups = environment.node_groups.iter();
    let with_nodes: Vec<_> = groups.filter(|(_, group)| group.size.desired.max(group.size.min) > 0).collect();
    if with_nodes.is_empty() {
        // Where Karpenter is to run, EKS1007 says the same.
        let karpenter = matches!(environment.autoscaling, Some(Autoscaling::Karpenter(_)));
        let finding = Finding::at(at!(nodeGroups), "CoreDNS has no place: no node group begins with a node")
            .help("give a group a `size` whose `desired` is 1 at least; an autoscaler runs on nodes too");
        return (!karpenter).then_some(finding).into_iter().collect();
    }
    let taints: Option<Vec<&str>> = with_nodes
        .iter()
        .map(|(_, group)| keeps_away(group, tolerations))
        .collect();
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
fn keeps_away<'a>(group: &'a NodeGroup, tolerations: &[Value]) -> Option<&'a str> {
    let mut taints = group.taints.iter();
    let hard = |effect| matches!(effect, TaintEffect::NoSchedule | TaintEffect::NoExecute);
    taints
        .find(|(key, taint)| {
            let tolerated = || tolerations.iter().any(|one| tolerates(one, key, taint));
            *key != TOLERATED && hard(taint.effect) && !tolerated()
        })
        .map(|(key, _)| key.as_str())
}

/// Whether a toleration matches a taint: an empty key with `Exists` matches each, an empty effect every effect. Source:
/// Kubernetes documentation, taints and tolerations, as of 2026-11.
fn tolerates(toleration: &Value, key: &str, taint: &Taint) -> bool {
    let text = |field: &str| toleration.get(field).and_then(Value::as_str).unwrap_or_default();
    let effect = match taint.effect {
        TaintEffect::NoSchedule => "NoSchedule",
        TaintEffect::PreferNoSchedule => "PreferNoSchedule",
        TaintEffect::NoExecute => "NoExecute",
    };
    let of_effect = ["", effect].contains(&text("effect"));
    let of_key = text("key") == key;
    of_effect
        && match text("operator") {
            "Exists" => of_key || text("key").is_empty(),
            "Equal" | "" => of_key && text("value") == taint.value.as_deref().unwrap_or_default(),
            // Younger operators compare numbers.
            _ => of_key,
        }
}
