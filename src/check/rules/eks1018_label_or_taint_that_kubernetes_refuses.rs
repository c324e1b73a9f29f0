//! EKS1018: a label or a taint of nodes that is none by the syntax of Kubernetes.

use crate::fields::pools;
use crate::{Finding, Subject, at, labels};
use crate::diag::FieldPath;
use crate::model::{Named, Taint, Texts};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let groups = environment.node_groups.iter();
    let of_groups =
        groups.flat_map(|(name, group)| of_nodes(&at!(nodeGroups[name]), &group.labels, &group.taints));
    let pools = pools(environment).into_iter();
    let of_pools = pools.flat_map(|(at, pool)| of_nodes(&at, &pool.labels, &pool.taints));
    of_groups.chain(of_pools).collect()
}

fn of_nodes(at: &FieldPath, labels: &Texts, taints: &Named<String, Taint>) -> Vec<Finding> {
    let labels = labels
        .iter()
        .map(|(key, value)| (at.field("labels").key(key), "label", key, Some(value)));
    let taints = taints
        .iter()
        .map(|(key, taint)| (at.field("taints").key(key), "taint", key, taint.value.as_ref()));
    labels
        .chain(taints)
        .filter_map(|(at, what, key, value)| {
            let wrong = labels::fault(what, key, value.map(String::as_str))?;
            Some(Finding::at(at, wrong).help(labels::help()))
        })
        .collect()
}
