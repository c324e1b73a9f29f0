//! EKS2003: a page published on an ingress group that is not declared.

use crate::check::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::{Environment, Expose};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let groups = environment.ingress.as_ref().map(|ingress| &ingress.groups);
    exposed(environment)
        .into_iter()
        .filter(|(_, expose)| !groups.is_some_and(|groups| groups.contains_key(&expose.group)))
        .map(|(at, expose)| {
            let names: Vec<String> = groups
                .into_iter()
                .flatten()
                .map(|(name, _)| format!("`{name}`"))
                .collect();
            let help = if names.is_empty() {
                "declare it under `ingress.groups`".to_owned()
            } else {
                format!("the groups are {}", names.join(", "))
            };
            Finding::at(
                at.field("group"),
                format!("there is no ingress group `{}`", expose.group),
            )
            .help(help)
        })
        .collect()
}

/// Every page that is published.
fn exposed(environment: &Environment) -> Vec<(FieldPath, &Expose)> {
    let monitoring = &environment.monitoring;
    let prometheus = monitoring
        .prometheus
        .as_ref()
        .and_then(|prometheus| prometheus.expose.as_ref());
    let grafana = monitoring
        .grafana
        .as_ref()
        .and_then(|grafana| grafana.expose.as_ref());
    let nginx = environment
        .workloads
        .nginx
        .as_ref()
        .and_then(|nginx| nginx.expose.as_ref());
    [
        (at!(monitoring.prometheus.expose), prometheus),
        (at!(monitoring.grafana.expose), grafana),
        (at!(workloads.nginx.expose), nginx),
    ]
    .into_iter()
    .filter_map(|(at, expose)| Some((at, expose?)))
    .collect()
}
