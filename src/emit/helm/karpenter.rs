//! Values of Karpenter. Source: chart 1.14.1, values.yaml; what it asks for as in the commands of its getting-started guide,
//! v1.14.1, read 2026-11-30.

use serde::Serialize;

use super::resources::Resources;
use super::service_account::{self, ServiceAccount};
use crate::model::Workload;
use crate::resolve::Resolved;

/// Values of the chart.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Values {
    service_account: ServiceAccount,
    replicas: u32,
    settings: Settings,
    controller: Controller,
}

#[derive(Serialize)]
struct Controller {
    resources: Resources,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Settings {
    cluster_name: String,
    interruption_queue: String,
    #[serde(rename = "isolatedVPC", skip_serializing_if = "std::ops::Not::not")]
    isolated_vpc: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    enable_zonal_shift: bool,
}

/// The values that the environment asks for.
pub(super) fn values(resolved: &Resolved) -> Values {
    let environment = resolved.environment;
    Values {
        service_account: service_account::of(environment, Workload::Karpenter),
        replicas: resolved.karpenter_replicas,
        settings: Settings {
            cluster_name: environment.cluster.name.to_string(),
            interruption_queue: resolved.karpenter.queue.clone(),
            // The price list has no endpoint in a VPC.
            isolated_vpc: resolved.isolated,
            enable_zonal_shift: environment.cluster.zonal_shift,
        },
        controller: Controller {
            resources: Resources::requests("1", "1Gi"),
        },
    }
}
