//! EKS5007: a query that Prometheus cannot read.

use serde_json::Value;

use crate::diag::FieldPath;
use crate::promql::{EXPERIMENTAL, Query};
use crate::{Finding, Subject, queries, relied};

/// Features that add to the language what is not read here. Source: Prometheus' changelog, 3.4 to 3.7, and
/// prometheus/prometheus, promql/parser, `Options`, as of 2026-08.
const MORE_LANGUAGE: [&str; 3] = [
    "promql-binop-fill-modifiers",
    "promql-duration-expr",
    "promql-extended-range-selectors",
];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let enabled = has_feature(subject, &[EXPERIMENTAL]);
    let is_wider = has_feature(subject, &MORE_LANGUAGE);
    let queries = queries::all(subject).iter();
    queries
        .filter_map(|written| match &written.query {
            Ok(_) if enabled => None,
            Ok(query) => experimental(&written.at, query),
            Err(_) if is_wider => None,
            Err(fault) => Some(
                Finding::at(written.at.clone(), format!("Prometheus cannot read this: {fault}")).help(
                    "write it as it works on Prometheus' own page; Grafana's variables are unknown there",
                ),
            ),
        })
        .collect()
}

fn experimental(at: &FieldPath, query: &Query) -> Option<Finding> {
    let name = query.experimental.first()?;
    let message = format!("Prometheus cannot read this: `{name}` may still change, and is off");
    Some(Finding::at(at.clone(), message).help(format!(
        "write it without, or add `{EXPERIMENTAL}` to `prometheus.prometheusSpec.enableFeatures` of the chart's \
         `extraValues`, with a version of Prometheus that knows it"
    )))
}

fn has_feature(subject: &Subject<'_>, wanted: &[&str]) -> bool {
    let features = relied::passed_on(subject, "prometheus.prometheusSpec.enableFeatures");
    let features = features.and_then(|(_, features)| features.as_array());
    let mut names = features.into_iter().flatten().filter_map(Value::as_str);
    names.any(|name| wanted.contains(&name))
}
