//! EKS5052: a heartbeat without the alert that it is made of, or to somebody who is no machine.

use crate::{Finding, Subject, at};
use crate::model::Receiver;

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
    let prometheus = environment.monitoring.prometheus.as_ref();
    if prometheus.is_some_and(|prometheus| !prometheus.default_rules) {
        found.push(
            Finding::at(
                at!(alerting.heartbeat),
                "the alert `Watchdog`, of which the heartbeat is made, is one of the default rules, which are off",
            )
            .related(at!(monitoring.prometheus.defaultRules), "they are off here")
            .help("remove `defaultRules: false`, or the heartbeat"),
        );
    }
    found
}
