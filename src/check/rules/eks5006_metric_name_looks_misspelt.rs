//! EKS5006: a metric that is not known and differs from a known one in very few letters.

use crate::catalog::{Life, Metrics, nearest};
use crate::diag::Fix;
use crate::{Finding, Subject, queries};

/// More letters make it another metric: `kube_pod_status_reason` and `kube_pod_status_ready` differ in three.
const ALIKE: usize = 3;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let metrics = subject.catalogue.metrics();
    let mut found = Vec::new();
    for (at, query) in queries::readable(subject) {
        for selector in &query.selectors {
            let written = selector.metric.as_str();
            let Some(meant) = meant(metrics, written) else {
                continue;
            };
            let shown = metrics.metric(meant).and_then(|(name, metric)| {
                let version = queries::version(subject, metric.component)?;
                let gone = !matches!(metric.life(version), Life::Shown(_));
                gone.then(|| metrics.instead(name, version)).flatten()
            });
            let meant = shown.unwrap_or_else(|| meant.to_owned());
            found.push(
                Finding::at(at.clone(), format!("nothing is known of a metric `{written}`"))
                    .help(format!("did you mean `{meant}`?"))
                    .fix(Fix::replace(written, meant))
                    .note(format!("metrics as of {}", metrics.as_of())),
            );
        }
    }
    found
}

/// The known metric that somebody meant; `None` for one that is known or resembles none.
fn meant<'c>(metrics: &'c Metrics, written: &str) -> Option<&'c str> {
    // A colon stands in the names of recording rules, which are somebody's own.
    if written.contains(':')
        || metrics.metric(written).is_some()
        || metrics.names().any(|name| name == written)
    {
        return None;
    }
    let near = nearest(written, metrics.names())?;
    let alike = strsim::damerau_levenshtein(near, written) <= ALIKE;
    (alike || is_short_for(written, near)).then_some(near)
}

/// Whether each word is the beginning of the other's: `avail` for `available`.
fn is_short_for(written: &str, known: &str) -> bool {
    let words = |text: &str| text.split('_').count();
    let mut pairs = written.split('_').zip(known.split('_'));
    words(written) == words(known) && pairs.all(|(short, long)| !short.is_empty() && long.starts_with(short))
}
