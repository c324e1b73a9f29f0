//! EKS5024: alerts beside the chart's that nobody sends.

use crate::{Finding, Subject, at};
use crate::model::value::Release;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let alerting = &environment.alerting;
    let own = alerting.rules.keys().next().map(|name| at!(alerting.rules[name]));
    let builtin = (!alerting.builtin.is_empty()).then(|| at!(alerting.builtin));
    let Some(first) = own.or(builtin) else {
        return Vec::new();
    };
    let stack = environment.charts.get(&Release::KubePrometheusStack);
    let elsewhere = stack.is_some_and(|chart| {
        let spec = chart
            .extra_values
            .get("prometheus")
            .map(|values| &values["prometheusSpec"]);
        spec.is_some_and(|spec| {
            [
                "alertingEndpoints",
                "additionalAlertManagerConfigs",
                "remoteWrite",
            ]
            .iter()
            .any(|key| spec.get(key).is_some())
        })
    });
    let prometheus = environment.monitoring.prometheus.as_ref();
    let elsewhere = elsewhere || prometheus.is_some_and(|prometheus| !prometheus.remote_write.is_empty());
    if environment.monitoring.alertmanager.is_some() || elsewhere {
        return Vec::new();
    }
    vec![
        Finding::at(
            first,
            "there is no Alertmanager: alerts are shown on Prometheus' page and sent to nobody",
        )
        .help("add `monitoring.alertmanager` with a receiver and a route under `alerting`"),
    ]
}
