//! EKS5016: an Alertmanager for which there are no alerts.

use crate::model::value::Release;
use crate::{Finding, Subject, at, fields};

/// Where the chart takes rules of others.
const OWN: [&str; 2] = ["additionalPrometheusRulesMap", "additionalPrometheusRules"];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let monitoring = &environment.monitoring;
    let stack = environment.charts.get(&Release::KubePrometheusStack);
    let own = stack.is_some_and(|chart| OWN.iter().any(|key| chart.extra_values.contains_key(*key)));
    let alerts = !environment.alerting.rules.is_empty() || !environment.alerting.builtin.is_empty();
    if monitoring.alertmanager.is_none() || alerts || own {
        return Vec::new();
    }
    let Some((off, field)) = fields::default_alerts_off(environment) else {
        return Vec::new();
    };
    let message = "there is an Alertmanager, and no alert that it could send";
    vec![
        Finding::at(off, message)
            .related(at!(monitoring.alertmanager), "Alertmanager")
            .help(format!(
                "remove `{field}: false`, or switch on `alerting.builtin`, or write alerts under `alerting.rules`"
            )),
    ]
}
