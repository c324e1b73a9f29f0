//! EKS5060: a value that is passed on to kube-prometheus-stack and switches off what the environment relies on.

use serde_json::Value;

use crate::model::value::{Interval, Release};
use crate::relied::{self, Kind, Relied};
use crate::{Finding, Subject, at};

/// How often Prometheus scrapes unless the environment says otherwise. Source: values.yaml of the chart, 88.5.3.
const SCRAPE_INTERVAL: u64 = 30_000;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let switches = SWITCHES.iter().filter_map(|switch| switched_off(subject, switch));
    let selectors = SELECTORS
        .iter()
        .filter_map(|selector| left_out(subject, selector));
    let elsewhere = searched_elsewhere(subject);
    let timeout = timeout(subject);
    switches
        .chain(selectors)
        .chain(elsewhere)
        .chain(timeout)
        .collect()
}

/// A value that switches something off: its path, how, what happens then, and what relies on it.
type Switch = (&'static str, Off, &'static str, Relied);

/// Which values switch something off.
enum Off {
    False,
    True,
    /// All but these. An empty one is the chart's default or none at all.
    Not(&'static [&'static str]),
}

use Off::{False, Not, True};

fn switched_off(subject: &Subject<'_>, (path, off, then, relied): &Switch) -> Option<Finding> {
    let (at, value) = relied::passed_on(subject, path)?;
    let off = match off {
        False => value == &Value::Bool(false),
        True => value == &Value::Bool(true),
        Not(fit) => match value {
            Value::String(text) => !text.contains("{{") && !fit.contains(&text.as_str()),
            Value::Number(number) => !fit.contains(&number.to_string().as_str()),
            _ => false,
        },
    };
    let relied = off.then(|| relied(subject)).flatten()?;
    Some(
        Finding::at(at, format!("with `{path}: {value}` {then}"))
            .related(relied, "relies on it")
            .help("remove this value, or what relies on it"),
    )
}

const NO_FILES: &str = "nothing takes dashboards out of ConfigMaps";
const OTHER_LABEL: &str = "Grafana looks for other ConfigMaps than those of this environment, whose label is `grafana_dashboard: \"1\"`";
const NO_SOURCE: &str = "Grafana has no data source for Prometheus";
const NO_CONFIG: &str = "Alertmanager does not read the receivers and routes of this environment";
const NO_STATE: &str = "no metrics of Kubernetes' objects (`kube_…`) are collected";
const NO_MACHINES: &str = "no metrics of machines (`node_…`) are collected";
const NO_KUBELET: &str =
    "no metrics of the kubelet and of containers (`kubelet_…`, `container_…`) are collected";
const NO_API_SERVER: &str = "no metrics of the API server are collected";
const OTHER_UID: &str = "Grafana does not know Prometheus as `prometheus`, the uid by which it is asked";
const OTHER_NAME: &str =
    "Grafana does not know Prometheus as `Prometheus`, the name that dashboards are given";

/// Source: prometheus-community/helm-charts, kube-prometheus-stack, Chart.yaml, values.yaml and templates at 45.27.2 and
/// 88.5.3; grafana-community/helm-charts at 3386a11, charts/grafana, templates/_pod.tpl.
#[rustfmt::skip] // One line each.
const SWITCHES: &[Switch] = &[
    ("prometheus.enabled", False, "there is no Prometheus", relied::on_prometheus),
    ("prometheus.agentMode", True, "Prometheus evaluates no rules and answers no queries", relied::on_queries),
    ("prometheus.prometheusSpec.disableAlerting", True, "Prometheus sends no alerts", relied::on_receivers),
    ("alertmanager.enabled", False, "there is no Alertmanager", relied::on_alertmanager),
    ("alertmanager.alertmanagerSpec.useExistingSecret", True, NO_CONFIG, relied::on_receivers),
    ("alertmanager.alertmanagerSpec.configSecret", Not(&[""]), NO_CONFIG, relied::on_receivers),
    ("grafana.enabled", False, "there is no Grafana", relied::on_grafana),
    ("grafana.sidecar.dashboards.enabled", False, NO_FILES, relied::on_config_maps),
    ("grafana.sidecar.dashboards.resource", Not(&["both", "configmap"]), NO_FILES, relied::on_config_maps),
    ("grafana.sidecar.dashboards.label", Not(&["grafana_dashboard"]), OTHER_LABEL, relied::on_config_maps),
    ("grafana.sidecar.dashboards.labelValue", Not(&["1", ""]), OTHER_LABEL, relied::on_config_maps),
    ("grafana.sidecar.datasources.enabled", False, NO_SOURCE, relied::on_source),
    ("grafana.sidecar.datasources.defaultDatasourceEnabled", False, NO_SOURCE, relied::on_source),
    ("grafana.sidecar.datasources.uid", Not(&["prometheus"]), OTHER_UID, relied::on_uid_of_source),
    ("grafana.sidecar.datasources.name", Not(&["Prometheus"]), OTHER_NAME, relied::on_name_of_source),
    ("kubeStateMetrics.enabled", False, NO_STATE, relied::on_kube_state_metrics),
    ("kube-state-metrics.prometheus.monitor.enabled", False, NO_STATE, relied::on_kube_state_metrics),
    ("nodeExporter.enabled", False, NO_MACHINES, relied::on_node_exporter),
    ("prometheus-node-exporter.prometheus.monitor.enabled", False, NO_MACHINES, relied::on_node_exporter),
    ("kubelet.enabled", False, NO_KUBELET, relied::on_kubelet),
    ("kubelet.serviceMonitor.enabled", False, NO_KUBELET, relied::on_kubelet),
    ("kubeApiServer.enabled", False, NO_API_SERVER, relied::on_api_server),
    ("kubeApiServer.serviceMonitor.enabled", False, NO_API_SERVER, relied::on_api_server),
    ("kubernetesServiceMonitors.enabled", False, NO_KUBELET, relied::on_kubelet),
    ("kubernetesServiceMonitors.enabled", False, NO_API_SERVER, relied::on_api_server),
];

