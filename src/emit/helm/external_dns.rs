//! Values of external-dns. Sources: charts 1.12.2 to 1.21.1, values.yaml and schema.

use serde::Serialize;

use super::service_account::{self, ServiceAccount};
use crate::model::{Dns, Environment, Workload};
use crate::resolve::ResolvedRelease;

/// Values of the chart.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Values {
    provider: Provider,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    domain_filters: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<&'static str>,
    registry: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    txt_owner_id: Option<String>,
    sources: [&'static str; 2],
    extra_args: [&'static str; 1],
    service_account: ServiceAccount,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Provider {
    /// Before 1.14.
    Text(&'static str),
    /// From 1.14 on.
    Named { name: &'static str },
}

/// The values that the environment asks for.
pub(super) fn values(environment: &Environment, release: &ResolvedRelease) -> Values {
    let ingress = environment.ingress.as_ref();
    let dns = ingress
        .and_then(|ingress| ingress.dns.as_ref())
        .map(|Dns { owner, policy }| (owner, policy));
    Values {
        provider: if release.line() < (1, 14) {
            Provider::Text("aws")
        } else {
            Provider::Named { name: "aws" }
        },
        domain_filters: ingress
            .map(|ingress| ingress.domain.to_string())
            .into_iter()
            .collect(),
        policy: dns.map(|(_, policy)| policy.name()),
        registry: "txt",
        txt_owner_id: dns.map(|(owner, _)| owner.clone()),
        sources: ["service", "ingress"],
        extra_args: ["--aws-zone-type=public"],
        service_account: service_account::of(environment, Workload::ExternalDns),
    }
}
