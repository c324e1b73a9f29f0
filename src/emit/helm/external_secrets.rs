//! Values of External Secrets. Source: chart 2.9.0, values.yaml, which shows as a comment what its pods ask for,
//! and schema.

use serde::Serialize;

use super::resources::Resources;
use super::service_account::{self, ServiceAccount};
use crate::model::{Environment, Workload};

/// Values of the chart.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Values {
    service_account: ServiceAccount,
    replica_count: u32,
    leader_elect: bool,
    process_cluster_external_secret: bool,
    process_push_secret: bool,
    process_cluster_push_secret: bool,
    resources: Resources,
    webhook: Part,
    cert_controller: Part,
}

#[derive(Serialize)]
struct Part {
    resources: Resources,
}

/// The values that the environment asks for: two pods, of which one works, and nothing but ExternalSecrets. The store
/// has no credentials, so that the pods' own role counts, however it gets to them.
pub(super) fn values(environment: &Environment) -> Values {
    let resources = || Resources::requests("10m", "32Mi");
    let part = || Part {
        resources: resources(),
    };
    Values {
        service_account: service_account::of(environment, Workload::ExternalSecrets),
        replica_count: 2,
        leader_elect: true,
        process_cluster_external_secret: false,
        process_push_secret: false,
        process_cluster_push_secret: false,
        resources: resources(),
        webhook: part(),
        cert_controller: part(),
    }
}
