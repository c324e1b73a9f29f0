//! EKS5015: routes of alerts, and no Alertmanager that would follow them.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.monitoring.alertmanager.is_some() {
        return Vec::new();
    }
    let alerting = &environment.alerting;
    let routes = alerting.routes.keys();
    let heartbeat = alerting.heartbeat.iter().map(|_| at!(alerting.heartbeat));
    routes
        .map(|name| at!(alerting.routes[name]))
        .chain(heartbeat)
        .map(|at| {
            Finding::at(at, "there is no Alertmanager that would follow this route")
                .help("add `alertmanager: {}` under `monitoring`")
        })
        .collect()
}
