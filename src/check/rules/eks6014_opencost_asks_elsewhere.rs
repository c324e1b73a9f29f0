//! EKS6014: values of kube-prometheus-stack by which its Prometheus is not where OpenCost asks.

use serde_json::Value;

use crate::emit::helm::PROMETHEUS_PORT;
use crate::model::value::Release;
use crate::{Finding, Help, Subject, at, fields};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let stack = Release::KubePrometheusStack;
    let mut releases = subject.resolved.releases.iter();
    let (Some(_), Some(chart), Some(release)) = (
        &environment.cost.open_cost,
        environment.charts.get(&stack),
        releases.find(|release| release.release == stack),
    ) else {
        return Vec::new();
    };
    let namespace = release.namespace.as_str();
    let moved = MOVES.iter().filter_map(|(path, stays)| {
        let (at, value) = fields::value_at(|| at!(charts[stack].extraValues), &chart.extra_values, path)?;
        (!stays(value, namespace)).then_some((at, path))
    });
    moved
        .map(|(at, path)| {
            let message = format!(
                "OpenCost asks Prometheus at `http://{stack}-prometheus.{namespace}:{PROMETHEUS_PORT}`, and with `{path}` it \
                 is not there"
            );
            Finding::at(at, message)
                .related(at!(cost.openCost), "OpenCost")
                .help(Help::take_out("remove this value"))
        })
        .collect()
}

/// Whether Prometheus stays where it is with a value, in the namespace of the release.
type Stays = fn(&Value, &str) -> bool;

/// Values that move the Service or what it answers. Source: prometheus-community/helm-charts at 082861b and 00a2982,
/// kube-prometheus-stack, templates/_helpers.tpl and templates/prometheus/service.yaml.
const MOVES: [(&str, Stays); 7] = [
    ("fullnameOverride", |value, _| {
        is(value, "") || is(value, Release::KubePrometheusStack.name())
    }),
    // A name that the release's contains changes nothing.
    ("nameOverride", |value, _| {
        let release = Release::KubePrometheusStack.name();
        value.as_str().is_none_or(|name| release.contains(name))
    }),
    ("namespaceOverride", |value, namespace| {
        is(value, "") || is(value, namespace)
    }),
    ("prometheus.service.enabled", |value, _| {
        value != &Value::Bool(false)
    }),
    ("prometheus.service.port", |value, _| {
        value == &Value::from(PROMETHEUS_PORT)
    }),
    ("prometheus.prometheusSpec.routePrefix", |value, _| is(value, "/")),
    // An agent answers no queries.
    ("prometheus.agentMode", |value, _| value != &Value::Bool(true)),
];

fn is(value: &Value, text: &str) -> bool {
    value.as_str() == Some(text)
}
