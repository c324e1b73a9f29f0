//! EKS1032: nodes that all keep pods away, so that what the charts install stays pending, or what starts other nodes.

use serde_json::Value;

use crate::fields::listed;
use crate::model::value::{NodeGroupName, Release};
use crate::model::{Environment, Lifecycle};
use crate::parts::tolerations_of_chart;
use crate::placement::{STARTERS, kept_from_all, kept_from_every_node, nobody_takes_away, with_nodes};
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.lifecycle == Lifecycle::Archived {
        return Vec::new();
    }
    match kept_from_every_node(environment, &[]) {
        Some(taint) => of_charts(subject, taint).into_iter().collect(),
        None => of_starters(subject),
    }
}

/// Where no node is open to ordinary pods.
fn of_charts(subject: &Subject<'_>, taint: &str) -> Option<Finding> {
    let environment = subject.environment();
    let mut in_vain = None;
    let charts = environment.charts.iter();
    let waiting: Vec<&str> = charts
        .filter(|(release, chart)| match STARTERS.contains(release) {
            true => locked_out(subject, **release).is_some(),
            false => {
                let written = tolerations_of_chart(subject, **release, &chart.extra_values);
                let waits = !written.iter().any(|(_, one)| lets_in(environment, one));
                in_vain = in_vain.take().or(written.into_iter().next().filter(|_| waits));
                waits
            }
        })
        .map(|(release, _)| release.name())
        .collect();
    if waiting.is_empty() {
        return None;
    }
    let message = format!("no node takes the pods of {}: all have taints", listed(waiting));
    let at = match environment.node_groups.iter().find(|(_, group)| group.taints.contains_key(taint)) {
        Some((name, _)) => at!(nodeGroups[name].taints[taint]),
        None => at!(nodeGroups),
    };
    let help = nobody_takes_away(taint).unwrap_or_else(|| {
        "add a node group, or a pool of Karpenter's, without taints; or give these charts `tolerations` in \
         `extraValues` that match the taints of one"
            .to_owned()
    });
    let finding = Finding::at(at!(nodeGroups), message).related(at, "keeps them away").help(help);
    Some(match in_vain {
        Some((at, _)) => finding.related(at, "matches those of no node"),
        None => finding,
    })
}

/// Whether there is a node for pods that tolerate what a value says. Nothing can be said of one that is no list.
fn lets_in(environment: &Environment, tolerations: &Value) -> bool {
    let list = tolerations.as_array().map(|list| list.iter().collect::<Vec<&Value>>());
    list.is_none_or(|list| kept_from_every_node(environment, &list).is_none())
}

/// Where the only nodes that are open are still to be started.
fn of_starters(subject: &Subject<'_>) -> Vec<Finding> {
    let locked = STARTERS.into_iter().filter_map(|release| Some((release, locked_out(subject, release)?)));
    locked
        .map(|(release, (group, taint))| {
            let message = format!(
                "no node takes the pods of `{release}`: those that are there have taints, and it runs on none that it starts"
            );
            Finding::at(at!(nodeGroups), message)
                .related(at!(nodeGroups[group].taints[taint]), "keeps them away")
                .help(nobody_takes_away(taint).unwrap_or_else(|| {
                    format!(
                        "add a node group without taints whose `size.desired` is 1 at least; or give \
                         `charts.{release}.extraValues` the `tolerations`"
                    )
                }))
        })
        .collect()
}

/// The first group that begins with nodes and its taint, where all of them keep the pods of a release away.
fn locked_out<'a>(subject: &Subject<'a>, release: Release) -> Option<(&'a NodeGroupName, &'a str)> {
    let environment = subject.environment();
    let values = &environment.charts.get(&release)?.extra_values;
    let mut pods = subject.catalogue.pods().iter();
    let (_, pod) = pods.find(|(_, pod)| pod.release.as_deref() == Some(release.name()))?;
    let tolerations = pod.tolerations(values)?;
    kept_from_all(environment, &with_nodes(environment), &tolerations)?.into_iter().next()
}
