//! EKS5007: a query that Prometheus cannot read.

use crate::diag::FieldPath;
use crate::promql::{EXPERIMENTAL, Query};
use crate::{Finding, Subject, queries, relied};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let enabled = has_experimental(subject);
    let queries = queries::all(subject).into_iter();
    queries
        .filter_map(|written| match written.query {
            Ok(_) if enabled => None,
            Ok(query) => experimental(written.at, &query),
            Err(fault) => Some(
                Finding::at(written.at, format!("Prometheus cannot read this: {fault}")).help(
                    "write it as it works on Prometheus' own page; Grafana's variables are unknown there",
                ),
            ),
        })
        .collect()
}

fn experimental(at: FieldPath, query: &Query) -> Option<Finding> {
    let name = query.experimental.first()?;
    let message = format!("Prometheus cannot read this: `{name}` may still change, and is off");
    Some(Finding::at(at, message).help(format!(
        "write it without, or add `{EXPERIMENTAL}` to `prometheus.prometheusSpec.enableFeatures` of the chart's \
         `extraValues`, with a version of Prometheus that knows it"
    )))
}

fn has_experimental(subject: &Subject<'_>) -> bool {
    let features = relied::passed_on(subject, "prometheus.prometheusSpec.enableFeatures");
    let features = features.and_then(|(_, features)| features.as_array());
    features.is_some_and(|features| features.iter().any(|feature| feature == EXPERIMENTAL))
}
