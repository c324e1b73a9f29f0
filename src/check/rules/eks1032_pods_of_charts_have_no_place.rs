//! EKS1032: nodes that all keep ordinary pods away, so that what the charts install stays pending.

use serde_json::{Map, Value};

use crate::fields::{listed, pools};
use crate::model::value::Release;
use crate::model::{Autoscaling, Environment, Lifecycle, Named, Taint, TaintEffect};
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.lifecycle == Lifecycle::Archived {
        return Vec::new();
    }
    let mut nodes = taints(environment);
    let Some(first) = nodes.next() else {
        return Vec::new();
    };
    let Some(taint) = first.and_then(|key| nodes.all(|other| other.is_some()).then_some(key)) else {
        return Vec::new();
    };
    let waiting: Vec<&str> = environment
        .charts
        .iter()
        .filter(|(release, chart)| **release != Release::Karpenter && !tolerates(&chart.extra_values))
        .map(|(release, _)| release.name())
        .collect();
    if waiting.is_empty() {
        return Vec::new();
    }
    let message = format!("no node takes the pods of {}: all have taints", listed(waiting));
    let at = match environment.node_groups.iter().find(|(_, group)| group.taints.contains_key(taint)) {
        Some((name, _)) => at!(nodeGroups[name].taints[taint]),
        None => at!(nodeGroups),
    };
    vec![
        Finding::at(at!(nodeGroups), message)
            .related(at, "keeps them away")
            .help(
                "add a node group, or a pool of Karpenter's, without taints; or give these charts their `tolerations` in \
                 `extraValues`",
            ),
    ]
}

/// For each kind of node that there is or may come: a taint that keeps pods away.
fn taints(environment: &Environment) -> impl Iterator<Item = Option<&str>> {
    let grows = matches!(environment.autoscaling, Some(Autoscaling::ClusterAutoscaler(_)));
    let groups = environment.node_groups.values();
    let groups = groups.filter(move |group| group.size.desired > 0 || grows && group.size.max > 0);
    let pools = pools(environment).into_iter().map(|(_, pool)| hard(&pool.taints));
    groups.map(|group| hard(&group.taints)).chain(pools)
}

fn hard(taints: &Named<String, Taint>) -> Option<&str> {
    let keeps_away = |taint: &Taint| taint.effect != TaintEffect::PreferNoSchedule;
    let mut taints = taints.iter();
    taints.find(|(_, taint)| keeps_away(taint)).map(|(key, _)| key.as_str())
}

/// Whether somebody has thought of taints in these values. Which pods they mean is the chart's to know.
fn tolerates(values: &Map<String, Value>) -> bool {
    values.iter().any(|(key, value)| {
        key.to_ascii_lowercase().ends_with("tolerations") || value.as_object().is_some_and(tolerates)
    })
}
