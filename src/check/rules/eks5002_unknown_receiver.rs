//! EKS5002: an alert route, a heartbeat or Grafana's alerting to a receiver that is not declared.

use crate::catalog::nearest;
use crate::fields::{self, listed};
use crate::{Finding, Subject};
use crate::diag::Fix;
use crate::model::value::ResourceName;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let receivers = &subject.environment().alerting.receivers;
    fields::receivers(subject.environment())
        .into_iter()
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
