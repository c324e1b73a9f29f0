//! Whose queries ask for what a component shows. For rules.

use serde_json::Value;

use super::passed_on;
use crate::diag::FieldPath;
use crate::emit::dashboard;
use crate::promql::{self, Query};
use crate::{Subject, at, queries};

/// On metrics of objects of Kubernetes.
pub(crate) fn on_kube_state_metrics(subject: &Subject<'_>) -> Option<FieldPath> {
    on_state_metric(subject, &|_| true).map(|(at, _)| at)
}

/// On a metric of objects of Kubernetes for which something holds, and which one that is.
pub(crate) fn on_state_metric(
    subject: &Subject<'_>,
    holds: &dyn Fn(&str) -> bool,
) -> Option<(FieldPath, String)> {
    asked(subject, "kube-state-metrics", &|metric| {
        metric.starts_with("kube_") && !metric.starts_with("kube_apiserver_") && holds(metric)
    })
}

/// On metrics of machines. The kubelet, OpenCost and the controller manager have some that begin alike. Source:
/// opencost/opencost, pkg/costmodel/metrics.go.
pub(crate) fn on_node_exporter(subject: &Subject<'_>) -> Option<FieldPath> {
    const OF_OTHERS: [&str; 5] = [
        "node_collector_evictions_total",
        "node_gpu_count",
        "node_cpu_usage_seconds_total",
        "node_memory_working_set_bytes",
        "node_swap_usage_bytes",
    ];
    let of_machines = |metric: &str| {
        metric.starts_with("node_") && !metric.ends_with("_hourly_cost") && !OF_OTHERS.contains(&metric)
    };
    asked(subject, "node-exporter", &of_machines).map(|(at, _)| at)
}

/// On metrics of the kubelet and of the containers that it runs.
pub(crate) fn on_kubelet(subject: &Subject<'_>) -> Option<FieldPath> {
    let of_either = |metric: &str| is_of_kubelet(metric) || is_of_containers(metric);
    asked(subject, "kubelet", &of_either).map(|(at, _)| at)
}

/// On metrics of the kubelet itself.
pub(crate) fn on_kubelet_itself(subject: &Subject<'_>) -> Option<FieldPath> {
    asked(subject, "kubelet", &is_of_kubelet).map(|(at, _)| at)
}

/// On metrics of containers that cAdvisor alone has. Source of those that the kubelet shows too, where it is asked:
/// kubernetes/kubernetes, pkg/kubelet/metrics/collectors/resource_metrics.go.
pub(crate) fn on_containers(subject: &Subject<'_>) -> Option<FieldPath> {
    const OF_RESOURCES: [&str; 4] = [
        "container_cpu_usage_seconds_total",
        "container_memory_working_set_bytes",
        "container_start_time_seconds",
        "container_swap_usage_bytes",
    ];
    let resources = passed_on(subject, "kubelet.serviceMonitor.resource");
    let resources = resources.is_some_and(|(_, value)| value == &Value::Bool(true));
    let of_cadvisor =
        |metric: &str| is_of_containers(metric) && !(resources && OF_RESOURCES.contains(&metric));
    if names_target(subject, "cadvisor") {
        return None;
    }
    asked(subject, "kubelet", &of_cadvisor).map(|(at, _)| at)
}

/// On metrics of the API server.
pub(crate) fn on_api_server(subject: &Subject<'_>) -> Option<FieldPath> {
    asked(subject, "apiserver", &|metric| metric.starts_with("apiserver_")).map(|(at, _)| at)
}

fn is_of_kubelet(metric: &str) -> bool {
    metric.starts_with("kubelet_")
}

/// OpenCost has some that begin alike, see [`on_node_exporter`].
fn is_of_containers(metric: &str) -> bool {
    const OF_OTHERS: [&str; 3] = [
        "container_cpu_allocation",
        "container_gpu_allocation",
        "container_memory_allocation_bytes",
    ];
    metric.starts_with("container_") && !OF_OTHERS.contains(&metric)
}

