//! EKS5016: an Alertmanager for which there are no alerts.

use crate::{Finding, Subject, at};
use crate::model::value::Release;

/// Where the chart takes rules of others.
const OWN: [&str; 2] = ["additionalPrometheusRulesMap", "additionalPrometheusRules"];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let monitoring = &environment.monitoring;
    let silent = monitoring
        .prometheus
        .as_ref()
        .is_some_and(|prometheus| !prometheus.default_rules);
    let stack = environment.charts.get(&Release::KubePrometheusStack);
    let own = stack.is_some_and(|chart| OWN.iter().any(|key| chart.extra_values.contains_key(*key)));
    let alerts = !environment.alerting.rules.is_empty() || !environment.alerting.builtin.is_empty();
    if !silent || monitoring.alertmanager.is_none() || alerts || own {
        return Vec::new();
    }
    let message = "there is an Alertmanager, and no alert that it could send";
    vec![
        Finding::at(at!(monitoring.prometheus.defaultRules), message)
            .related(at!(monitoring.alertmanager), "Alertmanager")
            .help("remove `defaultRules: false`, or switch on `alerting.builtin`, or write alerts under `alerting.rules`"),
    ]
}
