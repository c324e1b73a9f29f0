//! EKS1027: a pod that asks for more memory or CPU than any node has.

use serde_json::Value;

use crate::capacity::{is_open, kinds, most_pods};
use crate::catalog::InstanceType;
use crate::diag::FieldPath;
use crate::fields::pools;
use crate::model::{NodeGroup, NodePool};
use crate::parts::{Found, of_addon, of_chart};
use crate::placement::{STARTERS, begins_with_node};
use crate::quantity::amount;
use crate::resolve::pool_kinds;
use crate::{Finding, Subject, at};

const HELP: &str = "ask for less, or add a node group of larger machines";
const KEPT: &str =
    "a node keeps memory for itself: 255 MiB, 11 MiB for each pod it can take, 100 MiB to evict at";

/// A machine on which pods run.
struct Machine {
    kind: InstanceType,
    /// Memory in MiB that pods can get.
    room: u32,
}

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let addons = environment.addons.iter();
    let of_addons =
        addons.flat_map(|(name, addon)| of_addon(name.as_str(), &addon.configuration, "resources"));
    let of_charts = |starts: bool| {
        let charts = environment.charts.iter();
        let charts = charts.filter(move |(release, _)| STARTERS.contains(release) == starts);
        charts.flat_map(|(release, chart)| of_chart(subject, *release, &chart.extra_values, "resources"))
    };
    let ever = machines(subject, |_| true, pools(environment));
    // What starts nodes cannot wait for one.
    let at_first = machines(subject, begins_with_node, Vec::new());
    let waiting = of_values(of_charts(false).chain(of_addons), ever, "");
    let starting = of_values(of_charts(true), at_first, " that is there at first");
    let of_prometheus = of_prometheus(subject).into_iter();
    of_prometheus.chain(waiting).chain(starting).collect()
}

fn of_prometheus(subject: &Subject<'_>) -> Option<Finding> {
    let prometheus = subject.environment().monitoring.prometheus.as_ref()?;
    let request = prometheus.memory_request.as_ref()?;
    let machines = machines(subject, is_open, pools(subject.environment()))?;
    let Machine { kind, room } = machines.iter().max_by_key(|machine| machine.room)?;
    let message = format!(
        "Prometheus asks for `{request}`, and pods have {room} MiB on `{}`, the largest node",
        kind.name
    );
    (request.bytes() > u64::from(*room) << 20).then(|| {
        Finding::at(at!(monitoring.prometheus.memoryRequest), message)
            .help(HELP)
            .note(KEPT)
    })
}

/// Those of the pods' requests that no machine meets. Which taints those pods tolerate is not asked.
fn of_values<'v>(
    pods: impl Iterator<Item = Found<'v>>,
    machines: Option<Vec<Machine>>,
    which: &str,
) -> Vec<Finding> {
    let Some(machines) = machines else {
        return Vec::new();
    };
    let requests = pods.filter_map(|found| {
        let requests = found.map.get("requests")?.as_object()?;
        let at = found.at.key("requests");
        let of = |key: &str| Some((at.key(key), requests.get(key)?));
        Some([
            too_much_memory(of("memory"), &machines, which),
            too_much_cpu(of("cpu"), &machines, which),
        ])
    });
    requests.flatten().flatten().collect()
}

fn too_much_memory(asked: Option<(FieldPath, &Value)>, machines: &[Machine], which: &str) -> Option<Finding> {
    let (at, value) = asked?;
    let Machine { kind, room } = machines.iter().max_by_key(|machine| machine.room)?;
    let message = format!(
        "a pod asks for `{}` of memory, and pods have {room} MiB on `{}`, the largest node{which}",
        written(value),
        kind.name
    );
    (amount(value)? > f64::from(*room) * 1_048_576.0).then(|| Finding::at(at, message).help(HELP).note(KEPT))
}

/// A node keeps a part of its first processor, and of the others. Source: amazon-eks-ami, nodeadm,
/// `getCPUMillicoresToReserve`, as of 2026-07.
fn too_much_cpu(asked: Option<(FieldPath, &Value)>, machines: &[Machine], which: &str) -> Option<Finding> {
    let (at, value) = asked?;
    let Machine { kind, .. } = machines.iter().max_by_key(|machine| machine.kind.vcpu)?;
    let message = format!(
        "a pod asks for `{}` of CPU, and pods have less than {} on `{}`, the node with the most{which}",
        written(value),
        kind.vcpu,
        kind.name
    );
    (amount(value)? >= f64::from(kind.vcpu)).then(|| Finding::at(at, message).help(HELP))
}

fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The machines of these groups and of those pools of Karpenter's; `None` where one is not known.
fn machines(
    subject: &Subject<'_>,
    counts: impl Fn(&NodeGroup) -> bool,
    pools: Vec<(FieldPath, &NodePool)>,
) -> Option<Vec<Machine>> {
    let environment = subject.environment();
    let limits = subject.catalogue.cluster_limits();
    let machine = |kind: InstanceType, max_pods: Option<u16>| {
        // With fewest pods it keeps least.
        let pods = most_pods(environment, &kind, max_pods).min(kind.max_pods);
        let room = limits.allocatable_mib(&kind, pods);
        Machine { kind, room }
    };
    let mut machines = Vec::new();
    for group in environment.node_groups.values().filter(|group| counts(group)) {
        let kinds = kinds(subject.catalogue, group)?;
        machines.extend(kinds.into_iter().map(|kind| machine(kind, group.max_pods)));
    }
    for (_, pool) in pools {
        let kinds = pool_kinds(subject.catalogue, pool);
        machines.extend(kinds.into_iter().map(|kind| machine(kind, pool.max_pods)));
    }
    Some(machines)
}
