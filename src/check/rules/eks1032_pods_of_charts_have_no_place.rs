//! EKS1032: nodes that all keep pods away, so that what the charts install stays pending, or what starts other nodes.

use crate::fields::{listed, pools};
use crate::model::value::{NodeGroupName, Release};
use crate::model::{Autoscaling, Environment, Lifecycle};
use crate::placement::{STARTERS, keeps_away, kept_from_all, speaks_of_taints, with_nodes};
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.lifecycle == Lifecycle::Archived {
        return Vec::new();
    }
    match closed(environment) {
        Some(taint) => of_charts(subject, taint).into_iter().collect(),
        None => of_starters(subject),
    }
}

/// Where no node is open to ordinary pods.
fn of_charts(subject: &Subject<'_>, taint: &str) -> Option<Finding> {
    let environment = subject.environment();
    let charts = environment.charts.iter();
    let waiting: Vec<&str> = charts
        .filter(|(release, chart)| match STARTERS.contains(release) {
            true => locked_out(subject, **release).is_some(),
            false => !speaks_of_taints(&chart.extra_values),
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
    let finding = Finding::at(at!(nodeGroups), message).related(at, "keeps them away").help(
        "add a node group, or a pool of Karpenter's, without taints; or give these charts their `tolerations` in \
         `extraValues`",
    );
    Some(finding)
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
                .help(format!(
                    "add a node group without taints whose `size.desired` is 1 at least; or give \
                     `charts.{release}.extraValues` the `tolerations`"
                ))
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

/// A taint that keeps ordinary pods away, where each node that there is or may come has one.
fn closed(environment: &Environment) -> Option<&str> {
    let mut nodes = taints(environment);
    let first = nodes.next()??;
    nodes.all(|other| other.is_some()).then_some(first)
}

/// For each kind of node that there is or may come: a taint that keeps pods away.
fn taints(environment: &Environment) -> impl Iterator<Item = Option<&str>> {
    let grows = matches!(environment.autoscaling, Some(Autoscaling::ClusterAutoscaler(_)));
    let groups = environment.node_groups.values();
    let groups = groups.filter(move |group| group.size.desired > 0 || grows && group.size.max > 0);
    let pools = pools(environment).into_iter().map(|(_, pool)| keeps_away(environment, &pool.taints, &[]));
    groups.map(|group| keeps_away(environment, &group.taints, &[])).chain(pools)
}
