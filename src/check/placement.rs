//! Where pods can run: the taints of nodes, and what pods tolerate. For rules.

use serde_json::{Map, Value};

use crate::catalog::{Pod, taken_away_by};
use crate::diag::FieldPath;
use crate::fields::pools_at_work;
use crate::model::value::{NodeGroupName, Release};
use crate::model::{Autoscaling, Environment, Named, NodeGroup, Taint, TaintEffect};

/// The add-on that each cluster has, also where nobody writes it.
pub(super) const COREDNS: &str = "coredns";
/// What starts nodes, and so cannot wait for one of them.
pub(super) const STARTERS: [Release; 2] = [Release::Karpenter, Release::ClusterAutoscaler];

/// Whether a group has a node from the beginning.
pub(super) fn begins_with_node(group: &NodeGroup) -> bool {
    group.size.desired.max(group.size.min) > 0
}

/// Groups that begin with a node: what an autoscaler starts later is no place for itself, nor for what a stack waits for.
pub(super) fn with_nodes(environment: &Environment) -> Vec<(&NodeGroupName, &NodeGroup)> {
    let groups = environment.node_groups.iter();
    groups.filter(|(_, group)| begins_with_node(group)).collect()
}

/// Groups that have nodes, or get them when pods wait for one.
pub(super) fn ever_with_nodes(
    environment: &Environment,
) -> impl Iterator<Item = (&NodeGroupName, &NodeGroup)> {
    let grows = matches!(environment.autoscaling, Some(Autoscaling::ClusterAutoscaler(_)));
    let groups = environment.node_groups.iter();
    groups.filter(move |(_, group)| begins_with_node(group) || grows && group.size.max > 0)
}

/// The taints of every kind of node that there is or may come.
pub(super) fn taints_of_nodes(environment: &Environment) -> Vec<&Named<String, Taint>> {
    let of_groups = ever_with_nodes(environment).map(|(_, group)| &group.taints);
    let of_pools = pools_at_work(environment)
        .into_iter()
        .map(|(_, pool)| &pool.taints);
    of_groups.chain(of_pools).collect()
}

/// A taint that keeps pods away which tolerate this, where every node that there is or may come has one.
pub(super) fn kept_from_every_node<'a>(
    environment: &'a Environment,
    tolerations: &[&Value],
) -> Option<&'a str> {
    let nodes = taints_of_nodes(environment).into_iter();
    let kept: Option<Vec<&str>> = nodes
        .map(|taints| keeps_away(environment, taints, tolerations))
        .collect();
    kept?.into_iter().next()
}

/// For each group the taint that keeps pods away which tolerate this; `None` where one of the groups takes them.
pub(super) fn kept_from_all<'a>(
    environment: &Environment,
    groups: &[(&'a NodeGroupName, &'a NodeGroup)],
    tolerations: &[&Value],
) -> Option<Vec<(&'a NodeGroupName, &'a str)>> {
    let keeping = |(name, group): &(&'a NodeGroupName, &'a NodeGroup)| {
        Some((*name, keeps_away(environment, &group.taints, tolerations)?))
    };
    groups.iter().map(keeping).collect()
}

/// For each of these groups the taint that keeps the pods of an add-on away, for which the stack waits; `None` where one
/// takes them, where the add-on is not there, and where nobody can tell.
pub(super) fn addon_kept_out<'a>(
    environment: &'a Environment,
    groups: &[(&'a NodeGroupName, &'a NodeGroup)],
    pod: &Pod,
) -> Option<Vec<(&'a NodeGroupName, &'a str)>> {
    let nothing = Map::new();
    let name = pod.add_on.as_deref()?;
    let written = match environment.addons.get(name) {
        Some(addon) => &*addon.configuration,
        None if name == COREDNS => &nothing,
        None => return None,
    };
    kept_from_all(environment, groups, &pod.tolerations(written)?)
}

/// The taint among these that keeps pods away which tolerate this.
pub(super) fn keeps_away<'a>(
    environment: &Environment,
    taints: &'a Named<String, Taint>,
    tolerations: &[&Value],
) -> Option<&'a str> {
    let mut taints = taints.iter();
    let tolerated = |key: &str, taint: &Taint| tolerations.iter().any(|one| tolerates(one, key, taint));
    taints
        .find(|(key, taint)| is_kept(environment, key, taint) && !tolerated(key, taint))
        .map(|(key, _)| key.as_str())
}

/// Whether a taint keeps pods away for good. A driver takes that away which says that it is not ready itself; where its
/// add-on is not installed, nobody does.
fn is_kept(environment: &Environment, key: &str, taint: &Taint) -> bool {
    let goes = taken_away_by(key).is_some_and(|addon| environment.addons.contains_key(addon));
    taint.effect != TaintEffect::PreferNoSchedule && !goes
}

/// What helps where a taint keeps pods away that an add-on would take away, were it installed.
pub(super) fn nobody_takes_away(taint: &str) -> Option<String> {
    let addon = taken_away_by(taint)?;
    Some(format!(
        "nobody takes `{taint}` away: install the add-on `{addon}` (`addons.{addon}`), or remove the taint"
    ))
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

/// Every value below some that says what pods tolerate, and where it stands. Which pods it means is the chart's to know.
pub(super) fn tolerations_below<'v>(
    at: &FieldPath,
    values: &'v Map<String, Value>,
) -> Vec<(FieldPath, &'v Value)> {
    let mut found = Vec::new();
    for (key, value) in values {
        match value {
            _ if key.to_ascii_lowercase().ends_with("tolerations") => found.push((at.key(key), value)),
            Value::Object(below) => found.extend(tolerations_below(&at.key(key), below)),
            _ => {}
        }
    }
    found
}
