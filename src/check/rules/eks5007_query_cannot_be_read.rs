//! EKS5007: a query that Prometheus cannot read.

use crate::{Finding, Subject, queries};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let queries = queries::all(subject).into_iter();
    queries
        .filter_map(|written| {
            let fault = written.query.err()?;
            Some(
                Finding::at(written.at, format!("Prometheus cannot read this: {fault}")).help(
                    "write it as it works on Prometheus' own page; Grafana's variables are unknown there",
                ),
            )
        })
        .collect()
}
