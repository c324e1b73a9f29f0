//! EKS5054: a receiver that is called as one which Alertmanager has already.

use crate::emit::helm::NOBODY;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let receivers = environment.alerting.receivers.keys();
    // Grafana has no such receiver.
    let alertmanager = environment.monitoring.alertmanager.as_ref();
    receivers
        .filter(|name| alertmanager.is_some() && name.as_str() == NOBODY)
        .map(|name| {
            let message = format!("Alertmanager has a receiver `{name}` already, which tells nobody");
            Finding::at(at!(alerting.receivers[name]), message).help(
                "call it something else, in the routes too: of two with one name Alertmanager refuses both",
            )
        })
        .collect()
}
