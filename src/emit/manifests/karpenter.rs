//! Karpenter's pools: for each an EC2NodeClass, which says what its machines are, and a NodePool, which says when and
//! how many. Source: Karpenter 1.14 documentation, NodePools and NodeClasses, 2026-08.

use serde::Serialize;
use serde_json::Value;

use super::{Metadata, Object};
use crate::catalog::taken_away_by;
use crate::model::value::Quantity;
use crate::model::{
    Autoscaling, CapacityType, Karpenter, NodePool, PoolLimits, Taint, TaintEffect, Texts, Volume,
};
use crate::resolve::{Resolved, SubnetOrigin};

#[derive(Serialize)]
struct Rest<S> {
    spec: S,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NodeClass {
    ami_selector_terms: [Alias; 1],
    role: String,
    subnet_selector_terms: Vec<Selector>,
    security_group_selector_terms: [Selector; 1],
    block_device_mappings: [BlockDevice; 1],
    metadata_options: MetadataOptions,
    #[serde(skip_serializing_if = "Option::is_none")]
    kubelet: Option<Kubelet>,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    tags: Texts,
}

#[derive(Serialize)]
struct Alias {
    alias: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Selector {
    Id(String),
    Tags(Texts),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BlockDevice {
    device_name: &'static str,
    ebs: Ebs,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ebs {
    volume_size: String,
    volume_type: &'static str,
    encrypted: bool,
    delete_on_termination: bool,
}

/// No instance metadata without a token, and none for pods: one hop ends at the node.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MetadataOptions {
    http_endpoint: &'static str,
    http_tokens: &'static str,
    http_put_response_hop_limit: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kubelet {
    max_pods: u16,
}

#[derive(Serialize)]
struct Pool {
    template: Template,
    disruption: Disruption,
    limits: Limits,
}

#[derive(Serialize)]
struct Template {
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Labels>,
    spec: Claim,
}

#[derive(Serialize)]
struct Labels {
    labels: Texts,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Claim {
    node_class_ref: ClassReference,
    requirements: [Requirement; 4],
    expire_after: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    termination_grace_period: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    taints: Vec<PoolTaint>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    startup_taints: Vec<PoolTaint>,
}

#[derive(Serialize)]
struct ClassReference {
    group: &'static str,
    kind: &'static str,
    name: String,
}

#[derive(Serialize)]
struct Requirement {
    key: &'static str,
    operator: &'static str,
    values: Vec<String>,
}

#[derive(Serialize)]
struct PoolTaint {
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    effect: TaintEffect,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Disruption {
    consolidation_policy: &'static str,
    consolidate_after: &'static str,
}

#[derive(Serialize)]
struct Limits {
    cpu: u32,
    memory: Quantity,
}

/// Whether there are pools.
pub(super) fn are_wanted(resolved: &Resolved) -> bool {
    let autoscaling = resolved.environment.autoscaling.as_ref();
    autoscaling.is_some_and(|autoscaling| match autoscaling {
        Autoscaling::Karpenter(Karpenter { node_pools }) => !node_pools.is_empty(),
        Autoscaling::ClusterAutoscaler(_) => false,
    })
}

/// A class and a pool for each of the environment's pools.
pub(super) fn objects(resolved: &Resolved) -> Vec<Value> {
    let Some(Autoscaling::Karpenter(Karpenter { node_pools })) = &resolved.environment.autoscaling else {
        return Vec::new();
    };
    node_pools
        .iter()
        .flat_map(|(name, pool)| [node_class(resolved, name, pool), node_pool(name, pool)])
        .collect()
}

fn node_class(resolved: &Resolved, name: &str, pool: &NodePool) -> Value {
    let environment = resolved.environment;
    let Volume { kind, size } = &pool.volume;
    let version = pool.image_version.as_deref().unwrap_or("latest");
    let spec = NodeClass {
        ami_selector_terms: [Alias {
            alias: format!("al2023@{version}"),
        }],
        role: resolved.karpenter.node_role.clone(),
        subnet_selector_terms: subnets(resolved),
        // EKS tags the cluster's security group with this. Source: EKS user guide, security group requirements.
        security_group_selector_terms: [tagged("aws:eks:cluster-name", &environment.cluster.name)],
        block_device_mappings: [BlockDevice {
            device_name: "/dev/xvda",
            ebs: Ebs {
                volume_size: size.to_string(),
                volume_type: kind.name(),
                encrypted: true,
                delete_on_termination: true,
            },
        }],
        metadata_options: MetadataOptions {
            http_endpoint: "enabled",
            http_tokens: "required",
            http_put_response_hop_limit: 1,
        },
        kubelet: pool.max_pods.map(|max_pods| Kubelet { max_pods }),
        tags: environment.tags.clone(),
    };
    Object {
        api_version: "karpenter.k8s.aws/v1",
        kind: "EC2NodeClass",
        metadata: Metadata::cluster_wide(name),
        rest: Rest { spec },
    }
    .tree()
}

/// Subnets that the stack makes carry a tag; existing ones are named.
fn subnets(resolved: &Resolved) -> Vec<Selector> {
    let existing = |origin: &SubnetOrigin| match origin {
        SubnetOrigin::Existing(id) => Some(Selector::Id(id.to_string())),
        SubnetOrigin::New(_) => None,
    };
    let private = resolved.subnets.private.iter();
    let named: Vec<Selector> = private.filter_map(|subnet| existing(&subnet.origin)).collect();
    if named.is_empty() {
        return vec![tagged("karpenter.sh/discovery", &resolved.karpenter.discovery)];
    }
    named
}

fn tagged(key: &str, value: &str) -> Selector {
    Selector::Tags(Texts::from([(key.to_owned(), value.to_owned())]))
}

fn node_pool(name: &str, pool: &NodePool) -> Value {
    let NodePool {
        instance_families,
        instance_sizes,
        architecture,
        capacity_types,
        limits: PoolLimits { cpu, memory },
        // The class's.
        volume: _,
        image_version: _,
        max_pods: _,
        expire_after_hours,
        termination_grace_period_hours,
        labels,
        taints,
    } = pool;
    let one_of = |key, values: Vec<String>| Requirement {
        key,
        operator: "In",
        values,
    };
    let (passing, staying): (Vec<_>, Vec<_>) =
        taints.iter().partition(|(key, _)| taken_away_by(key).is_some());
    let listed = |taints: Vec<(&String, &Taint)>| {
        taints
            .into_iter()
            .map(|(key, taint)| self::taint(key, taint))
            .collect()
    };
    let spec = Pool {
        template: Template {
            metadata: (!labels.is_empty()).then(|| Labels {
                labels: labels.clone(),
            }),
            spec: Claim {
                node_class_ref: ClassReference {
                    group: "karpenter.k8s.aws",
                    kind: "EC2NodeClass",
                    name: name.to_owned(),
                },
                requirements: [
                    one_of("kubernetes.io/arch", vec![architecture.name().to_owned()]),
                    one_of(
                        "karpenter.sh/capacity-type",
                        capacity_types
                            .iter()
                            .map(|kind| capacity(*kind).to_owned())
                            .collect(),
                    ),
                    one_of("karpenter.k8s.aws/instance-family", texts(instance_families)),
                    one_of("karpenter.k8s.aws/instance-size", texts(instance_sizes)),
                ],
                expire_after: format!("{expire_after_hours}h"),
                termination_grace_period: termination_grace_period_hours.map(|hours| format!("{hours}h")),
                taints: listed(staying),
                // For pods that do not tolerate them Karpenter starts machines all the same.
                startup_taints: listed(passing),
            },
        },
        disruption: Disruption {
            consolidation_policy: "WhenEmptyOrUnderutilized",
            consolidate_after: "1m",
        },
        limits: Limits {
            cpu: *cpu,
            memory: memory.clone(),
        },
    };
    Object {
        api_version: "karpenter.sh/v1",
        kind: "NodePool",
        metadata: Metadata::cluster_wide(name),
        rest: Rest { spec },
    }
    .tree()
}

fn capacity(kind: CapacityType) -> &'static str {
    match kind {
        CapacityType::OnDemand => "on-demand",
        CapacityType::Spot => "spot",
    }
}

fn texts(values: &[impl ToString]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

fn taint(key: &str, Taint { value, effect }: &Taint) -> PoolTaint {
    PoolTaint {
        key: key.to_owned(),
        value: value.clone(),
        effect: *effect,
    }
}
