//! EKS4002: a query over a control plane log that the cluster does not write.

use crate::{Finding, Subject, at};
use crate::model::{BuiltinQuery, LogQuery, LogType};

/// How the streams of each log begin; the longer of two that begin alike comes first. Source: EKS user guide, send
/// control plane logs to CloudWatch Logs, as of 2026-11.
const STREAMS: [(&str, LogType, &str); 5] = [
    ("kube-apiserver-audit", LogType::Audit, "audit"),
    ("kube-apiserver", LogType::Api, "api"),
    (
        "kube-controller-manager",
        LogType::ControllerManager,
        "controllerManager",
    ),
    ("kube-scheduler", LogType::Scheduler, "scheduler"),
    ("authenticator", LogType::Authenticator, "authenticator"),
];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let group = format!("/aws/eks/{}/cluster", environment.cluster.name);
    let queries = environment.logging.queries.iter();
    queries
        .filter_map(|(name, query)| {
            let (at, stream) = match query {
                LogQuery::Builtin(builtin) => (at!(logging.queries[name].builtin), of_builtin(*builtin)?),
                LogQuery::Own(own) if own.log_groups.contains(&group) => {
                    (at!(logging.queries[name].own.query), of_text(&own.query)?)
                }
                LogQuery::Own(_) => return None,
            };
            let (stream, log, word) = stream;
            (!environment.cluster.log_types.contains(&log)).then(|| {
                Finding::at(
                    at,
                    format!("the cluster writes no streams `{stream}…`, so that nothing is found"),
                )
                .related(at!(cluster.logTypes), "the logs that are on")
                .help(format!("add `{word}` to `cluster.logTypes`"))
            })
        })
        .collect()
}

fn of_builtin(query: BuiltinQuery) -> Option<(&'static str, LogType, &'static str)> {
    let wanted = match query {
        // Node conditions are told by several logs.
        BuiltinQuery::NodeNotReady => return None,
        BuiltinQuery::DatabaseSpaceExceeded
        | BuiltinQuery::RequestsByUserAgent
        | BuiltinQuery::RequestsByUri
        | BuiltinQuery::ObjectRevisionUpdates => LogType::Audit,
        BuiltinQuery::Scheduler => LogType::Scheduler,
        BuiltinQuery::Authenticator => LogType::Authenticator,
        BuiltinQuery::ControllerManager => LogType::ControllerManager,
    };
    STREAMS.into_iter().find(|(_, log, _)| *log == wanted)
}

/// The only stream that a query asks for.
fn of_text(query: &str) -> Option<(&'static str, LogType, &'static str)> {
    let (_, behind) = query.split_once("@logStream like ")?;
    // A second stream, or an alternative, may be there.
    if behind.contains("@logStream")
        || behind.split_whitespace().next()?.contains('|')
        || query.contains(" or ")
    {
        return None;
    }
    let wanted = behind.split_whitespace().next()?;
    STREAMS.into_iter().find(|(stream, ..)| wanted.contains(stream))
}