/// The first field whose query wants a metric that one component has and nothing else is told to scrape, and that
/// metric. Names with a colon are made by rules.
fn asked(
    subject: &Subject<'_>,
    component: &str,
    shown: &dyn Fn(&str) -> bool,
) -> Option<(FieldPath, String)> {
    if subject.environment().monitoring.prometheus.is_none() || is_scraped_otherwise(subject, component) {
        return None;
    }
    let wanted = |query: &Query| {
        let mut selectors = query.selectors.iter();
        let found = selectors.find(|selector| {
            let metric = selector.metric.as_str();
            // Whoever asks whether a metric is absent wants to hear just that.
            !selector.absent && !metric.contains(':') && shown(metric)
        });
        found.map(|selector| selector.metric.clone())
    };
    let wanted_by = |text: &str| wanted(&promql::read(text).ok()?);
    let mut own = queries::readable(subject);
    let own = own.find_map(|(at, query)| Some((at.clone(), wanted(query)?)));
    let mut sets = subject.environment().alerting.builtin.iter().enumerate();
    let builtin = sets.find_map(|(index, set)| {
        let mut alerts = subject.alerts(*set);
        let metric = alerts.find_map(|alert| wanted_by(&alert.query))?;
        Some((at!(alerting.builtin[#index]), metric))
    });
    let overview = || {
        let overview = dashboard::overview(subject.resolved)?;
        let metric = overview.queries().find_map(wanted_by)?;
        Some((at!(monitoring.grafana.overview), metric))
    };
    own.or(builtin).or_else(overview)
}

/// Whether the environment has a target of the component, or gets metrics from where is not looked into here.
pub(crate) fn is_scraped_otherwise(subject: &Subject<'_>, component: &str) -> bool {
    const ELSEWHERE: [&str; 8] = [
        "prometheus.additionalServiceMonitors",
        "prometheus.additionalPodMonitors",
        "prometheus.prometheusSpec.additionalScrapeConfigs",
        "prometheus.prometheusSpec.additionalScrapeConfigsSecret",
        "prometheus.prometheusSpec.additionalRemoteRead",
        "prometheus.prometheusSpec.enableOTLPReceiver",
        "prometheus.prometheusSpec.enableRemoteWriteReceiver",
        "prometheus.prometheusSpec.remoteRead",
    ];
    let says = |path: &&str| passed_on(subject, path).is_some_and(|(_, value)| value != &Value::Bool(false));
    let mut charts = subject.environment().charts.values();
    names_target(subject, component)
        || ELSEWHERE.iter().any(says)
        || charts.any(|chart| chart.extra_values.values().any(makes_monitor))
}

/// Whether a target of the environment is called like a component, or selects what is.
fn names_target(subject: &Subject<'_>, component: &str) -> bool {
    let mut targets = subject.environment().monitoring.targets.iter();
    targets.any(|(name, target)| {
        let mut values = target.match_labels().values();
        name.contains(component) || values.any(|value| value.contains(component))
    })
}

/// Whether a manifest that is passed on to a chart makes an object that Prometheus scrapes by.
fn makes_monitor(value: &Value) -> bool {
    const KINDS: [&str; 4] = ["PodMonitor", "Probe", "ScrapeConfig", "ServiceMonitor"];
    match value {
        Value::Object(below) => {
            let kind = below.get("kind").and_then(Value::as_str);
            kind.is_some_and(|kind| KINDS.contains(&kind)) || below.values().any(makes_monitor)
        }
        Value::Array(items) => items.iter().any(makes_monitor),
        Value::String(text) => {
            let mut kinds = text.lines().filter_map(|line| line.trim().strip_prefix("kind:"));
            kinds.any(|kind| KINDS.contains(&kind.trim().trim_matches(['"', '\''])))
        }
        _ => false,
    }
}
