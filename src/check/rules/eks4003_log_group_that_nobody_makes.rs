//! EKS4003: a query over a log group of EKS or of Container Insights that nothing here writes to.

use crate::{Finding, Subject, at};
use crate::model::LogQuery;

/// The add-on that writes Container Insights.
const INSIGHTS: &str = "amazon-cloudwatch-observability";

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, query) in &subject.environment().logging.queries {
        let LogQuery::Own(own) = query else { continue };
        for (index, group) in own.log_groups.iter().enumerate() {
            if let Some((message, help)) = missing(subject, group) {
                found.push(Finding::at(at!(logging.queries[name].own.logGroups[#index]), message).help(help));
            }
        }
    }
    found
}

fn missing(subject: &Subject<'_>, group: &str) -> Option<(String, String)> {
    let environment = subject.environment();
    let cluster = environment.cluster.name.as_str();
    let of_cluster = |family: &str| {
        let rest = group.strip_prefix(family)?;
        rest.split_once('/')
    };
    if let Some((named, "cluster")) = of_cluster("/aws/eks/") {
        if named != cluster {
            let message =
                format!("this is the log group of a cluster `{named}`, and this one is `{cluster}`");
            return Some((message, format!("write `/aws/eks/{cluster}/cluster`")));
        }
        if environment.cluster.log_types.is_empty() {
            let message =
                "the cluster writes no control plane logs, and nobody makes this log group".to_owned();
            return Some((message, "add `logTypes: [audit]` under `cluster`".to_owned()));
        }
    }
    if let Some((named, _)) = of_cluster("/aws/containerinsights/") {
        if named != cluster {
            let message = format!("this is a log group of a cluster `{named}`, and this one is `{cluster}`");
            return Some((message, format!("write `/aws/containerinsights/{cluster}/…`")));
        }
        let written =
            environment.addons.contains_key(INSIGHTS) || environment.logging.container_insights.is_some();
        if !written {
            let message = "nothing writes to this log group".to_owned();
            return Some((
                message,
                "set `logging.containerInsights`, or remove the group".to_owned(),
            ));
        }
    }
    None
}
