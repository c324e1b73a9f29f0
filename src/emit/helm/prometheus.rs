//! `prometheus` of kube-prometheus-stack, and the volume claims that its operator takes. Not rules, not Grafana.

use serde::Serialize;

use super::alb::{self, Annotations};
use super::{Switch, disruption_budget, service_account};
use crate::model::{
    BasicAuth, Environment, Prometheus, RemoteWrite, RemoteWriteAuth, Sigv4, VolumeClaim, Workload,
};
use crate::resolve::ResolvedRelease;
use crate::secrets;

/// `prometheus` of the chart.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Values {
    #[serde(skip_serializing_if = "Option::is_none")]
    enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prometheus_spec: Option<Spec>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pod_disruption_budget: Option<Switch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ingress: Option<Ingress>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_account: Option<ServiceAccount>,
}

/// The chart makes it, under a name of its own.
#[derive(Serialize)]
struct ServiceAccount {
    annotations: service_account::Annotations,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Spec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pod_monitor_selector_nil_uses_helm_values: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_monitor_selector_nil_uses_helm_values: Option<bool>,
    retention: String,
    retention_size: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    scrape_interval: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evaluation_interval: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replicas: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resources: Option<Resources>,
    #[serde(skip_serializing_if = "Option::is_none")]
    storage_spec: Option<Storage>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remote_write: Vec<Store>,
}

/// An entry of `remoteWrite`, as the operator's objects take it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Store {
    name: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sigv4: Option<Signature>,
    #[serde(skip_serializing_if = "Option::is_none")]
    basic_auth: Option<Login>,
}

#[derive(Serialize)]
struct Signature {
    region: String,
}

#[derive(Serialize)]
struct Login {
    username: KeyOfSecret,
    password: KeyOfSecret,
}

#[derive(Serialize)]
struct KeyOfSecret {
    name: String,
    key: String,
}

#[derive(Serialize)]
struct Resources {
    #[serde(skip_serializing_if = "Option::is_none")]
    requests: Option<Memory>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limits: Option<Memory>,
}

#[derive(Serialize)]
struct Memory {
    memory: String,
}

/// Ingress of the pages whose chart reads a list of hosts and a list of paths.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ingress {
    enabled: bool,
    ingress_class_name: &'static str,
    hosts: [String; 1],
    paths: [&'static str; 1],
    annotations: Annotations,
}

/// Storage as the operator's objects take it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Storage {
    volume_claim_template: ClaimTemplate,
}

#[derive(Serialize)]
struct ClaimTemplate {
    spec: ClaimSpec,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClaimSpec {
    storage_class_name: String,
    access_modes: [&'static str; 1],
    resources: ClaimResources,
}

#[derive(Serialize)]
struct ClaimResources {
    requests: StorageRequest,
}

#[derive(Serialize)]
struct StorageRequest {
    storage: String,
}

/// The claim that each replica makes.
pub(super) fn storage(VolumeClaim { class, size }: &VolumeClaim) -> Storage {
    Storage {
        volume_claim_template: ClaimTemplate {
            spec: ClaimSpec {
                storage_class_name: class.to_string(),
                access_modes: ["ReadWriteOnce"],
                resources: ClaimResources {
                    requests: StorageRequest {
                        storage: size.to_string(),
                    },
                },
            },
        },
    }
}

/// The values that the environment asks for.
pub(super) fn values(environment: &Environment, release: &ResolvedRelease) -> Values {
    let prometheus = environment.monitoring.prometheus.as_ref();
    let Some(prometheus) = prometheus else {
        return Values {
            enabled: Some(false),
            prometheus_spec: None,
            pod_disruption_budget: None,
            ingress: None,
            service_account: None,
        };
    };
    let Prometheus {
        replicas,
        retention,
        retention_size,
        volume,
        scrape_interval,
        evaluation_interval,
        select_all_monitors,
        // Keys beside `prometheus`; see kube_prometheus_stack.
        default_rules: _,
        default_alerts: _,
        unreachable: _,
        memory_request,
        memory_limit,
        expose,
        external_url,
        remote_write,
    } = prometheus;
    let budget = disruption_budget::of_stack(environment, release, prometheus.replica_count());
    let page = alb::page(environment, expose.as_ref());
    let memory = |amount: &Option<crate::model::value::Quantity>| {
        amount.as_ref().map(|amount| Memory {
            memory: amount.to_string(),
        })
    };
    let resources = Resources {
        requests: memory(memory_request),
        limits: memory(memory_limit),
    };
    let role = prometheus.signed_stores().next();
    let role = role.and_then(|_| service_account::annotations(environment, Workload::Prometheus));
    let own_label_only = select_all_monitors.then_some(false);
    Values {
        enabled: None,
        prometheus_spec: Some(Spec {
            pod_monitor_selector_nil_uses_helm_values: own_label_only,
            service_monitor_selector_nil_uses_helm_values: own_label_only,
            retention: retention.to_string(),
            retention_size: retention_size.to_string(),
            scrape_interval: scrape_interval.as_ref().map(ToString::to_string),
            evaluation_interval: evaluation_interval.as_ref().map(ToString::to_string),
            // The chart would say http://, since TLS ends at the load balancer (rendered 45.27.2 and 88.5.3).
            external_url: page.as_ref().filter(|_| *external_url).map(alb::Page::url),
            replicas: *replicas,
            resources: (resources.requests.is_some() || resources.limits.is_some()).then_some(resources),
            storage_spec: volume.as_ref().map(storage),
            remote_write: remote_write
                .iter()
                .map(|(name, wanted)| store(environment, release, name, wanted))
                .collect(),
        }),
        pod_disruption_budget: budget,
        ingress: page.map(|page| Ingress {
            enabled: true,
            ingress_class_name: alb::CLASS,
            hosts: [page.host],
            paths: ["/*"],
            annotations: page.annotations,
        }),
        service_account: role.map(|annotations| ServiceAccount { annotations }),
    }
}

fn store(environment: &Environment, release: &ResolvedRelease, name: &str, wanted: &RemoteWrite) -> Store {
    let RemoteWrite { url, auth } = wanted;
    let key = |name| {
        let place = secrets::place(environment, name, &release.namespace);
        KeyOfSecret {
            name: place.name.to_owned(),
            key: place.key().to_owned(),
        }
    };
    let (sigv4, basic_auth) = match auth {
        None => (None, None),
        Some(RemoteWriteAuth::Sigv4(Sigv4 { region })) => {
            let region = region.as_ref().unwrap_or(&environment.cluster.region);
            let region = region.to_string();
            (Some(Signature { region }), None)
        }
        Some(RemoteWriteAuth::BasicAuth(BasicAuth { username, password })) => {
            let (username, password) = (key(username), key(password));
            (None, Some(Login { username, password }))
        }
    };
    Store {
        name: name.to_owned(),
        url: url.to_string(),
        sigv4,
        basic_auth,
    }
}
