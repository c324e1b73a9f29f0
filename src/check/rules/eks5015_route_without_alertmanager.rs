//! EKS5015: routes of alerts, and no Alertmanager that would follow them.

use crate::check::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.monitoring.alertmanager.is_some() {
        return Vec::new();
    }
    let routes = environment.alerting.routes.keys();
    routes
        .map(|name| {
            Finding::at(
                at!(alerting.routes[name]),
                "there is no Alertmanager that would follow this route",
            )
            .help("add `alertmanager: {}` under `monitoring`")
        })
        .collect()
}
