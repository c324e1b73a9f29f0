//! EKS1027: a pod that asks for more memory or CPU than any node has.

use serde_json::{Map, Value};

use crate::capacity::{is_open, kinds, most_pods};
use crate::catalog::InstanceType;
use crate::diag::FieldPath;
use crate::emit::helm;
use crate::fields::pools_at_work;
use crate::model::value::{NodeGroupName, Release};
use crate::model::{NodeGroup, NodePool};
use crate::parts::{Found, of_addon, of_chart, of_written};
use crate::placement::{STARTERS, begins_with_node};
use crate::quantity::amount;
use crate::resolve::pool_kinds;
use crate::{Finding, Subject, at};

const HELP: &str = "ask for less, or add a node group of larger machines";
const LIMIT: &str = "a limit without a request is the request too";
const KEPT: &str =
    "a node keeps memory for itself: 255 MiB, 11 MiB for each pod it can take, 100 MiB to evict at";

/// Charts whose pods request nothing by themselves; what eksight has them ask for goes where values say anything. Source: values.yaml of kube-prometheus-stack 88.5.3 with grafana,
/// kube-state-metrics and prometheus-node-exporter, of external-dns 1.21.1, karpenter 1.14.1 and
/// aws-load-balancer-controller 3.5.0, as of 2026-11-30.
const ASK_FOR_NOTHING: [Release; 4] = [
    Release::KubePrometheusStack,
    Release::ExternalDns,
    Release::Karpenter,
    Release::AwsLoadBalancerController,
];

/// A machine on which pods run.
struct Machine<'c> {
    kind: &'c InstanceType,
    /// Memory in MiB that pods can get.
    room: u32,
}

/// Where pods can run.
struct Nodes<'a> {
    machines: Vec<Machine<'a>>,
    /// What is said of the largest of them.
    which: &'static str,
    /// The machines of groups that do not count as long as they begin without a node.
    later: Vec<(&'a NodeGroupName, Vec<Machine<'a>>)>,
}

impl Nodes<'_> {
    /// What to do where none of them has room.
    fn help(&self, has_room: impl Fn(&Machine<'_>) -> bool) -> String {
        let mut later = self.later.iter();
        match later.find(|(_, machines)| machines.iter().any(&has_room)) {
            Some((name, _)) => {
                format!(
                    "ask for less, or let `{name}` begin with a node: `nodeGroups.{name}.size.desired: 1`"
                )
            }
            None => HELP.to_owned(),
        }
    }
}

/// What values say of the resources of a pod.
struct Pod<'v> {
    resources: Found<'v>,
    /// Whether its limits are its requests where it has no others.
    by_limits: bool,
    /// Whether eksight says it and nobody else.
    ours: bool,
}

/// What a pod asks for of memory or CPU.
struct Asked<'v> {
    at: FieldPath,
    value: &'v Value,
    /// Whether it follows from the limit.
    by_limit: bool,
    /// The value by which the environment can say something else, where eksight says it.
    instead: Option<String>,
}

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let addons = environment.addons.iter();
    let of_addons = addons
        .flat_map(|(name, addon)| of_addon(name.as_str(), &addon.configuration, "resources"))
        .map(|resources| Pod {
            resources,
            by_limits: false,
            ours: false,
        });
    let of_charts = |starts: bool| {
        let charts = environment.charts.iter();
        let charts = charts.filter(move |(release, _)| STARTERS.contains(release) == starts);
        charts.flat_map(|(release, chart)| {
            let found = of_chart(subject, *release, &chart.extra_values, "resources").into_iter();
            found.map(|resources| Pod {
                by_limits: ASK_FOR_NOTHING.contains(release) && !is_of_operator(&resources),
                resources,
                ours: false,
            })
        })
    };
    let written = our_values(subject);
    let of_ours = |starts: bool| {
        let written = written.iter();
        let written = written.filter(move |(release, _)| STARTERS.contains(release) == starts);
        let found = written.flat_map(|(release, values)| of_written(*release, values, "resources"));
        found.map(|resources| Pod {
            resources,
            by_limits: false,
            ours: true,
        })
    };
    let waiting = of_values(
        of_charts(false).chain(of_addons).chain(of_ours(false)),
        ever(subject),
    );
    let starting = of_values(of_charts(true).chain(of_ours(true)), at_first(subject));
    let of_prometheus = of_prometheus(subject).into_iter();
    of_prometheus.chain(waiting).chain(starting).collect()
}

/// The values that eksight writes, of charts whose pods' requests are among them. What the stack's say of Prometheus follows from fields.
fn our_values<'s>(subject: &'s Subject<'_>) -> Vec<(Release, &'s Map<String, Value>)> {
    let releases = subject.resolved.releases.iter().map(|release| release.release);
    let releases = releases.filter(|release| helm::sets_resources(*release));
    let values = releases.filter_map(|release| Some((release, subject.typed_values(release)?)));
    values.collect()
}

/// Whether the operator of Prometheus makes the pods: it has requests of its own for them.
fn is_of_operator(resources: &Found<'_>) -> bool {
    resources.above.last().is_some_and(|key| key.ends_with("Spec"))
}

fn ever<'a>(subject: &Subject<'a>) -> Option<Nodes<'a>> {
    Some(Nodes {
        machines: machines(subject, |_| true, pools_at_work(subject.environment()))?,
        which: "",
        later: Vec::new(),
    })
}

