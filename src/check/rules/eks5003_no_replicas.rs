//! EKS5003: something that is asked for and has no replicas.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let monitoring = &environment.monitoring;
    let prometheus = monitoring.prometheus.as_ref().and_then(|it| it.replicas);
    let alertmanager = monitoring.alertmanager.as_ref().and_then(|it| it.replicas);
    let nginx = environment.workloads.nginx.as_ref().and_then(|it| it.replicas);
    [
        (
            at!(monitoring.prometheus.replicas),
            "Prometheus",
            "monitoring.prometheus",
            prometheus,
        ),
        (
            at!(monitoring.alertmanager.replicas),
            "Alertmanager",
            "monitoring.alertmanager",
            alertmanager,
        ),
        (at!(workloads.nginx.replicas), "nginx", "workloads.nginx", nginx),
    ]
    .into_iter()
    .filter(|(.., replicas)| *replicas == Some(0))
    .map(|(at, name, field, _)| {
        Finding::at(at, format!("{name} is asked for and has no replicas"))
            .help(format!("write 1 or more, or remove `{field}`"))
    })
    .collect()
}
