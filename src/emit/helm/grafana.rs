//! `grafana` of kube-prometheus-stack. Nothing of Prometheus but the switch for outside addresses.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use super::alb::{self, Annotations};
use super::secret_key::ValueFrom;
use super::{Switch, grafana_alerting, grafana_login};
use crate::model::{
    Dashboard, Environment, Grafana, GrafanaLogin, Named, PublishedDashboard, value::ResourceName,
};
use crate::resolve::ResolvedRelease;
use crate::resolve::SecretField;
use crate::secrets;

/// `grafana` of the chart.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Values {
    #[serde(skip_serializing_if = "Option::is_none")]
    enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_dashboards_timezone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    admin: Option<Admin>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ingress: Option<Ingress>,
    #[serde(rename = "grafana.ini", skip_serializing_if = "Option::is_none")]
    ini: Option<Ini>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dashboard_providers: Option<Providers>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dashboards: Option<Dashboards>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    env_value_from: IndexMap<&'static str, ValueFrom>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sidecar: Option<Sidecar>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alerting: Option<grafana_alerting::Values>,
}

#[derive(Serialize)]
struct Sidecar {
    datasources: DataSources,
}

#[derive(Serialize)]
struct DataSources {
    alertmanager: Switch,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Admin {
    existing_secret: String,
    user_key: &'static str,
    password_key: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ingress {
    enabled: bool,
    ingress_class_name: &'static str,
    hosts: [String; 1],
    path: &'static str,
    annotations: Annotations,
}

#[derive(Serialize)]
struct Ini {
    #[serde(skip_serializing_if = "Option::is_none")]
    server: Option<Server>,
    #[serde(rename = "auth.generic_oauth", skip_serializing_if = "Option::is_none")]
    login: Option<grafana_login::GenericOauth>,
}

#[derive(Serialize)]
struct Server {
    root_url: String,
}

#[derive(Serialize)]
struct Providers {
    #[serde(rename = "dashboardproviders.yaml")]
    file: ProvidersFile,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProvidersFile {
    api_version: u32,
    providers: [Provider; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Provider {
    name: &'static str,
    org_id: u32,
    folder: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    disable_deletion: bool,
    options: ProviderOptions,
}

#[derive(Serialize)]
struct ProviderOptions {
    path: &'static str,
}

#[derive(Serialize)]
struct Dashboards {
    default: IndexMap<String, Source>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    gnet_id: u32,
    revision: u32,
    datasource: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    curl_options: Option<&'static str>,
}

/// The values that the environment asks for.
pub(super) fn values(environment: &Environment, release: &ResolvedRelease) -> Values {
    let monitoring = &environment.monitoring;
    let Some(grafana) = &monitoring.grafana else {
        return Values {
            enabled: Some(false),
            ..Values::default()
        };
    };
    let Grafana {
        admin,
        timezone,
        dashboards,
        // A manifest of its own.
        overview: _,
        alerting,
        login,
        expose,
    } = grafana;
    let page = alb::page(environment, expose.as_ref());
    let outside = monitoring
        .prometheus
        .as_ref()
        .is_some_and(|prometheus| prometheus.external_url);
    let secret = secrets::place(environment, admin, &release.namespace);
    let [user_key, password_key] = SecretField::GRAFANA_KEYS;
    let place = |secret| ValueFrom::new(&secrets::place(environment, secret, &release.namespace));
    let told = alerting
        .as_ref()
        .and_then(|alerting| grafana_alerting::receiver(environment, alerting));
    let told = told.map(|receiver| {
        let (name, secret) = grafana_alerting::variable(receiver);
        (name, place(secret))
    });
    let oidc = login.as_ref().map(|GrafanaLogin::Oidc(oidc)| oidc);
    let client = oidc.map(|oidc| (grafana_login::CLIENT_SECRET, place(&oidc.client_secret)));
    // The provider sends people back to this address, and links in messages lead to it.
    let server = page
        .as_ref()
        .filter(|_| outside || oidc.is_some())
        .map(|page| Server { root_url: page.url() });
    let dashboards = sources(dashboards, |name| curl_options(environment, release, name));
    Values {
        enabled: None,
        default_dashboards_timezone: timezone.clone(),
        admin: Some(Admin {
            existing_secret: secret.name.to_owned(),
            user_key,
            password_key,
        }),
        ini: (server.is_some() || oidc.is_some()).then(|| Ini {
            server,
            login: oidc.map(grafana_login::section),
        }),
        ingress: page.map(|page| Ingress {
            enabled: true,
            ingress_class_name: alb::CLASS,
            hosts: [page.host],
            // The chart's pathType is Prefix, and the controller refuses a wildcard there.
            path: "/",
            annotations: page.annotations,
        }),
        dashboard_providers: dashboards.is_some().then(providers),
        dashboards,
        env_value_from: told.into_iter().chain(client).collect(),
        sidecar: leads_nowhere(environment, release).then_some(Sidecar {
            datasources: DataSources {
                alertmanager: Switch::OFF,
            },
        }),
        alerting: alerting
            .as_ref()
            .map(|alerting| grafana_alerting::values(environment, alerting)),
    }
}

/// Whether the chart would give Grafana a data source of an Alertmanager that is not there. One with an address of
/// `extraValues` is somewhere else.
/// Source: kube-prometheus-stack 46.7.0, 46.8.0 and 88.5.3, templates/grafana/configmaps-datasources.yaml.
fn leads_nowhere(environment: &Environment, release: &ResolvedRelease) -> bool {
    let url = extra(environment, release)
        .and_then(|grafana| grafana.pointer("/sidecar/datasources/alertmanager/url"));
    environment.monitoring.alertmanager.is_none() && release.line() >= (46, 8) && url.is_none()
}

fn providers() -> Providers {
    Providers {
        file: ProvidersFile {
            api_version: 1,
            providers: [Provider {
                name: "default",
                org_id: 1,
                folder: "",
                kind: "file",
                disable_deletion: true,
                options: ProviderOptions {
                    path: "/var/lib/grafana/dashboards/default",
                },
            }],
        },
    }
}

/// The chart's `-skf` takes a dashboard from whoever answers. Who is behind a proxy with a certificate of its own says so in
/// `grafana.defaultCurlOptions`. Sources: grafana/helm-charts, chart grafana 8.14.2 and 12.11.1, values.yaml and templates;
/// 8.15.0, the first with options, came with kube-prometheus-stack 72.1.0.
fn curl_options(environment: &Environment, release: &ResolvedRelease, name: &str) -> Option<&'static str> {
    let extra = extra(environment, release);
    let of_all = extra.and_then(|grafana| grafana.get("defaultCurlOptions"));
    let of_one =
        extra.and_then(|grafana| grafana.pointer(&format!("/dashboards/default/{name}/curlOptions")));
    (of_all.or(of_one).is_none() && release.line() >= (72, 1)).then_some("-sSf")
}

/// What `extraValues` say of Grafana.
fn extra<'a>(environment: &'a Environment, release: &ResolvedRelease) -> Option<&'a Value> {
    let chart = environment.charts.get(&release.release)?;
    chart.extra_values.get("grafana")
}

/// Those of grafana.com; one from a file is a manifest of its own.
fn sources(
    dashboards: &Named<ResourceName, Dashboard>,
    curl_options: impl Fn(&str) -> Option<&'static str>,
) -> Option<Dashboards> {
    let source = |name, PublishedDashboard { id, revision }: &PublishedDashboard| Source {
        gnet_id: *id,
        revision: *revision,
        datasource: "Prometheus",
        curl_options: curl_options(name),
    };
    let published = dashboards.iter().filter_map(|(name, dashboard)| match dashboard {
        Dashboard::GrafanaCom(published) => Some((name.to_string(), source(name, published))),
        Dashboard::File(_) => None,
    });
    let default: IndexMap<String, Source> = published.collect();
    (!default.is_empty()).then_some(Dashboards { default })
}
