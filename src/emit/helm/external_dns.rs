//! Values of external-dns. Sources: charts 1.12.2 to 1.21.1, values.yaml and schema; zones in provider/aws/aws.go of
//! external-dns 0.13.4 to 0.21.0; what it asks for in docs/snippets/tutorials of chart 1.21.1; read 2026-11-30.

use serde::Serialize;

use super::resources::Resources;
use super::service_account::{self, ServiceAccount};
use crate::model::{Dns, Environment, Ingress, Workload};
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
    extra_args: Vec<String>,
    service_account: ServiceAccount,
    resources: Resources,
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
        extra_args: extra_args(ingress, release),
        service_account: service_account::of(environment, Workload::ExternalDns),
        resources: Resources::requests("100m", "64Mi"),
    }
}

/// Its zone, and no other: the domain alone would take in every zone below it, of which the role may read none, and one
/// refusal stops all records. The domain stays the limit for the records' names.
fn extra_args(ingress: Option<&Ingress>, release: &ResolvedRelease) -> Vec<String> {
    let public = "--aws-zone-type=public".to_owned();
    let zone = ingress.map(|ingress| format!("--zone-id-filter={}", ingress.hosted_zone_id));
    // A zone that holds a parent of the domain is dropped without this. Charts before this one have an external-dns that
    // does not know the flag, and would not start (0.14.1; kubernetes-sigs/external-dns#4236).
    let knows = ingress.is_some() && release.version.numbers() >= (1, 14, 4);
    let parent = knows.then(|| "--aws-zone-match-parent".to_owned());
    [Some(public), zone, parent].into_iter().flatten().collect()
}
