//! EKS5019: an alert of one's own with a severity that no route takes.

use crate::check::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let alerting = &subject.environment().alerting;
    // Without any route it is Alertmanager that tells nobody.
    if alerting.routes.is_empty() {
        return Vec::new();
    }
    let taken = |severity| alerting.routes.values().any(|route| route.severity == severity);
    let rules = alerting.rules.iter();
    rules
        .filter(|(_, rule)| !taken(rule.severity))
        .map(|(name, rule)| {
            let severity = rule.severity.label();
            Finding::at(
                at!(alerting.rules[name].severity),
                format!("no route takes alerts that are `{severity}`"),
            )
            .help(format!(
                "add a route: `{severity}: {{ receiver: …, severity: {severity} }}`"
            ))
        })
        .collect()
}
