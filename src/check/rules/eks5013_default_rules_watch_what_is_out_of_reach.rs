//! EKS5013: default rules about a component that cannot be scraped on EKS, whose alert fires for ever.

use crate::fields::listed;
use crate::model::ManagedComponent;
use crate::model::value::Release;
use crate::{Finding, Subject, at, fields};

/// Components, the switch of the chart, and the alert that fires while nothing is scraped. etcd has none: its rules speak of
/// series that are there. Source: kube-prometheus-stack 45.27.2 and 88.5.3, rendered 2026-11.
const ABSENT: [(ManagedComponent, &str, &str); 3] = [
    (
        ManagedComponent::KubeControllerManager,
        "kubeControllerManager",
        "KubeControllerManagerDown",
    ),
    (
        ManagedComponent::KubeScheduler,
        "kubeScheduler",
        "KubeSchedulerDown",
    ),
    (ManagedComponent::KubeProxy, "kubeProxy", "KubeProxyDown"),
];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let Some(prometheus) = &environment.monitoring.prometheus else {
        return Vec::new();
    };
    if fields::default_alerts_off(environment).is_some() {
        return Vec::new();
    }
    let stack = environment.charts.get(&Release::KubePrometheusStack);
    // Who configures the component, or disables the alert, among the chart's own values knows of it.
    let handled = |switch: &str, alert: &str| {
        stack.is_some_and(|chart| {
            let rules = chart.extra_values.get("defaultRules");
            let disabled = rules.and_then(|rules| rules.pointer(&format!("/disabled/{alert}")));
            chart.extra_values.contains_key(switch) || disabled.is_some()
        })
    };
    let watched: Vec<_> = ABSENT
        .into_iter()
        .filter(|(component, switch, alert)| {
            !prometheus.unreachable.contains(component) && !handled(switch, alert)
        })
        .collect();
    if watched.is_empty() {
        return Vec::new();
    }
    let (alerts, missing) = (watched.iter().map(|it| it.2), watched.iter().map(|it| it.1));
    let message = format!(
        "on EKS nothing of these is scraped, so that this fires for ever: {}",
        listed(alerts)
    );
    vec![
        Finding::at(at!(monitoring.prometheus.unreachable), message).help(format!(
            "add {}, or remove the field: all four are its default",
            listed(missing)
        )),
    ]
}
