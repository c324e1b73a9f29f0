//! EKS5002: an alert route or a heartbeat to a receiver that is not declared.

use crate::catalog::nearest;
use crate::check::fields::listed;
use crate::check::{Finding, Subject, at};
use crate::diag::Fix;
use crate::model::value::ResourceName;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let alerting = &subject.environment().alerting;
    let receivers = &alerting.receivers;
    let routes = alerting.routes.iter();
    let routes = routes.map(|(name, route)| (at!(alerting.routes[name].receiver), &route.receiver));
    let heartbeat = alerting.heartbeat.iter();
    let heartbeat = heartbeat.map(|receiver| (at!(alerting.heartbeat), receiver));
    routes
        .chain(heartbeat)
        .filter(|(_, wanted)| !receivers.contains_key(*wanted))
        .map(|(at, wanted)| {
            let near = nearest(wanted, receivers.keys().map(ResourceName::as_str));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None if receivers.is_empty() => {
                    format!("declare it: `receivers: {{ {wanted}: {{ slack: … }} }}`")
                }
                None => format!("the receivers are {}", listed(receivers.keys())),
            };
            let finding = Finding::at(at, format!("there is no receiver `{wanted}`")).help(help);
            match near {
                Some(near) => finding.fix(Fix::replace(wanted.as_str(), near)),
                None => finding,
            }
        })
        .collect()
}