/// A selector by which Prometheus finds objects, or the namespaces in which they lie: its path, and what it finds.
type Selector = (&'static str, Kind, Of);

/// Whose labels a selector is about.
enum Of {
    Objects,
    Namespaces,
}

#[rustfmt::skip] // One line each.
const SELECTORS: [Selector; 6] = [
    ("prometheus.prometheusSpec.ruleSelector", Kind::Rules, Of::Objects),
    ("prometheus.prometheusSpec.ruleNamespaceSelector", Kind::Rules, Of::Namespaces),
    ("prometheus.prometheusSpec.podMonitorSelector", Kind::PodMonitors, Of::Objects),
    ("prometheus.prometheusSpec.podMonitorNamespaceSelector", Kind::PodMonitors, Of::Namespaces),
    ("prometheus.prometheusSpec.serviceMonitorSelector", Kind::ServiceMonitors, Of::Objects),
    ("prometheus.prometheusSpec.serviceMonitorNamespaceSelector", Kind::ServiceMonitors, Of::Namespaces),
];

fn left_out(subject: &Subject<'_>, (path, kind, of): &Selector) -> Option<Finding> {
    let (at, value) = relied::passed_on(subject, path)?;
    let mut made = relied::made(subject, *kind).into_iter();
    let missed = made.find(|made| match of {
        Of::Objects => made.labels.are_missed_by(value),
        Of::Namespaces => made.namespace.are_missed_by(value),
    })?;
    let (message, help) = match (of, kind) {
        (Of::Namespaces, _) => (
            format!("`{path}` leaves out the namespace of what this environment makes"),
            "remove this value: Prometheus looks into every namespace then",
        ),
        (Of::Objects, Kind::Rules) => (
            format!(
                "`{path}` does not take the rules of this environment, whose label is `release: {}`",
                Release::KubePrometheusStack
            ),
            "remove this value: Prometheus takes rules with that label then",
        ),
        (Of::Objects, Kind::PodMonitors | Kind::ServiceMonitors) => (
            format!("`{path}` does not take a monitor that this environment makes"),
            "remove this value: Prometheus takes every monitor then, unless `selectAllMonitors` says otherwise",
        ),
    };
    Some(
        Finding::at(at, message)
            .related(missed.at, "is left out")
            .help(help),
    )
}

/// Namespaces in which Grafana looks for dashboards, without the one in which they lie.
fn searched_elsewhere(subject: &Subject<'_>) -> Option<Finding> {
    let (at, value) = relied::passed_on(subject, "grafana.sidecar.dashboards.searchNamespace")?;
    let relied = relied::on_config_maps(subject)?;
    let mut releases = subject.resolved.releases.iter();
    let release = releases.find(|release| release.release == Release::KubePrometheusStack)?;
    let names: Vec<&str> = match value {
        Value::String(text) => text.split(',').map(str::trim).collect(),
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let found = |name: &&str| ["ALL", "", release.namespace.as_str()].contains(name) || name.contains("{{");
    if names.iter().any(found) {
        return None;
    }
    let message = format!(
        "Grafana looks for dashboards in other namespaces than `{}`, where those of this environment lie",
        release.namespace
    );
    let help = format!("write `ALL`, or add `{}`", release.namespace);
    Some(Finding::at(at, message).related(relied, "lies there").help(help))
}

/// A time-out above the interval, with which Prometheus does not load its configuration. Source: prometheus/prometheus,
/// config/config.go, `GlobalConfig.UnmarshalYAML`, as of 2026-08.
fn timeout(subject: &Subject<'_>) -> Option<Finding> {
    let prometheus = subject.environment().monitoring.prometheus.as_ref()?;
    let (at, value) = relied::passed_on(subject, "prometheus.prometheusSpec.scrapeTimeout")?;
    let timeout: Interval = value.as_str()?.parse().ok()?;
    let interval = prometheus.scrape_interval.as_ref();
    let between = interval.map_or(SCRAPE_INTERVAL, Interval::milliseconds);
    if timeout.milliseconds() <= between {
        return None;
    }
    let named = interval.map_or_else(|| "30s".to_owned(), ToString::to_string);
    let message = format!(
        "Prometheus scrapes every `{named}` and refuses a configuration in which a scrape may take `{timeout}`"
    );
    let related = match interval {
        Some(_) => at!(monitoring.prometheus.scrapeInterval),
        None => at!(monitoring.prometheus),
    };
    let help = format!("write `{named}` or less, or a longer `monitoring.prometheus.scrapeInterval`");
    Some(
        Finding::at(at, message)
            .related(related, "the interval")
            .help(help),
    )
}
