//! What EKS, its nodes and their network allow in number and in name; names of other services lie in `limits`.

use super::{Catalogue, InstanceType, Meta};
use indexmap::IndexMap;
use serde::Deserialize;

/// The most characters of a label's value in Kubernetes, and of its name without the prefix. Source: Kubernetes documentation,
/// labels and selectors, syntax and character set, as of 2026-11.
pub const LABEL_CHARACTERS: usize = 63;

/// Limits of clusters and nodes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClusterLimits {
    #[serde(rename = "_meta")]
    meta: Meta,
    /// Numbers that an account begins with and that AWS may raise.
    pub quotas: Quotas,
    /// Addresses that EKS recommends to leave free in each subnet of the control plane.
    pub control_plane_addresses: u32,
    /// Addresses of each subnet that AWS keeps.
    pub reserved_addresses: u32,
    /// How large the user data of an instance may be.
    pub user_data_bytes: usize,
    /// Which labels nodes may not be given.
    pub labels: LabelLimits,
    /// What a node keeps for itself.
    pub reserve: Reserve,
    /// Addresses in a prefix of an interface, with prefix delegation.
    pub addresses_in_prefix: u32,
    /// How many pods add-ons and charts have at least.
    pub pods: KnownPods,
}

/// Numbers that an account begins with.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Quotas {
    /// Managed node groups of a cluster.
    pub node_groups: usize,
    /// Nodes of a node group.
    pub nodes_in_group: u32,
    /// Instance types of a node group.
    pub instance_types: usize,
    /// Taints of a node group.
    pub taints: usize,
    /// Ranges that reach the public endpoint.
    pub public_cidrs: usize,
}

/// Which labels nodes may not be given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelLimits {
    /// What the kubelet refuses to give to itself.
    pub kubelet: LabelDomains,
    /// What Karpenter refuses in a pool.
    pub karpenter: LabelDomains,
    /// Labels of those domains that are allowed all the same.
    pub allowed: Vec<String>,
}

/// Domains of label keys that are kept.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LabelDomains {
    domains: Vec<String>,
    allowed_domains: Vec<String>,
}

impl LabelDomains {
    /// The kept domain that `key` lies in, unless it lies in one that is open.
    pub fn kept(&self, key: &str) -> Option<&str> {
        let (domain, _) = key.split_once('/')?;
        let within = |of: &&String| {
            domain
                .strip_suffix(of.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        if self.allowed_domains.iter().any(|open| within(&open)) {
            return None;
        }
        self.domains.iter().find(within).map(String::as_str)
    }
}

/// What a node keeps for itself.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reserve {
    memory_mib: u32,
    memory_mib_per_pod: u32,
    eviction_mib: u32,
}

/// Pods that are always there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownPods {
    /// By add-on.
    pub addons: IndexMap<String, PodCount>,
    /// By release.
    pub charts: IndexMap<String, PodCount>,
}

/// How many pods something has at least.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PodCount {
    /// On each node.
    #[serde(default)]
    pub on_each_node: u32,
    /// In the cluster.
    #[serde(default)]
    pub replicas: u32,
}

impl ClusterLimits {
    /// Day the limits were checked.
    pub fn as_of(&self) -> &str {
        &self.meta.as_of
    }

    /// The memory in MiB that pods can have on a machine at most. Linux keeps something too, so it is less in truth.
    pub fn allocatable_mib(&self, machine: &InstanceType, max_pods: u32) -> u32 {
        let Reserve {
            memory_mib,
            memory_mib_per_pod,
            eviction_mib,
        } = self.reserve;
        let kept = memory_mib + memory_mib_per_pod.saturating_mul(max_pods) + eviction_mib;
        machine.memory_mib.saturating_sub(kept)
    }
}

impl Catalogue {
    /// Limits of clusters and nodes.
    pub fn cluster_limits(&self) -> &ClusterLimits {
        &self.cluster_limits
    }
}

#[cfg(test)]
mod tests {
    use super::{Catalogue, ClusterLimits};

    fn limits() -> &'static ClusterLimits {
        Catalogue::shipped().cluster_limits()
    }

    #[test]
    fn a_kept_domain_holds_its_subdomains_and_not_its_look_alikes() {
        let kept = |key| limits().labels.kubelet.kept(key);
        assert_eq!(kept("node-role.kubernetes.io/worker"), Some("kubernetes.io"));
        assert_eq!(kept("kubernetes.io/role"), Some("kubernetes.io"));
        assert_eq!(kept("node.kubernetes.io/role"), None);
        assert_eq!(kept("notkubernetes.io/role"), None);
        assert_eq!(kept("role"), None);
        assert_eq!(
            limits().labels.karpenter.kept("karpenter.sh/role"),
            Some("karpenter.sh")
        );
    }

    #[test]
    fn a_machine_keeps_memory_for_itself() {
        let machine = Catalogue::shipped().instance_type("t3.medium").unwrap();
        assert_eq!(limits().allocatable_mib(machine, machine.max_pods), 3554);
        assert_eq!(limits().as_of(), "2026-11-24");
    }

    #[test]
    fn add_ons_and_releases_with_pods_are_known_ones() {
        let catalogue = Catalogue::shipped();
        let pods = &limits().pods;
        assert!(
            pods.addons
                .keys()
                .all(|name| catalogue.eks().add_on(name).is_some())
        );
        assert!(
            pods.charts
                .keys()
                .all(|name| catalogue.charts().chart(name).is_some())
        );
    }
}
