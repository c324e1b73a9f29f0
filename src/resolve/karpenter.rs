//! What the stack, Karpenter's values and its node classes must agree on: names, since they meet in no template; and how many
//! pods Karpenter has.

use crate::model::value::Release;
use crate::model::{Cluster, Environment, NodeGroup, TaintEffect};

/// Names that Karpenter goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KarpenterNames {
    /// The role of the machines that it makes. Roles belong to the account, so the region is in the name.
    pub node_role: String,
    /// The queue on which EC2 announces interruptions.
    pub queue: String,
    /// The value of the tag `karpenter.sh/discovery` on subnets for its machines.
    pub discovery: String,
}

impl KarpenterNames {
    /// The names in a cluster, whether or not it has Karpenter.
    pub(super) fn resolve(cluster: &Cluster) -> Self {
        let Cluster { name, region, .. } = cluster;
        Self {
            node_role: format!("{name}-karpenter-{region}"),
            queue: format!("{name}-karpenter"),
            discovery: name.to_string(),
        }
    }
}

/// Two pods as in its chart, each on a node of its own, or one where the groups have no second node at first: it does not
/// run on those that it makes, and the other would stay pending. Source: chart 1.14.1, values.yaml, `affinity` and
/// `tolerations`, as of 2026-11-30.
pub(super) fn replicas(environment: &Environment) -> u32 {
    let chart = environment.charts.get(&Release::Karpenter);
    let own_tolerations = chart.is_some_and(|chart| chart.extra_values.contains_key("tolerations"));
    let tolerates = |group: &NodeGroup| {
        let mut taints = group.taints.iter();
        own_tolerations
            || taints.all(|(key, taint)| {
                key == "CriticalAddonsOnly" || taint.effect == TaintEffect::PreferNoSchedule
            })
    };
    let groups = environment.node_groups.values();
    let nodes = groups
        .filter(|group| tolerates(group))
        .fold(0_u32, |sum, group| sum.saturating_add(group.size.desired));
    nodes.clamp(1, 2)
}
