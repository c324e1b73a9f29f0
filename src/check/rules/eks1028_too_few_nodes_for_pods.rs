//! EKS1028: node groups on which not even the pods that are known find a place.

use crate::capacity::{Addressing, addressing, is_open, kinds, most_pods, nodes, takes_prefixes};
use crate::catalog::{InstanceType, PodCount};
use crate::model::value::Release;
use crate::model::{Alertmanager, Autoscaling, ContainerInsights, Environment, Nginx, Prometheus};
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    // Karpenter makes nodes for what is pending.
    if matches!(environment.autoscaling, Some(Autoscaling::Karpenter(_))) {
        return Vec::new();
    }
    let wanted = known(subject);
    let (mut places, mut count) = (0_u32, 0_u32);
    let mut can_carry_more = addressing(environment) == Some(Addressing::Single);
    for group in environment.node_groups.values().filter(|group| is_open(group)) {
        // EKS1013 speaks of groups that take no pod.
        if group.max_pods == Some(0) {
            return Vec::new();
        }
        let Some(kinds) = kinds(subject.catalogue, group) else {
            return Vec::new();
        };
        can_carry_more &= kinds.iter().all(|kind| carries_prefixes(kind));
        let most = kinds
            .iter()
            .map(|kind| most_pods(environment, kind, group.max_pods))
            .max();
        let room = most.unwrap_or(0).saturating_sub(wanted.on_each_node);
        let nodes = nodes(environment, group);
        places = places.saturating_add(nodes.saturating_mul(room));
        count = count.saturating_add(nodes);
    }
    // Without a node there is no place for anything, which is somebody's intention.
    if count == 0 || wanted.replicas <= places {
        return Vec::new();
    }
    let (replicas, on_each) = (wanted.replicas, wanted.on_each_node);
    let node = if count == 1 { "node takes" } else { "nodes take" };
    let pod = if places == 1 { "pod" } else { "pods" };
    let message = format!(
        "{count} {node} {places} {pod} beside the {on_each} that run on each, and there are {replicas} at least"
    );
    vec![
        Finding::at(at!(nodeGroups), message)
            .help(match can_carry_more {
                true => "take more nodes or larger ones; or give `vpc-cni` prefix delegation and the group `maxPods: 110`",
                false => "take more nodes or larger ones",
            })
            .note("counted are the pods of add-ons and charts, not those of applications"),
    ]
}

/// Memory from which 110 pods are worth a thought: the kubelet keeps 11 MiB for each, and they want some themselves.
const ROOMY_MIB: u32 = 8 << 10;

/// Whether prefixes, and what they allow, help on machines of the type.
fn carries_prefixes(kind: &InstanceType) -> bool {
    takes_prefixes(kind) && kind.memory_mib >= ROOMY_MIB
}

/// The pods of add-ons and charts, as few as there can be: who configures something may have given it fewer.
fn known(subject: &Subject<'_>) -> PodCount {
    let environment = subject.environment();
    let pods = &subject.catalogue.cluster_limits().pods;
    let addons = environment.addons.iter().filter_map(|(name, addon)| {
        let known = *pods.addons.get(name.as_str())?;
        Some(if addon.configuration.is_empty() {
            known
        } else {
            PodCount {
                replicas: known.replicas.min(1),
                ..known
            }
        })
    });
    let charts = environment.charts.iter().filter_map(|(release, chart)| {
        let known = *pods.charts.get(release.name())?;
        Some(if chart.extra_values.is_empty() {
            known
        } else {
            PodCount {
                replicas: known.replicas.min(1),
                on_each_node: 0,
            }
        })
    });
    let mut replicas = of_fields(subject.environment());
    let mut on_each_node = match environment.logging.container_insights {
        // The CloudWatch agent and Fluent Bit.
        Some(ContainerInsights::Quickstart(_)) => 2_u32,
        _ => 0,
    };
    for known in addons.chain(charts) {
        replicas = replicas.saturating_add(known.replicas);
        on_each_node = on_each_node.saturating_add(known.on_each_node);
    }
    PodCount {
        on_each_node,
        replicas,
    }
}

/// Pods that the environment itself counts.
fn of_fields(environment: &Environment) -> u32 {
    let monitoring = &environment.monitoring;
    let stack = environment.charts.contains_key(&Release::KubePrometheusStack);
    let of_stack = [
        monitoring.prometheus.as_ref().map(Prometheus::replica_count),
        monitoring.alertmanager.as_ref().map(Alertmanager::replica_count),
        monitoring.grafana.as_ref().map(|_| 1),
    ];
    let of_stack = of_stack.into_iter().flatten().filter(|_| stack);
    let nginx = environment.workloads.nginx.as_ref().map(Nginx::replica_count);
    of_stack.chain(nginx).fold(0, u32::saturating_add)
}
