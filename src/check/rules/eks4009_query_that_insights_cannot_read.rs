//! EKS4009: a query of Logs Insights in which something does not end, or says nothing.

use crate::{Finding, Subject, at, insights};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    insights::own(subject)
        .filter_map(|(name, query)| Some((name, insights::fault(&query.query)?)))
        .map(|(name, fault)| {
            let message = format!("Logs Insights cannot read this: {fault}");
            Finding::at(at!(logging.queries[name].own.query), message)
                .help("try it on the page of Logs Insights; commands stand between bars, `fields @message | limit 20`")
        })
        .collect()
}
