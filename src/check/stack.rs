//! What values of kube-prometheus-stack undo of what the environment asks for, where a single switch does not say it. For EKS5060.

mod alertmanager;
mod grafana;
mod namespaces;
mod relabeling;
mod scrape_timeout;
mod state_metrics;

use serde_json::Value;

use crate::diag::FieldPath;
use crate::{Finding, Subject, relied};

pub(super) use alertmanager::own_secret;

/// Everything that is undone.
pub(super) fn undone(subject: &Subject<'_>) -> Vec<Finding> {
    [
        alertmanager::undone,
        grafana::undone,
        namespaces::undone,
        relabeling::undone,
        scrape_timeout::undone,
        state_metrics::undone,
    ]
    .into_iter()
    .flat_map(|undone| undone(subject))
    .collect()
}

/// The namespace of the release; `None` where a value puts its objects elsewhere.
fn namespace<'a>(subject: &Subject<'a>) -> Option<&'a str> {
    if relied::passed_on(subject, "namespaceOverride").is_some() {
        return None;
    }
    let release = subject.resolved.monitoring_stack()?;
    Some(&release.namespace)
}

/// A list of texts that is passed on, or a single text, and where it stands; `None` where it is empty.
fn texts<'a>(subject: &Subject<'a>, path: &str) -> Option<(FieldPath, Vec<&'a str>)> {
    let (at, value) = relied::passed_on(subject, path)?;
    let texts = match value {
        Value::String(text) => vec![text.as_str()],
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    (!texts.is_empty()).then_some((at, texts))
}
