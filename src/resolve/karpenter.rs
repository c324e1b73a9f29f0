//! What the stack, Karpenter's values and its node classes must agree on: names, since they meet in no template.

use crate::model::Cluster;

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
