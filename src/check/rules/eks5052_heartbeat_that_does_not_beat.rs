//! EKS5052: a heartbeat without the alert that it is made of, or to somebody who is no machine.

use crate::diag::FieldPath;
use crate::model::Receiver;
use crate::model::value::Release;
use crate::{Finding, Subject, at, fields};

/// Values of the chart without which there is no `Watchdog`. Source: prometheus-community/helm-charts,
/// kube-prometheus-stack, templates/prometheus/rules-1.14/general.rules.yaml at 1319bbe.
const WITHOUT_WATCHDOG: [(&str, bool); 3] = [
    ("defaultRules.create", false),
    ("defaultRules.rules.general", false),
    ("defaultRules.disabled.Watchdog", true),
];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let alerting = &environment.alerting;
    let Some(name) = &alerting.heartbeat else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let what = match alerting.receivers.get(name) {
        Some(Receiver::Slack(_)) => Some("a Slack channel"),
        Some(Receiver::Pagerduty(_)) => Some("a pager"),
        Some(Receiver::Webhook(_)) | None => None,
    };
    if let Some(what) = what {
        let message = format!("`{name}` is {what}, which would be told every 5 minutes that all is well");
        found.push(
            Finding::at(at!(alerting.heartbeat), message)
                .related(at!(alerting.receivers[name]), "the receiver")
                .help("name a webhook of a service that speaks up when it hears nothing"),
        );
    }
    found.extend(fields::default_alerts_off(environment).map(|(off, field)| {
        Finding::at(
            at!(alerting.heartbeat),
            "the alert `Watchdog`, of which the heartbeat is made, is one of the default rules, which are off",
        )
        .related(off, "they are off here")
        .help(format!(
            "remove `{field}: false` below `monitoring.prometheus`, or the heartbeat"
        ))
    }));
    found.extend(taken_away(subject).map(|at| {
        Finding::at(
            at!(alerting.heartbeat),
            "the alert `Watchdog`, of which the heartbeat is made, is taken away",
        )
        .related(at, "by this")
        .help("remove that value, or the heartbeat")
    }));
    found
}

/// The value that takes `Watchdog` away from the chart's default rules.
fn taken_away(subject: &Subject<'_>) -> Option<FieldPath> {
    let stack = Release::KubePrometheusStack;
    let chart = subject.environment().charts.get(&stack)?;
    WITHOUT_WATCHDOG.iter().find_map(|(path, without)| {
        let (at, value) = fields::value_at(|| at!(charts[stack].extraValues), &chart.extra_values, path)?;
        (value.as_bool() == Some(*without)).then_some(at)
    })
}
