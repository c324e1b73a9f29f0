//! EKS5019: an alert with a severity that no route takes.

use crate::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::RouteSeverity;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let alerting = &subject.environment().alerting;
    // Without any route it is Alertmanager that tells nobody.
    if alerting.routes.is_empty() {
        return Vec::new();
    }
    let taken = |severity| alerting.routes.values().any(|route| route.severity == severity);
    let own = alerting.rules.iter();
    let own = own.map(|(name, rule)| (at!(alerting.rules[name].severity), rule.severity));
    own.chain(builtin(subject))
        .filter(|(_, severity)| !taken(*severity))
        .map(|(at, severity)| {
            let severity = severity.label();
            Finding::at(at, format!("no route takes alerts that are `{severity}`")).help(format!(
                "below `alerting.routes`, add `{severity}: {{ receiver: …, severity: {severity} }}`"
            ))
        })
        .collect()
}

/// Each set with the severities of its alerts.
fn builtin(subject: &Subject<'_>) -> Vec<(FieldPath, RouteSeverity)> {
    let mut found = Vec::new();
    let sets = subject.environment().alerting.builtin.iter().enumerate();
    for (index, set) in sets {
        for alert in subject.alerts(*set) {
            let one = (at!(alerting.builtin[#index]), alert.severity);
            if !found.contains(&one) {
                found.push(one);
            }
        }
    }
    found
}
