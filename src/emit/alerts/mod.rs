//! The alerts that eksight brings: what each asks, what it says, and what to do first. The unit tests of each are in
//! `tests/promtool`.

mod cost;
mod database;
mod nodes;
mod pods;
mod targets;
mod volumes;

pub(crate) use database::most_objects;
pub use pods::IMAGE_PULL_FAILS;

use crate::model::{BuiltinAlerts, RouteSeverity};
use crate::resolve::Resolved;

/// An alert, and its section of the runbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltinAlert {
    /// What switches it on.
    pub set: BuiltinAlerts,
    /// Its name.
    pub name: &'static str,
    /// What is wrong, in PromQL.
    pub query: String,
    /// For how long it must be so.
    pub lasting: &'static str,
    /// Who is told.
    pub severity: RouteSeverity,
    /// What has happened.
    pub summary: &'static str,
    /// What to look at.
    pub description: String,
    /// The alert of the chart's default rules that means the same.
    pub twin: Option<&'static str>,
    /// Why it matters, for the runbook.
    pub meaning: &'static str,
    /// The first commands, for the runbook. Words in capitals are for people to fill in; one that does not end by itself
    /// is the last.
    pub commands: Vec<String>,
}

/// The alerts that an environment has, set by set; none without the chart that brings their kind.
#[must_use]
pub fn builtin(resolved: &Resolved) -> Vec<BuiltinAlert> {
    if resolved.monitoring_stack().is_none() {
        return Vec::new();
    }
    let mut alerts: Vec<BuiltinAlert> = Vec::new();
    for set in &resolved.environment.alerting.builtin {
        if alerts.iter().all(|alert| alert.set != *set) {
            alerts.extend(of_set(resolved, *set));
        }
    }
    alerts
}

/// The alerts of one set; none where the environment has nothing that they could watch.
#[must_use]
pub fn of_set(resolved: &Resolved, set: BuiltinAlerts) -> Vec<BuiltinAlert> {
    match set {
        BuiltinAlerts::Database => vec![database::alert(resolved)],
        BuiltinAlerts::Nodes => vec![nodes::not_ready(resolved)],
        BuiltinAlerts::Pods => vec![pods::crash(), pods::image()],
        BuiltinAlerts::Volumes => vec![volumes::fills(resolved), volumes::full(resolved)],
        BuiltinAlerts::Certificates => vec![nodes::certificate()],
        BuiltinAlerts::Targets => targets::alerts(resolved),
        BuiltinAlerts::Cost => {
            let alerts = [cost::data_missing(resolved), cost::collector_down(resolved)];
            alerts.into_iter().flatten().collect()
        }
    }
}

/// A text as a string of PromQL, whose escapes are Go's.
fn quoted(text: &str) -> String {
    format!(
        "\"{}\"",
        text.replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n")
    )
}

fn commands<const N: usize>(commands: [&str; N]) -> Vec<String> {
    commands.map(str::to_owned).into()
}
