//! What a change of Grafana's values does: who logs in, and whether its pod starts anew.

use serde_json::Value;

use super::{Judge, Judged, Risk, at, judged};
use crate::Effect;

/// How people log in at a provider, and whether they need not. Source: Grafana, configure generic OAuth and anonymous
/// authentication: neither is on where nothing is said; as of 2026-11.
const LOGIN: &str = "auth.generic_oauth";
const ANONYMOUS: &str = "auth.anonymous";

/// Which keys of the chart stand in its pod or in the sums of the pod's annotations. Source: grafana-community/helm-charts,
/// charts/grafana 12.11.1, templates/_pod.tpl, _config.tpl and deployment.yaml.
const OF_POD: [&str; 54] = [
    "admin",
    "affinity",
    "alerting",
    "args",
    "automountServiceAccountToken",
    "command",
    "containerSecurityContext",
    "dashboardProviders",
    "dashboards",
    "dashboardsConfigMaps",
    "datasources",
    "dnsConfig",
    "dnsPolicy",
    "downloadDashboards",
    "enableServiceLinks",
    "env",
    "envFromConfigMaps",
    "envFromSecret",
    "envFromSecrets",
    "envRenderSecret",
    "envValueFrom",
    "extraConfigmapMounts",
    "extraContainerVolumes",
    "extraContainers",
    "extraEmptyDirMounts",
    "extraInitContainers",
    "extraLabels",
    "extraSecretMounts",
    "extraVolumeMounts",
    "extraVolumes",
    "gossipPortName",
    "grafana.ini",
    "hostAliases",
    "hostUsers",
    "ldap",
    "lifecycleHooks",
    "livenessProbe",
    "nodeSelector",
    "notifiers",
    "plugins",
    "podAnnotations",
    "podLabels",
    "podPortName",
    "priorityClassName",
    "readinessProbe",
    "schedulerName",
    "securityContext",
    "shadowBundledPlugins",
    "shareProcessNamespace",
    "smtp",
    "startupProbe",
    "tolerations",
    "topologySpreadConstraints",
    "useStatefulSet",
];

/// What kube-prometheus-stack reads of the sidecars' settings for ConfigMaps of its own. Source: its templates/grafana,
/// 88.5.3.
const OF_DATASOURCE: [&str; 16] = [
    "alertmanager",
    "annotations",
    "createPrometheusReplicasDatasources",
    "customQueryParameters",
    "defaultDatasourceEnabled",
    "defaultDatasourceScrapeInterval",
    "exemplarTraceIdDestinations",
    "extraJsonData",
    "httpMethod",
    "isDefaultDatasource",
    "name",
    "prometheusServiceName",
    "timeout",
    "uid",
    "url",
    "multicluster",
];

/// What an effect on a chart's values does; `None` where it is about none of these.
pub(super) fn of(effect: &Effect, judge: &Judge) -> Option<Judged> {
    let path: Vec<&str> = effect.path.iter().map(String::as_str).collect();
    let ["grafana", key, rest @ ..] = path.as_slice() else {
        return None;
    };
    let login = match rest {
        [section @ (LOGIN | ANONYMOUS), setting @ ..] if *key == "grafana.ini" => {
            let [was, is] = judge
                .values(&effect.artefact)
                .map(|values| is_on(at(values, &effect.path[..3])));
            of_login(section, setting, was, is)
        }
        _ => None,
    };
    let in_pod = match (*key, rest) {
        ("sidecar", ["dashboards" | "datasources", setting, ..]) => !OF_DATASOURCE.contains(setting),
        // What is above them is told where they stand.
        ("sidecar", rest) => !rest.is_empty() && *rest != ["dashboards"] && *rest != ["datasources"],
        (key, _) => OF_POD.contains(&key),
    };
    let restart = in_pod.then(|| judged(Risk::Restart, "Grafana's pod starts anew"));
    [login, restart].into_iter().flatten().reduce(Judged::or_worse)
}

fn is_on(section: Option<&Value>) -> bool {
    section.is_some_and(|section| section["enabled"] == true)
}

fn of_login(section: &str, setting: &[&str], was: bool, is: bool) -> Option<Judged> {
    let told = match (section, was, is) {
        (LOGIN, false, true) => (Risk::Exposure, "whoever the provider knows may log in"),
        (LOGIN, true, false) => (Risk::Outage, "nobody but the administrator logs in"),
        (LOGIN, true, true) => match setting {
            ["role_attribute_path", ..] => (
                Risk::Exposure,
                "people get their roles otherwise, and what it gives whom is the provider's to say",
            ),
            ["auth_url" | "token_url" | "api_url", ..] => {
                (Risk::Exposure, "another address says who logs in, and as whom")
            }
            _ => return None,
        },
        (ANONYMOUS, false, true) => (Risk::Exposure, "whoever reaches the page sees it without a login"),
        (ANONYMOUS, true, false) => (Risk::Outage, "nobody sees the page without a login any more"),
        _ => return None,
    };
    Some(judged(told.0, told.1))
}
