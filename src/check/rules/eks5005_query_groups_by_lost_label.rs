//! EKS5005: a query that groups or selects by a label which a metric had in another version.

use crate::catalog::Life;
use crate::fields::listed;
use crate::{Finding, Subject, queries};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, query) in queries::readable(subject) {
        let by_matchers = query.selectors.iter().flat_map(|selector| {
            selector
                .labels
                .iter()
                .map(|label| (selector.metric.as_str(), label))
        });
        // One metric below the grouping, and nothing that makes labels: then the label can come from nowhere else.
        let plain = query.groupings.iter().filter(|grouping| !grouping.rewritten);
        let by_groups = plain
            .filter(|grouping| grouping.selectors.len() == 1)
            .flat_map(|grouping| {
                let metric = query.selectors[grouping.selectors[0]].metric.as_str();
                grouping.labels.iter().map(move |label| (metric, label))
            });
        for (metric, label) in by_matchers.chain(by_groups) {
            if let Some((now, here)) = lost(subject, metric, label) {
                found.push(
                    Finding::at(at.clone(), format!("`{metric}` has no label `{label}` in {here}"))
                        .help(format!("its labels there: {}", listed(now))),
                );
            }
        }
    }
    found
}

/// The labels that the metric has now, and the version, if `label` is one that it had.
fn lost<'a>(subject: &Subject<'a>, written: &str, label: &str) -> Option<(&'a [String], String)> {
    let metrics = subject.catalogue.metrics();
    let (name, metric) = metrics.metric(written)?;
    let version = queries::version(subject, metric.component)?;
    let Life::Shown(span) = metric.life(version) else {
        return None;
    };
    let now = span.labels.as_deref()?;
    let had = metrics.labels_ever(name).contains(&label) && !now.iter().any(|known| known == label);
    had.then(|| (now, queries::named(metric.component, version)))
}
