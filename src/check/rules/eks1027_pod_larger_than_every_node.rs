//! EKS1027: a pod that asks for more memory than any node has.

use crate::capacity::{is_open, kinds, most_pods};
use crate::catalog::InstanceType;
use crate::fields::pools;
use crate::resolve::pool_kinds;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    largest(subject)
        .and_then(|(node, room)| {
            let prometheus = subject.environment().monitoring.prometheus.as_ref()?;
            let request = prometheus.memory_request.as_ref()?;
            let message = format!("Prometheus asks for `{request}`, and pods have {room} MiB on `{node}`, the largest node");
            (request.bytes() > u64::from(room) << 20).then(|| {
                Finding::at(at!(monitoring.prometheus.memoryRequest), message)
                    .help("ask for less, or add a node group of larger machines")
                    .note("a node keeps memory for itself: 255 MiB, 11 MiB for each pod it can take, 100 MiB to evict at")
            })
        })
        .into_iter()
        .collect()
}

/// The machine with the most room that pods can get, and its room in MiB; `None` where one is not known.
fn largest(subject: &Subject<'_>) -> Option<(String, u32)> {
    let environment = subject.environment();
    let limits = subject.catalogue.cluster_limits();
    let mut machines: Vec<(String, u32)> = Vec::new();
    let mut add = |kind: InstanceType, max_pods: Option<u16>| {
        // With fewest pods it keeps least.
        let pods = most_pods(environment, &kind, max_pods).min(kind.max_pods);
        let room = limits.allocatable_mib(&kind, pods);
        machines.push((kind.name, room));
    };
    for group in environment.node_groups.values().filter(|group| is_open(group)) {
        let kinds = kinds(subject.catalogue, group)?;
        kinds.into_iter().for_each(|kind| add(kind, group.max_pods));
    }
    for (_, pool) in pools(environment) {
        let kinds = pool_kinds(subject.catalogue, pool);
        kinds.into_iter().for_each(|kind| add(kind, pool.max_pods));
    }
    machines.into_iter().max_by_key(|(_, room)| *room)
}
