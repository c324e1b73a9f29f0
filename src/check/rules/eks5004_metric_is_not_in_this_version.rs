//! EKS5004: a query over a metric that the cluster's version does not show, or not yet.

use crate::catalog::Life;
use crate::{Finding, Help, Subject, queries};
use crate::diag::Fix;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let metrics = subject.catalogue.metrics();
    let mut found = Vec::new();
    for (at, query) in queries::readable(subject) {
        for selector in &query.selectors {
            let written = &selector.metric;
            let Some((name, metric)) = metrics.metric(written) else {
                continue;
            };
            let Some(version) = queries::version(subject, metric.component) else {
                continue;
            };
            let here = queries::named(metric.component, version);
            let message = match metric.life(version) {
                Life::Shown(_) => continue,
                Life::Gone(until) => {
                    format!("`{written}` is not shown by {here}; the last to do so was {until}")
                }
                Life::NotYet(from) => {
                    format!("`{written}` is not shown by {here}; the first to do so is {from}")
                }
            };
            let finding = Finding::at(at.clone(), message);
            let instead = metrics.instead(name, version);
            let instead = instead.map(|instead| with_series(&instead, written.strip_prefix(name)));
            found.push(match instead {
                Some(instead) if is_name(&instead) => finding
                    .help(format!("{here} says it as `{instead}`"))
                    .fix(Fix::replace(written, instead)),
                Some(instead) => finding.help(format!("{here} says it as `{instead}`")),
                None => finding.help(Help::take_out("remove it; nothing takes its place in this version")),
            });
        }
    }
    found
}

/// The same series of the histogram in another's place: `_bucket`, `_sum`, `_count`. It stands before labels.
fn with_series(instead: &str, series: Option<&str>) -> String {
    let (name, labels) = instead.split_at(instead.find('{').unwrap_or(instead.len()));
    format!("{name}{}{labels}", series.unwrap_or_default())
}

/// Whether it is a metric's name and not a query over some.
fn is_name(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
