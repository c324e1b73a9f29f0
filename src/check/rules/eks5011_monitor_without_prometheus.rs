//! EKS5011: a monitor, an alert or OpenCost, and no Prometheus that brings the kind.

use crate::{Finding, Help, Subject, at};

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
    let grafana = environment.monitoring.grafana.as_ref();
    let grafana = grafana.and_then(|grafana| grafana.alerting.as_ref());
    let grafana = grafana.into_iter().flat_map(|alerting| alerting.rules.keys());
    let grafana = grafana.map(|uid| at!(monitoring.grafana.alerting.rules[uid]));
    targets
        .chain(rules)
        .chain(grafana)
        .chain(builtin)
        .chain(nginx)
        .chain(cost)
        .map(|at| {
            Finding::at(at, "there is no Prometheus that would read this")
                .help(Help::take_out("set `monitoring.prometheus` and pin `kube-prometheus-stack`, or remove this"))
        })
        .collect()
}
