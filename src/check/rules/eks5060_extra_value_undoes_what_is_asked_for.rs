//! EKS5060: a value that is passed on to kube-prometheus-stack and switches off what the environment relies on.

use serde_json::Value;

use crate::model::value::Release;
use crate::relied::{self, Kind, Relied};
use crate::{Finding, Help, Subject, stack};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let switches = SWITCHES.iter().filter_map(|switch| switched_off(subject, switch));
    let selectors = SELECTORS
        .iter()
        .filter_map(|selector| left_out(subject, selector));
    switches.chain(selectors).chain(stack::undone(subject)).collect()
}

/// A value that switches something off: its path, how, what happens then, and what relies on it.
type Switch = (&'static str, Off, &'static str, Relied);

/// Which values switch something off.
enum Off {
    False,
    True,
    /// The number 0.
    Zero,
    /// A map with something in it.
    Filled,
    /// All but these. An empty one is the chart's default or none at all.
    Not(&'static [&'static str]),
}

use Off::{False, Filled, Not, True, Zero};

fn switched_off(subject: &Subject<'_>, (path, off, then, relied): &Switch) -> Option<Finding> {
    let (at, value) = relied::passed_on(subject, path)?;
    let off = match off {
        False => value == &Value::Bool(false),
        True => value == &Value::Bool(true),
        Zero => value.as_u64() == Some(0),
        Filled => value.as_object().is_some_and(|map| !map.is_empty()),
        Not(fit) => match value {
            Value::String(text) => !text.contains("{{") && !fit.contains(&text.as_str()),
            Value::Number(number) => !fit.contains(&number.to_string().as_str()),
            _ => false,
        },
    };
    let relied = off.then(|| relied(subject)).flatten()?;
    Some(
        Finding::at(at, format!("with `{}` {then}", shown(path, value)))
            .related(relied, "relies on it")
            .help(Help::take_out("remove this value, or what relies on it")),
    )
}

/// A value as people write it; of a map only that it is there.
fn shown(path: &str, value: &Value) -> String {
    match value {
        Value::Object(_) => path.to_owned(),
        value => format!("{path}: {value}"),
    }
}

const NO_OPERATOR: &str = "no operator makes Prometheus and Alertmanager of the chart's objects";
const PAUSED: &str = "the operator leaves it alone, and makes none where there is none";
const NONE_RUNS: &str = "none of it runs";
const NO_FILES: &str = "nothing takes dashboards out of ConfigMaps";
const OTHER_LABEL: &str = "Grafana looks for other ConfigMaps than those of this environment, whose label is `grafana_dashboard: \"1\"`";
const NO_SOURCE: &str = "Grafana has no data source for Prometheus";
const NO_CONFIG: &str = "Alertmanager does not read the receivers and routes of this environment";
const NO_STATE: &str = "no metrics of Kubernetes' objects (`kube_…`) are collected";
const NO_MACHINES: &str = "no metrics of machines (`node_…`) are collected";
const NO_KUBELET: &str =
    "no metrics of the kubelet and of containers (`kubelet_…`, `container_…`) are collected";
const NO_CONTAINERS: &str = "no metrics of containers (`container_…`) are collected";
const NO_KUBELET_ITSELF: &str = "no metrics of the kubelet itself (`kubelet_…`) are collected";
const NO_API_SERVER: &str = "no metrics of the API server are collected";
const OTHER_UID: &str = "Grafana does not know Prometheus as `prometheus`, the uid by which it is asked";
const OTHER_NAME: &str =
    "Grafana does not know Prometheus as `Prometheus`, the name that dashboards are given";

/// Source: prometheus-community/helm-charts, kube-prometheus-stack, Chart.yaml, values.yaml and templates at 45.27.2 and
/// 88.5.3; grafana-community/helm-charts at 3386a11, charts/grafana, templates/_pod.tpl.
#[rustfmt::skip] // One line each.
const SWITCHES: &[Switch] = &[
    ("prometheusOperator.enabled", False, NO_OPERATOR, relied::on_prometheus),
    ("prometheus.enabled", False, "there is no Prometheus", relied::on_prometheus),
    ("prometheus.agentMode", True, "Prometheus evaluates no rules and answers no queries", relied::on_queries),
    ("prometheus.prometheusSpec.replicas", Zero, NONE_RUNS, relied::on_prometheus),
    ("prometheus.prometheusSpec.paused", True, PAUSED, relied::on_prometheus),
    ("prometheus.prometheusSpec.disableAlerting", True, "Prometheus sends no alerts", relied::on_receivers),
    ("alertmanager.enabled", False, "there is no Alertmanager", relied::on_alertmanager),
    ("alertmanager.alertmanagerSpec.useExistingSecret", True, NO_CONFIG, relied::on_receivers),
    ("alertmanager.alertmanagerSpec.alertmanagerConfiguration", Filled, NO_CONFIG, relied::on_receivers),
    ("alertmanager.alertmanagerSpec.replicas", Zero, NONE_RUNS, relied::on_alertmanager),
    ("alertmanager.alertmanagerSpec.paused", True, PAUSED, relied::on_alertmanager),
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
    ("kube-state-metrics.replicas", Zero, NO_STATE, relied::on_kube_state_metrics),
    ("kube-state-metrics.prometheus.monitor.enabled", False, NO_STATE, relied::on_kube_state_metrics),
    ("nodeExporter.enabled", False, NO_MACHINES, relied::on_node_exporter),
    ("prometheus-node-exporter.prometheus.monitor.enabled", False, NO_MACHINES, relied::on_node_exporter),
    ("kubelet.enabled", False, NO_KUBELET, relied::on_kubelet),
    ("kubelet.serviceMonitor.enabled", False, NO_KUBELET, relied::on_kubelet),
    ("kubelet.serviceMonitor.cAdvisor", False, NO_CONTAINERS, relied::on_containers),
    ("kubelet.serviceMonitor.kubelet", False, NO_KUBELET_ITSELF, relied::on_kubelet_itself),
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
            .help(Help::take_out(help)),
    )
}
