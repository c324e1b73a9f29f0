//! EKS5011: a monitor, an alert or OpenCost, and no Prometheus that brings the kind.

use crate::check::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.monitoring.prometheus.is_some() {
        return Vec::new();
    }
    let targets = environment
        .monitoring
        .targets
        .keys()
        .map(|name| at!(monitoring.targets[name]));
    let rules = environment
        .alerting
        .rules
        .keys()
        .map(|name| at!(alerting.rules[name]));
    let builtin = &environment.alerting.builtin;
    let builtin = (!builtin.is_empty()).then(|| at!(alerting.builtin));
    let nginx = environment
        .workloads
        .nginx
        .as_ref()
        .and_then(|nginx| nginx.metrics.as_ref());
    let nginx = nginx.map(|_| at!(workloads.nginx.metrics));
    let cost = environment.cost.open_cost.iter().map(|_| at!(cost.openCost));
    targets
        .chain(rules)
        .chain(builtin)
        .chain(nginx)
        .chain(cost)
        .map(|at| {
            Finding::at(at, "there is no Prometheus that would read this")
                .help("set `monitoring.prometheus` and pin `kube-prometheus-stack`, or remove this")
        })
        .collect()
}
