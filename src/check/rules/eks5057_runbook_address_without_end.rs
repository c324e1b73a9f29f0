//! EKS5057: an address of runbooks whose last word runs into the name of the alert.

use crate::diag::Fix;
use crate::emit::alerts;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let alerts = alerts::builtin(subject.resolved);
    let (Some(url), Some(alert)) = (&subject.environment().alerting.runbook_url, alerts.first()) else {
        return Vec::new();
    };
    if !url.ends_with(char::is_alphanumeric) {
        return Vec::new();
    }
    let path = url.split_once("://").map_or("", |(_, rest)| rest);
    let is_file = path
        .rsplit_once('/')
        .is_some_and(|(_, last)| last.contains('.') && !last.contains(['?', '#']));
    let mended = format!("{url}{}", if is_file { '#' } else { '/' });
    let message = format!("the link of `{0}` would be `{url}{0}`", alert.name);
    vec![
        Finding::at(at!(alerting.runbookUrl), message)
            .help(format!(
                "end it with what stands before the name of an alert, such as `{mended}`"
            ))
            .fix(Fix::replace(url.as_str(), mended)),
    ]
}
