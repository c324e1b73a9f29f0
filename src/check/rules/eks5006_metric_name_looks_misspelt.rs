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
            let shown = metrics.metric(&meant).and_then(|(name, metric)| {
                let version = queries::version(subject, metric.component)?;
                let gone = !matches!(metric.life(version), Life::Shown(_));
                gone.then(|| metrics.instead(name, version)).flatten()
            });
            let meant = shown.unwrap_or(meant);
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
fn meant(metrics: &Metrics, written: &str) -> Option<String> {
    // A colon stands in the names of recording rules, which are somebody's own.
    let is_known = metrics.metric(written).is_some() || metrics.names().any(|name| name == written);
    if is_known || written.contains(':') {
        return None;
    }
    alike(metrics, written)
        .map(str::to_owned)
        .or_else(|| series(metrics, written))
}

/// A series of a histogram, of which the name is known that all its series begin with.
fn series(metrics: &Metrics, written: &str) -> Option<String> {
    ["_bucket", "_sum", "_count"].into_iter().find_map(|suffix| {
        let near = alike(metrics, written.strip_suffix(suffix)?)?;
        let is_measured = near.ends_with("_seconds") || near.ends_with("_bytes");
        is_measured.then(|| format!("{near}{suffix}"))
    })
}

/// The known name that is like one which is not known.
fn alike<'c>(metrics: &'c Metrics, written: &str) -> Option<&'c str> {
    let near = nearest(written, metrics.names())?;
    let alike = strsim::damerau_levenshtein(near, written) <= ALIKE;
    (near != written && (alike || is_short_for(written, near))).then_some(near)
}

/// Whether each word is the beginning of the other's: `avail` for `available`.
fn is_short_for(written: &str, known: &str) -> bool {
    let words = |text: &str| text.split('_').count();
    let mut pairs = written.split('_').zip(known.split('_'));
    words(written) == words(known) && pairs.all(|(short, long)| !short.is_empty() && long.starts_with(short))
}
