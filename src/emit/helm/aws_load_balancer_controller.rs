//! Values of the AWS Load Balancer Controller. Sources: charts 1.5.3 to 3.5.0, values.yaml; what it asks
//! for as in its own manifest of v2.5.2 to v3.5.0, config/controller/controller.yaml, read 2026-11-30.

use serde::Serialize;

use super::disruption_budget::{self, Budget};
use super::resources::Resources;
use super::service_account::{self, ServiceAccount};
use crate::model::{Texts, Workload};
use crate::resolve::{Resolved, ResolvedRelease};
use crate::stack_output::StackOutput;

/// Values of the chart.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Values {
    cluster_name: String,
    region: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    vpc_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vpc_tags: Option<VpcTags>,
    service_account: ServiceAccount,
    replica_count: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pod_disruption_budget: Option<Budget>,
    resources: Resources,
    enable_service_mutator_webhook: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    ingress_class_params: Option<ClassParameters>,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    default_tags: Texts,
}

#[derive(Serialize)]
struct VpcTags {
    #[serde(rename = "Name")]
    name: String,
}

/// What all Ingresses of the class have in common, whoever writes them.
#[derive(Serialize)]
struct ClassParameters {
    spec: ClassSpec,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClassSpec {
    load_balancer_attributes: [Attribute; 1],
}

#[derive(Serialize)]
struct Attribute {
    key: &'static str,
    value: &'static str,
}

/// A load balancer takes part in zonal shifts only where its attribute says so. Annotations of a page would not reach the load
/// balancer of a group that has other Ingresses alone.
/// Sources: Elastic Load Balancing user guide, enable zonal shift for your Application Load Balancer, as of 2026-11; AWS Load
/// Balancer Controller v2.4.2 to v3.5.0, apis/elbv2/v1beta1/ingressclassparams_types.go, read 2026-11-30.
const ZONAL_SHIFT: ClassParameters = ClassParameters {
    spec: ClassSpec {
        load_balancer_attributes: [Attribute {
            key: "zonal_shift.config.enabled",
            value: "true",
        }],
    },
};

/// The values that the environment asks for.
pub(super) fn values(resolved: &Resolved, release: &ResolvedRelease) -> Values {
    let environment = resolved.environment;
    let cluster = &environment.cluster;
    // The controller otherwise asks the instance metadata service, which pods behind hop limit 1 do not reach.
    // Charts before 1.11 cannot look the VPC up by tag.
    let (vpc_id, vpc_tags) = match &environment.network.existing {
        Some(existing) => (Some(existing.vpc_id.to_string()), None),
        None if release.line() >= (1, 11) => {
            let name = resolved.vpc_name.clone();
            (None, Some(VpcTags { name }))
        }
        None => (Some(StackOutput::VpcId.reference(environment.provisioner)), None),
    };
    Values {
        cluster_name: cluster.name.to_string(),
        region: cluster.region.to_string(),
        vpc_id,
        vpc_tags,
        service_account: service_account::of(environment, Workload::AwsLoadBalancerController),
        replica_count: 2,
        // Where `extraValues` want a single pod, the chart makes none.
        pod_disruption_budget: disruption_budget::one_at_a_time(environment),
        resources: Resources::requests("100m", "200Mi"),
        // On, no Service can be made until the controller's pods are ready (failurePolicy Fail).
        enable_service_mutator_webhook: false,
        ingress_class_params: cluster.zonal_shift.then_some(ZONAL_SHIFT),
        default_tags: environment.tags.clone(),
    }
}
