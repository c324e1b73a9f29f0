//! Values of the Cluster Autoscaler. Source: chart 9.59.0, values.yaml.

use serde::Serialize;

use super::service_account::{self, ServiceAccount};
use crate::model::{Environment, Workload};

/// Values of the chart.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Values {
    auto_discovery: AutoDiscovery,
    aws_region: String,
    rbac: Rbac,
}

/// EKS tags the groups behind managed node groups for this.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AutoDiscovery {
    cluster_name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rbac {
    service_account: ServiceAccount,
}

/// The values that the environment asks for.
pub(super) fn values(environment: &Environment) -> Values {
    Values {
        auto_discovery: AutoDiscovery {
            cluster_name: environment.cluster.name.to_string(),
        },
        aws_region: environment.cluster.region.to_string(),
        rbac: Rbac {
            service_account: service_account::of(environment, Workload::ClusterAutoscaler),
        },
    }
}
