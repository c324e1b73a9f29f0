//! Queries of Logs Insights: the texts that eksight knows, and `queries/<name>.cwli`. The template saves the same texts.

use super::artifact::{Artifact, provenance};
use crate::model::{BuiltinQuery, Environment, LogQuery};
use crate::resolve::Resolved;

/// One file for each query.
#[must_use]
pub fn emit(resolved: &Resolved) -> Vec<Artifact> {
    let header = provenance(resolved);
    let queries = resolved.environment.logging.queries.iter();
    queries
        .map(|(name, query)| {
            Artifact::prose(
                format!("queries/{name}.cwli"),
                format!("# {header}\n{}", text(query)),
            )
        })
        .collect()
}

/// The log groups that a query looks at.
#[must_use]
pub fn log_groups(environment: &Environment, query: &LogQuery) -> Vec<String> {
    match query {
        LogQuery::Builtin(_) => vec![format!("/aws/eks/{}/cluster", environment.cluster.name)],
        LogQuery::Own(own) => own.log_groups.clone(),
    }
}

/// The text of a query, with a line break at its end.
#[must_use]
pub fn text(query: &LogQuery) -> String {
    match query {
        LogQuery::Builtin(builtin) => self::builtin(*builtin).to_owned(),
        LogQuery::Own(own) => format!("{}\n", own.query.trim_end()),
    }
}

fn builtin(query: BuiltinQuery) -> &'static str {
    match query {
        BuiltinQuery::NodeNotReady => include_str!("node-not-ready.cwli"),
        BuiltinQuery::DatabaseSpaceExceeded => include_str!("database-space-exceeded.cwli"),
        BuiltinQuery::RequestsByUserAgent => include_str!("requests-by-user-agent.cwli"),
        BuiltinQuery::RequestsByUri => include_str!("requests-by-uri.cwli"),
        BuiltinQuery::ObjectRevisionUpdates => include_str!("object-revision-updates.cwli"),
        BuiltinQuery::Scheduler => include_str!("scheduler.cwli"),
        BuiltinQuery::Authenticator => include_str!("authenticator.cwli"),
        BuiltinQuery::ControllerManager => include_str!("controller-manager.cwli"),
    }
}
