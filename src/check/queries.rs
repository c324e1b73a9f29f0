//! Every rule of Prometheus and PromQL query, Grafana's alerts included, in an environment, and the versions by which its metrics are judged. For rules.

use serde_json::{Map, Value};

use super::{Subject, at};
use crate::catalog::{Component, MinorVersion};
use crate::diag::FieldPath;
use crate::model::value::Release;
use crate::promql::{self, Query, Unreadable};

/// Where kube-prometheus-stack takes rules of others. Source: values.yaml of chart 88.5.3.
const RULES: [&str; 3] = [
    "additionalPrometheusRulesMap",
    "additionalPrometheusRules",
    "customRules",
];

/// A query where it is written.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) at: FieldPath,
    pub(super) query: Result<Query, Unreadable>,
}

/// Every query, read when any are first asked for.
pub(super) fn all<'s>(subject: &'s Subject<'_>) -> &'s [Written] {
    subject.queries.get_or_init(|| read(subject))
}

fn read(subject: &Subject<'_>) -> Vec<Written> {
    let environment = subject.environment();
    let own = environment.alerting.rules.iter();
    let mut found: Vec<Written> = own
        .map(|(name, rule)| Written {
            at: at!(alerting.rules[name].query),
            query: promql::read(&rule.query),
        })
        .collect();
    let grafana = environment.monitoring.grafana.as_ref();
    let of_grafana = grafana.and_then(|grafana| grafana.alerting.as_ref());
    let of_grafana = of_grafana.into_iter().flat_map(|alerting| &alerting.rules);
    found.extend(of_grafana.map(|(uid, rule)| Written {
        at: at!(monitoring.grafana.alerting.rules[uid].query),
        query: promql::read(&rule.query),
    }));
    found.extend(passed_on(subject).into_iter().filter_map(|(at, rule)| {
        let query = promql::read(rule.get("expr")?.as_str()?);
        Some(Written {
            at: at.key("expr"),
            query,
        })
    }));
    found
}

/// Every map that may be a rule among the values that are passed on to kube-prometheus-stack.
pub(super) fn passed_on<'a>(subject: &Subject<'a>) -> Vec<(FieldPath, &'a Map<String, Value>)> {
    let stack = Release::KubePrometheusStack;
    let mut found = Vec::new();
    if let Some(chart) = subject.environment().charts.get(&stack) {
        let values = at!(charts[stack].extraValues);
        for key in RULES {
            if let Some(value) = chart.extra_values.get(key) {
                look(&values.key(key), value, &mut found);
            }
        }
    }
    found
}

/// Queries that can be read.
pub(super) fn readable<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = (&'s FieldPath, &'s Query)> {
    let queries = all(subject).iter();
    queries.filter_map(|written| Some((&written.at, written.query.as_ref().ok()?)))
}

fn look<'a>(at: &FieldPath, value: &'a Value, found: &mut Vec<(FieldPath, &'a Map<String, Value>)>) {
    match value {
        Value::Object(entries) => {
            found.push((at.clone(), entries));
            for (key, below) in entries {
                look(&at.key(key), below, found);
            }
        }
        Value::Array(items) => {
            for (index, below) in items.iter().enumerate() {
                look(&at.index(index), below, found);
            }
        }
        _ => {}
    }
}

/// The version of what shows a metric; of kube-state-metrics, the oldest that the chart may bring.
pub(super) fn version(subject: &Subject<'_>, component: Component) -> Option<MinorVersion> {
    let environment = subject.environment();
    match component {
        Component::Kubernetes => Some(MinorVersion(1, environment.cluster.kubernetes_version.minor)),
        Component::KubeStateMetrics => {
            let stack = environment.charts.get(&Release::KubePrometheusStack)?;
            subject.catalogue.metrics().kube_state_metrics(&stack.version)
        }
    }
}

/// What people call a version.
pub(super) fn named(component: Component, version: MinorVersion) -> String {
    match component {
        Component::Kubernetes => format!("Kubernetes {version}"),
        Component::KubeStateMetrics => format!("kube-state-metrics {version}"),
    }
}
