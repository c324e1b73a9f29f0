//! Which labels nodes have, for selectors of pods. For rules.

use super::Subject;
use super::fields::is_at_work;
use super::placement::{ever_with_nodes, with_nodes};
use crate::catalog::{Architecture, InstanceType};
use crate::model::value::{NodeGroupName, ResourceName, ZoneRef};
use crate::model::{Autoscaling, CapacityType, Named, NodeGroup, NodePool, Provisioner, Taint, Texts};
use crate::resolve::pool_kinds;

/// What nodes are called after, for labels that EKS and Karpenter give them.
enum Called<'a> {
    /// Their group, as EKS has it.
    Group(&'a str),
    /// Their group, of whose name CloudFormation makes up one.
    Generated,
    /// Their pool.
    Pool(&'a str),
}

/// Nodes of one kind: those of a group, or of a pool of Karpenter's.
pub(super) struct Nodes<'a> {
    called: Called<'a>,
    pub(super) taints: &'a Named<String, Taint>,
    labels: &'a Texts,
    /// How they are bought.
    bought: &'a [CapacityType],
    /// Their types; none where one is not known.
    kinds: Vec<&'a InstanceType>,
    /// Names of the zones in which they are; none where one is not known.
    zones: Vec<&'a str>,
    /// Whether shell commands run on them, which can tell the kubelet more labels.
    scripted: bool,
    /// Whether every pool of Karpenter's is known, because it is the environment's own.
    pooled: bool,
}

/// The groups that begin with a node.
pub(super) fn at_first<'a>(subject: &Subject<'a>) -> Vec<Nodes<'a>> {
    let groups = with_nodes(subject.environment()).into_iter();
    groups.map(|group| of_group(subject, group)).collect()
}

/// The groups and pools that have nodes, or get them when pods wait for one.
pub(super) fn ever<'a>(subject: &Subject<'a>) -> Vec<Nodes<'a>> {
    let environment = subject.environment();
    let groups = ever_with_nodes(environment).map(|group| of_group(subject, group));
    let pools = match &environment.autoscaling {
        Some(Autoscaling::Karpenter(karpenter)) => Some(&karpenter.node_pools),
        Some(Autoscaling::ClusterAutoscaler(_)) | None => None,
    };
    let pools = pools.into_iter().flatten().filter(|(_, pool)| is_at_work(pool));
    groups.chain(pools.map(|pool| of_pool(subject, pool))).collect()
}

fn of_group<'a>(subject: &Subject<'a>, (name, group): (&'a NodeGroupName, &'a NodeGroup)) -> Nodes<'a> {
    let kinds = group
        .instance_types
        .iter()
        .map(|kind| subject.catalogue.instance_type(kind));
    Nodes {
        called: match subject.environment().provisioner {
            Provisioner::Eksctl => Called::Group(name.as_str()),
            Provisioner::Native => Called::Generated,
        },
        taints: &group.taints,
        labels: &group.labels,
        bought: std::slice::from_ref(&group.capacity_type),
        kinds: kinds.collect::<Option<Vec<_>>>().unwrap_or_default(),
        zones: zones(subject, &group.zones),
        scripted: !group.pre_bootstrap_commands.is_empty(),
        pooled: matches!(subject.environment().autoscaling, Some(Autoscaling::Karpenter(_))),
    }
}

fn of_pool<'a>(subject: &Subject<'a>, (name, pool): (&'a ResourceName, &'a NodePool)) -> Nodes<'a> {
    Nodes {
        called: Called::Pool(name.as_str()),
        taints: &pool.taints,
        labels: &pool.labels,
        bought: &pool.capacity_types,
        kinds: pool_kinds(subject.catalogue, pool),
        zones: zones(subject, &[]),
        scripted: false,
        pooled: true,
    }
}

/// The names of these zones, or of all the cluster's.
fn zones<'a>(subject: &Subject<'a>, of_group: &[ZoneRef]) -> Vec<&'a str> {
    let of_cluster = subject
        .environment()
        .cluster
        .zones
        .iter()
        .zip(&subject.resolved.zones);
    let of_group = of_cluster.filter(|(zone, _)| of_group.is_empty() || of_group.contains(zone));
    let names = of_group.map(|(_, zone)| zone.name.as_deref());
    names.collect::<Option<Vec<_>>>().unwrap_or_default()
}

impl Nodes<'_> {
    /// Whether they can have a label with this value. Keys with a domain that no group and no pool sets are of other
    /// programs. Sources: Kubernetes documentation, well-known labels; EKS user guide, managed node groups, capacity types;
    /// Karpenter documentation, scheduling, well-known labels; as of 2026-11.
    pub(super) fn can_have(&self, key: &str, wanted: &str, all: &[Nodes<'_>]) -> bool {
        match key {
            "kubernetes.io/os" => wanted == "linux",
            "kubernetes.io/arch" => {
                self.kinds.is_empty() || self.kinds.iter().any(|kind| processor(kind) == wanted)
            }
            "node.kubernetes.io/instance-type" => {
                self.kinds.is_empty() || self.kinds.iter().any(|kind| kind.name == wanted)
            }
            "eks.amazonaws.com/nodegroup" => match self.called {
                Called::Group(name) => name == wanted,
                Called::Generated => is_generated(wanted),
                Called::Pool(_) => self.is_told(key, wanted),
            },
            "karpenter.sh/nodepool" if self.pooled => match self.called {
                Called::Pool(name) => name == wanted,
                Called::Group(_) | Called::Generated => self.is_told(key, wanted),
            },
            "karpenter.sh/capacity-type" if self.pooled => match self.called {
                Called::Pool(_) => self.is_bought(["on-demand", "spot"], wanted),
                Called::Group(_) | Called::Generated => self.is_told(key, wanted),
            },
            "eks.amazonaws.com/capacityType" => match self.called {
                Called::Group(_) | Called::Generated => self.is_bought(["ON_DEMAND", "SPOT"], wanted),
                Called::Pool(_) => self.is_told(key, wanted),
            },
            "topology.kubernetes.io/zone" => self.zones.is_empty() || self.zones.contains(&wanted),
            _ => match self.labels.get(key) {
                Some(value) => value == wanted,
                None => {
                    self.scripted
                        || key.contains('/') && !all.iter().any(|nodes| nodes.labels.contains_key(key))
                }
            },
        }
    }

    /// Whether somebody gives them a label that such nodes do not have by themselves.
    fn is_told(&self, key: &str, wanted: &str) -> bool {
        self.labels
            .get(key)
            .map_or(self.scripted, |value| value == wanted)
    }

    /// Whether some are bought as this says, in the words for what is bought at the list price and for Spot.
    fn is_bought(&self, [on_demand, spot]: [&str; 2], wanted: &str) -> bool {
        self.bought.iter().any(|bought| match bought {
            CapacityType::OnDemand => wanted == on_demand,
            CapacityType::Spot => wanted == spot,
        })
    }
}

/// Whether CloudFormation can have made up a name: twelve letters and digits end each. Source: CloudFormation template
/// reference, resource custom naming, as of 2026-11.
fn is_generated(name: &str) -> bool {
    let end = name.rsplit_once('-').map(|(_, end)| end);
    end.is_some_and(|end| end.len() >= 12 && end.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// What `kubernetes.io/arch` says of nodes of the type.
fn processor(kind: &InstanceType) -> &'static str {
    match kind.architecture {
        Architecture::Arm64 | Architecture::Arm64Mac => "arm64",
        Architecture::X86_64 | Architecture::X86_64Mac => "amd64",
    }
}
