//! EKS5050: an alert of one's own that is called as a built-in one.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let alerting = &subject.environment().alerting;
    let mut found = Vec::new();
    for (index, set) in alerting.builtin.iter().enumerate() {
        for alert in subject.alerts(*set) {
            let Some((name, _)) = alerting.rules.get_key_value(alert.name) else {
                continue;
            };
            let finding = Finding::at(
                at!(alerting.rules[name]),
                format!("`{name}` is a built-in alert already"),
            );
            found.push(
                finding
                    .related(at!(alerting.builtin[#index]), "it comes with this")
                    .help("remove yours if it asks the same, or call it something else"),
            );
        }
    }
    found
}
