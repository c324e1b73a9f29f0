//! EKS1028: node groups on which not even the pods that are known find a place.

use crate::catalog::Pods;
use crate::check::capacity::{is_open, kinds, most_pods, nodes};
use crate::check::{Finding, Subject, at};
use crate::model::Autoscaling;
use crate::model::value::Release;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    // Karpenter makes nodes for what is pending.
    if matches!(environment.autoscaling, Some(Autoscaling::Karpenter(_))) {
        return Vec::new();
    }
    let wanted = known(subject);
    let (mut places, mut count) = (0, 0);
    for group in environment.node_groups.values().filter(|group| is_open(group)) {
        // EKS1013 speaks of groups that take no pod.
        if group.max_pods == Some(0) {
            return Vec::new();
        }
        let Some(kinds) = kinds(subject.catalogue, group) else {
            return Vec::new();
        };
        let most = kinds
            .iter()
            .map(|kind| most_pods(environment, kind, group.max_pods))
            .max();
        let room = most.unwrap_or(0).saturating_sub(wanted.on_each_node);
        let nodes = nodes(environment, group);
        places += nodes.saturating_mul(room);
        count += nodes;
    }
    // Without a node there is no place for anything, which is somebody's intention.
    if count == 0 || wanted.replicas <= places {
        return Vec::new();
    }
    let (replicas, on_each) = (wanted.replicas, wanted.on_each_node);
    let node = if count == 1 { "node takes" } else { "nodes take" };
    let message = format!(
        "{count} {node} {places} pods beside the {on_each} that run on each, and there are {replicas} at least"
    );
    vec![
        Finding::at(at!(nodeGroups), message)
            .help("take more nodes or larger ones; or give `vpc-cni` prefix delegation and the group `maxPods: 110`")
            .note("counted are the pods of add-ons and charts, not those of applications"),
    ]
}

/// The pods of add-ons and charts, as few as there can be.
fn known(subject: &Subject<'_>) -> Pods {
    let environment = subject.environment();
    let pods = &subject.catalogue.cluster_limits().pods;
    let addons = environment
        .addons
        .keys()
        .filter_map(|name| pods.addons.get(name.as_str()));
    let charts = environment
        .charts
        .keys()
        .filter_map(|release| pods.charts.get(release.name()));
    let mut known = addons.chain(charts).fold(Pods::default(), |sum, of| Pods {
        on_each_node: sum.on_each_node + of.on_each_node,
        replicas: sum.replicas + of.replicas,
    });
    let monitoring = &environment.monitoring;
    if environment.charts.contains_key(&Release::KubePrometheusStack) {
        known.replicas += monitoring
            .prometheus
            .as_ref()
            .map_or(0, |prometheus| prometheus.replicas.unwrap_or(1));
        known.replicas += monitoring
            .alertmanager
            .as_ref()
            .map_or(0, |manager| manager.replicas.unwrap_or(1));
        known.replicas += u32::from(monitoring.grafana.is_some());
    }
    known.replicas += environment
        .workloads
        .nginx
        .as_ref()
        .map_or(0, |nginx| nginx.replicas.unwrap_or(1));
    known
}
