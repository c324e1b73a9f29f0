//! Who in the environment relies on a part of kube-prometheus-stack, part by part. For rules.

mod made;
mod metrics;

use serde_json::Value;

use super::fields::value_at;
use super::{Subject, at};
use crate::diag::FieldPath;
use crate::model::value::Release;
use crate::model::{Dashboard, Grafana};

pub(super) use made::{Kind, made};
pub(super) use metrics::{
    is_scraped_otherwise, on_api_server, on_containers, on_kube_state_metrics, on_kubelet, on_kubelet_itself,
    on_node_exporter, on_state_metric,
};

/// The first field that relies on something.
pub(super) type Relied = fn(&Subject<'_>) -> Option<FieldPath>;

pub(super) fn on_prometheus(subject: &Subject<'_>) -> Option<FieldPath> {
    let prometheus = subject.environment().monitoring.prometheus.as_ref();
    prometheus.map(|_| at!(monitoring.prometheus))
}

pub(super) fn on_alertmanager(subject: &Subject<'_>) -> Option<FieldPath> {
    let alertmanager = subject.environment().monitoring.alertmanager.as_ref();
    alertmanager.map(|_| at!(monitoring.alertmanager))
}

/// On the configuration that is written for Alertmanager.
pub(super) fn on_receivers(subject: &Subject<'_>) -> Option<FieldPath> {
    on_alertmanager(subject)?;
    let name = subject.environment().alerting.receivers.keys().next()?;
    Some(at!(alerting.receivers[name]))
}

pub(super) fn on_grafana(subject: &Subject<'_>) -> Option<FieldPath> {
    grafana(subject).map(|_| at!(monitoring.grafana))
}

/// On a dashboard that lies in a ConfigMap.
pub(super) fn on_config_maps(subject: &Subject<'_>) -> Option<FieldPath> {
    let grafana = grafana(subject)?;
    if grafana.overview {
        return Some(at!(monitoring.grafana.overview));
    }
    let mut dashboards = grafana.dashboards.iter();
    let (name, _) = dashboards.find(|(_, dashboard)| matches!(dashboard, Dashboard::File(_)))?;
    Some(at!(monitoring.grafana.dashboards[name]))
}

/// Whether the chart is given data sources of one's own: how they are called is not looked into.
fn has_own_sources(subject: &Subject<'_>) -> bool {
    let own = ["grafana.additionalDataSources", "grafana.datasources"];
    own.iter().any(|path| passed_on(subject, path).is_some())
}

/// On the name of the data source: dashboards of grafana.com are given it.
pub(super) fn on_name_of_source(subject: &Subject<'_>) -> Option<FieldPath> {
    if has_own_sources(subject) {
        return None;
    }
    let mut dashboards = grafana(subject)?.dashboards.iter();
    let (name, _) = dashboards.find(|(_, dashboard)| matches!(dashboard, Dashboard::GrafanaCom(_)))?;
    Some(at!(monitoring.grafana.dashboards[name]))
}

/// On the uid of the data source: the overview, dashboards from files and Grafana's alerts ask by it.
pub(super) fn on_uid_of_source(subject: &Subject<'_>) -> Option<FieldPath> {
    if has_own_sources(subject) {
        return None;
    }
    let alerting = grafana(subject)?.alerting.as_ref();
    let rule = alerting.and_then(|alerting| alerting.rules.keys().next());
    on_config_maps(subject).or_else(|| rule.map(|uid| at!(monitoring.grafana.alerting.rules[uid])))
}

/// On a data source at all.
pub(super) fn on_source(subject: &Subject<'_>) -> Option<FieldPath> {
    on_uid_of_source(subject).or_else(|| on_name_of_source(subject))
}

/// On rules that Prometheus loads from the cluster.
pub(super) fn on_rules(subject: &Subject<'_>) -> Option<FieldPath> {
    on_prometheus(subject)?;
    let alerting = &subject.environment().alerting;
    let own = alerting.rules.keys().next();
    let builtin = (!alerting.builtin.is_empty()).then(|| at!(alerting.builtin));
    own.map(|name| at!(alerting.rules[name])).or(builtin)
}

/// On a Prometheus that evaluates rules and answers queries.
pub(super) fn on_queries(subject: &Subject<'_>) -> Option<FieldPath> {
    on_rules(subject).or_else(|| on_source(subject))
}

fn grafana<'a>(subject: &Subject<'a>) -> Option<&'a Grafana> {
    subject.environment().monitoring.grafana.as_ref()
}

/// A value of kube-prometheus-stack that the environment passes on, and where it stands.
pub(super) fn passed_on<'a>(subject: &Subject<'a>, path: &str) -> Option<(FieldPath, &'a Value)> {
    let stack = Release::KubePrometheusStack;
    let chart = subject.environment().charts.get(&stack)?;
    value_at(|| at!(charts[stack].extraValues), &chart.extra_values, path)
}
