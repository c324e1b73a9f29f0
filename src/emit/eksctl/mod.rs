//! `eksctl/cluster.yaml`: the cluster of the eksctl shape, as eksctl's own ClusterConfig. Source: eksctl, ClusterConfig
//! schema v1alpha5, as of 2026-08.

mod addon;
mod identity;
mod node_group;

use indexmap::IndexMap;
use serde::Serialize;

use super::artifact::Artifact;
use super::stack_output::StackOutput;
use super::yaml::Style;
use crate::model::{
    self, AccessEntry, Cluster, Endpoint, LogType, Provisioner, SecretsEncryption, SubnetKind, Texts,
};
use crate::resolve::Resolved;

/// Where the file lies below `out/<environment>/`.
pub const PATH: &str = "eksctl/cluster.yaml";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClusterConfig {
    api_version: &'static str,
    kind: &'static str,
    metadata: Metadata,
    #[serde(skip_serializing_if = "Option::is_none")]
    kubernetes_network_config: Option<KubernetesNetwork>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_config: Option<AccessConfig>,
    iam: identity::Iam,
    vpc: Vpc,
    #[serde(skip_serializing_if = "Option::is_none")]
    secrets_encryption: Option<KeyArn>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cloud_watch: Option<CloudWatch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upgrade_policy: Option<UpgradePolicy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zonal_shift_config: Option<ZonalShift>,
    addons: Vec<addon::Addon>,
    managed_node_groups: Vec<node_group::NodeGroup>,
}

#[derive(Serialize)]
struct Metadata {
    name: String,
    region: String,
    version: String,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    tags: Texts,
}

