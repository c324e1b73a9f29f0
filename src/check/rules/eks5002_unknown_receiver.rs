//! EKS5002: an alert route, a heartbeat or Grafana's alerting to a receiver that is not declared.

use crate::catalog::nearest;
use crate::diag::Fix;
use crate::fields::{self, listed};
use crate::model::value::ResourceName;
use crate::{Finding, Subject};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let receivers = &subject.environment().alerting.receivers;
    let named = fields::receivers(subject.environment());
    let times = |name: &str| named.iter().filter(|(_, named)| named.as_str() == name).count();
    let unknown = named
        .iter()
        .filter(|(_, wanted)| !receivers.contains_key(*wanted));
    unknown
        .map(|(at, wanted)| {
            let finding = Finding::at(at.clone(), format!("there is no receiver `{wanted}`"));
            match nearest(wanted, receivers.keys().map(ResourceName::as_str)) {
                // One slip is likelier than the same one twice.
                Some(near) if times(near) == 0 && times(wanted) > 1 => finding.help(format!(
                    "did you mean `{near}`? Nothing names that one: it may be the one that is misspelt"
                )),
                Some(near) => finding
                    .help(format!("did you mean `{near}`?"))
                    .fix(Fix::replace(wanted.as_str(), near)),
                None if receivers.is_empty() => {
                    finding.help(format!("declare it: `receivers: {{ {wanted}: {{ slack: … }} }}`"))
                }
                None => finding.help(format!("the receivers are {}", listed(receivers.keys()))),
            }
        })
        .collect()
}
