//! EKS6001: a volume claim that names a storage class the environment does not make.

use crate::check::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::Environment;
use crate::model::value::ResourceName;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let classes = &environment.storage.classes;
    claims(environment)
        .into_iter()
        .filter(|(_, class)| !classes.contains_key(*class))
        .map(|(at, class)| {
            let names: Vec<String> = classes.keys().map(|name| format!("`{name}`")).collect();
            let help = if names.is_empty() {
                format!("declare it: `storage: {{ classes: {{ {class}: {{ }} }} }}`")
            } else {
                format!("the classes are {}", names.join(", "))
            };
            Finding::at(at, format!("there is no storage class `{class}`")).help(help)
        })
        .collect()
}

/// Every claim with its class.
fn claims(environment: &Environment) -> Vec<(FieldPath, &ResourceName)> {
    let monitoring = &environment.monitoring;
    let prometheus = monitoring
        .prometheus
        .as_ref()
        .and_then(|prometheus| prometheus.volume.as_ref());
    let alertmanager = monitoring
        .alertmanager
        .as_ref()
        .and_then(|alertmanager| alertmanager.volume.as_ref());
    let kubecost = environment.cost.kubecost.as_ref();
    [
        (
            at!(monitoring.prometheus.volume.class),
            prometheus.map(|volume| &volume.class),
        ),
        (
            at!(monitoring.alertmanager.volume.class),
            alertmanager.map(|volume| &volume.class),
        ),
        (
            at!(cost.kubecost.volumes.class),
            kubecost.map(|kubecost| &kubecost.volumes.class),
        ),
    ]
    .into_iter()
    .filter_map(|(at, class)| Some((at, class?)))
    .collect()
}