#[derive(Serialize)]
struct KubernetesNetwork {
    #[serde(rename = "serviceIPv4CIDR")]
    service_cidr: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AccessConfig {
    authentication_mode: &'static str,
    bootstrap_cluster_creator_admin_permissions: bool,
    access_entries: Vec<Access>,
}

#[derive(Serialize)]
struct Access {
    #[serde(rename = "principalARN")]
    principal: String,
    #[serde(rename = "accessPolicies")]
    policies: [AccessPolicy; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AccessPolicy {
    #[serde(rename = "policyARN")]
    policy: String,
    access_scope: AccessScope,
}

#[derive(Serialize)]
struct AccessScope {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    namespaces: Vec<String>,
}

/// The VPC that the template makes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Vpc {
    id: String,
    subnets: Subnets,
    cluster_endpoints: Endpoints,
    /// Who may reach the private endpoint beside the nodes: a bastion, a CI runner.
    #[serde(rename = "extraCIDRs", skip_serializing_if = "Option::is_none")]
    extra_cidrs: Option<[String; 1]>,
    #[serde(rename = "publicAccessCIDRs", skip_serializing_if = "Vec::is_empty")]
    public_cidrs: Vec<String>,
}

#[derive(Serialize)]
struct Subnets {
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    public: IndexMap<String, Id>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    private: IndexMap<String, Id>,
}

#[derive(Serialize)]
struct Id {
    id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Endpoints {
    public_access: bool,
    private_access: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UpgradePolicy {
    support_type: &'static str,
}

#[derive(Serialize)]
struct ZonalShift {
    enabled: bool,
}

#[derive(Serialize)]
struct KeyArn {
    #[serde(rename = "keyARN")]
    key: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CloudWatch {
    cluster_logging: ClusterLogging,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClusterLogging {
    enable_types: Vec<LogType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log_retention_in_days: Option<u16>,
}

/// The file, in the eksctl shape.
#[must_use]
pub fn emit(resolved: &Resolved) -> Option<Artifact> {
    (resolved.environment.provisioner == Provisioner::Eksctl).then(|| {
        let config =
            serde_json::to_value(config(resolved)).expect("bug in eksight: a ClusterConfig is plain data");
        Artifact::yaml(resolved, PATH, vec![config], Style::Plain)
    })
}

fn config(resolved: &Resolved) -> ClusterConfig {
    let environment = resolved.environment;
    let Cluster {
        name,
        region,
        kubernetes_version,
        // In the resolved zones.
        zones: _,
        endpoint,
        log_types,
        service_cidr,
        secrets_encryption,
        upgrade_policy,
        // EKS1006: eksctl does not know it.
        deletion_protection: _,
        zonal_shift,
        access,
    } = &environment.cluster;
    let retention = environment.logging.control_plane.as_ref();
    ClusterConfig {
        api_version: "eksctl.io/v1alpha5",
        kind: "ClusterConfig",
        metadata: Metadata {
            name: name.to_string(),
            region: region.to_string(),
            version: kubernetes_version.to_string(),
            tags: environment.tags.clone(),
        },
        kubernetes_network_config: service_cidr.map(|cidr| KubernetesNetwork {
            service_cidr: cidr.to_string(),
        }),
        access_config: (!access.is_empty()).then(|| AccessConfig {
            authentication_mode: "API",
            bootstrap_cluster_creator_admin_permissions: false,
            access_entries: access.values().map(self::access).collect(),
        }),
        iam: identity::iam(resolved),
        vpc: vpc(resolved, endpoint),
        secrets_encryption: match secrets_encryption {
            Some(SecretsEncryption::KeyArn(arn)) => Some(KeyArn { key: arn.to_string() }),
            // EKS1006: eksctl makes no key.
            Some(SecretsEncryption::CreateKey(_)) | None => None,
        },
        cloud_watch: (!log_types.is_empty()).then(|| CloudWatch {
            cluster_logging: ClusterLogging {
                enable_types: environment.cluster.logs(),
                log_retention_in_days: retention.map(|logs| logs.retention_days.days()),
            },
        }),
        // The other one is what EKS does by itself.
        upgrade_policy: (*upgrade_policy == model::UpgradePolicy::Standard).then_some(UpgradePolicy {
            support_type: "STANDARD",
        }),
        zonal_shift_config: zonal_shift.then_some(ZonalShift { enabled: true }),
        addons: addon::addons(resolved),
        managed_node_groups: node_group::node_groups(resolved),
    }
}

fn access(entry: &AccessEntry) -> Access {
    let AccessEntry {
        principal_arn,
        policy,
        namespaces,
    } = entry;
    Access {
        principal: principal_arn.to_string(),
        policies: [AccessPolicy {
            policy: format!("arn:aws:eks::aws:cluster-access-policy/{}", policy.name()),
            access_scope: AccessScope {
                kind: if namespaces.is_empty() {
                    "cluster"
                } else {
                    "namespace"
                },
                namespaces: namespaces.iter().map(ToString::to_string).collect(),
            },
        }],
    }
}

/// Private subnets are named only where nodes are in them: the lab's cluster knows the public ones alone.
fn vpc(
    resolved: &Resolved,
    Endpoint {
        private,
        public_cidrs,
    }: &Endpoint,
) -> Vpc {
    let groups = &resolved.environment.node_groups;
    let used = |kind| kind == SubnetKind::Public || groups.values().any(|group| group.subnets == kind);
    let named = |kind| {
        let subnets = resolved
            .subnets
            .of(kind)
            .iter()
            .enumerate()
            .filter(|_| used(kind));
        let of_zone = subnets.map(|(position, subnet)| {
            let id = StackOutput::SubnetId(kind, position).reference(Provisioner::Eksctl);
            (node_group::zone_name(&resolved.zones[subnet.zone]), Id { id })
        });
        of_zone.collect()
    };
    Vpc {
        id: StackOutput::VpcId.reference(Provisioner::Eksctl),
        subnets: Subnets {
            public: named(SubnetKind::Public),
            private: named(SubnetKind::Private),
        },
        cluster_endpoints: Endpoints {
            public_access: !public_cidrs.is_empty(),
            private_access: *private,
        },
        extra_cidrs: private.then(|| [resolved.vpc_cidr.to_string()]),
        public_cidrs: public_cidrs.iter().map(ToString::to_string).collect(),
    }
}