/// What starts nodes cannot wait for one.
fn at_first<'a>(subject: &Subject<'a>) -> Option<Nodes<'a>> {
    let groups = subject.environment().node_groups.iter();
    let later = groups.filter(|(_, group)| !begins_with_node(group));
    let later = later.filter_map(|(name, group)| Some((name, of_group(subject, group)?)));
    Some(Nodes {
        machines: machines(subject, begins_with_node, Vec::new())?,
        which: " that is there at first",
        later: later.collect(),
    })
}

fn of_prometheus(subject: &Subject<'_>) -> Option<Finding> {
    let prometheus = subject.environment().monitoring.prometheus.as_ref()?;
    let request = prometheus.memory_request.as_ref()?;
    let machines = machines(subject, is_open, pools_at_work(subject.environment()))?;
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
fn of_values<'v>(pods: impl Iterator<Item = Pod<'v>>, nodes: Option<Nodes<'_>>) -> Vec<Finding> {
    let Some(nodes) = nodes else {
        return Vec::new();
    };
    let found = pods.flat_map(|pod| {
        [
            too_much_memory(pod.asked("memory"), &nodes),
            too_much_cpu(pod.asked("cpu"), &nodes),
        ]
    });
    found.flatten().collect()
}

impl<'v> Pod<'v> {
    /// What it asks for: where only a limit says something, that is the request. Source: Kubernetes documentation, resource
    /// management for pods and containers, as of 2026-11.
    fn asked(&self, what: &str) -> Option<Asked<'v>> {
        let of = |key: &str| {
            let value = self
                .resources
                .map
                .get(key)?
                .get(what)
                .filter(|value| !value.is_null())?;
            let Found { at, above, .. } = &self.resources;
            let above = || above.iter().map(|key| format!("{key}.")).collect::<String>();
            Some(Asked {
                at: if self.ours { at.clone() } else { at.key(key).key(what) },
                value,
                by_limit: key == "limits",
                instead: self.ours.then(|| format!("{}resources", above())),
            })
        };
        of("requests").or_else(|| of("limits").filter(|_| self.by_limits))
    }
}

impl Asked<'_> {
    fn finding(self, message: String, help: String) -> Finding {
        let finding = Finding::at(self.at, message).help(help);
        match self.instead {
            Some(path) => finding.note(format!("eksight writes that; `{path}` in `extraValues` takes its place")),
            None if self.by_limit => finding.note(LIMIT),
            None => finding,
        }
    }
}

fn too_much_memory(asked: Option<Asked<'_>>, nodes: &Nodes<'_>) -> Option<Finding> {
    let asked = asked?;
    let amount = amount(asked.value)?;
    let has_room = |machine: &Machine<'_>| amount <= f64::from(machine.room) * 1_048_576.0;
    let largest = nodes.machines.iter().max_by_key(|machine| machine.room)?;
    let message = format!(
        "a pod asks for `{}` of memory, and pods have {} MiB on `{}`, the largest node{}",
        written(asked.value),
        largest.room,
        largest.kind.name,
        nodes.which
    );
    (!has_room(largest)).then(|| asked.finding(message, nodes.help(has_room)).note(KEPT))
}

/// A node keeps a part of its first processor, and of the others. Source: amazon-eks-ami, nodeadm,
/// `getCPUMillicoresToReserve`, as of 2026-07.
fn too_much_cpu(asked: Option<Asked<'_>>, nodes: &Nodes<'_>) -> Option<Finding> {
    let asked = asked?;
    let amount = amount(asked.value)?;
    let has_room = |machine: &Machine<'_>| amount < f64::from(machine.kind.vcpu);
    let largest = nodes.machines.iter().max_by_key(|machine| machine.kind.vcpu)?;
    let message = format!(
        "a pod asks for `{}` of CPU, and pods have less than {} on `{}`, the node with the most{}",
        written(asked.value),
        largest.kind.vcpu,
        largest.kind.name,
        nodes.which
    );
    (!has_room(largest)).then(|| asked.finding(message, nodes.help(has_room)))
}

fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The machines of these groups and of those pools of Karpenter's; `None` where one is not known.
fn machines<'a>(
    subject: &Subject<'a>,
    counts: impl Fn(&NodeGroup) -> bool,
    pools: Vec<(FieldPath, &NodePool)>,
) -> Option<Vec<Machine<'a>>> {
    let mut machines = Vec::new();
    for group in subject
        .environment()
        .node_groups
        .values()
        .filter(|group| counts(group))
    {
        machines.extend(of_group(subject, group)?);
    }
    for (_, pool) in pools {
        let kinds = pool_kinds(subject.catalogue, pool).into_iter();
        machines.extend(kinds.map(|kind| machine(subject, kind, pool.max_pods)));
    }
    Some(machines)
}

fn of_group<'a>(subject: &Subject<'a>, group: &NodeGroup) -> Option<Vec<Machine<'a>>> {
    let kinds = kinds(subject.catalogue, group)?.into_iter();
    Some(kinds.map(|kind| machine(subject, kind, group.max_pods)).collect())
}

fn machine<'a>(subject: &Subject<'_>, kind: &'a InstanceType, max_pods: Option<u16>) -> Machine<'a> {
    // With fewest pods it keeps least.
    let pods = most_pods(subject.environment(), kind, max_pods).min(kind.max_pods);
    let room = subject.catalogue.cluster_limits().allocatable_mib(kind, pods);
    Machine { kind, room }
}
