//! EKS5055: a receiver that no route, no heartbeat and no Grafana names.

use crate::{Finding, Help, Subject, at, fields};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let alerting = &environment.alerting;
    let named = fields::receivers(environment);
    // EKS5002 speaks of a name that is misspelt, EKS5014 of an Alertmanager without any route.
    let misspelt = named
        .iter()
        .any(|(_, name)| !alerting.receivers.contains_key(*name));
    if misspelt || environment.monitoring.alertmanager.is_some() && alerting.routes.is_empty() {
        return Vec::new();
    }
    let unread = alerting
        .receivers
        .keys()
        .filter(|name| named.iter().all(|(_, named)| named != name));
    unread
        .map(|name| {
            Finding::at(
                at!(alerting.receivers[name]),
                format!("nothing sends to the receiver `{name}`"),
            )
            .help(Help::take_out("name it in `alerting.routes`, or remove it"))
        })
        .collect()
}
