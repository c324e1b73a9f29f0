//! Values of kube-prometheus-stack: its parts put together, and which of the chart's rules and jobs make sense on EKS.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Switch, alertmanager, grafana, prometheus};
use crate::alerts;
use crate::model::{ManagedComponent, Monitoring, Prometheus};
use crate::resolve::{Resolved, ResolvedRelease};

/// Values of the chart.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Values {
    prometheus: prometheus::Values,
    grafana: grafana::Values,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_rules: Option<DefaultRules>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kube_controller_manager: Option<Switch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kube_etcd: Option<Switch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kube_scheduler: Option<Switch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kube_proxy: Option<Switch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kubelet: Option<Kubelet>,
    #[serde(skip_serializing_if = "alertmanager::Values::is_empty")]
    alertmanager: alertmanager::Values,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kubelet {
    service_monitor: KubeletMonitor,
}

#[derive(Serialize)]
struct KubeletMonitor {
    #[serde(rename = "cAdvisorInterval")]
    cadvisor_interval: String,
}

#[derive(Serialize)]
struct DefaultRules {
    /// `false`: no rules at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    create: Option<bool>,
    /// Groups that are left out, by the names that the chart's values have for them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    rules: BTreeMap<&'static str, bool>,
    /// Alerts that are left out, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    disabled: BTreeMap<&'static str, bool>,
}

/// The chart's groups of alerts: each has alerts alone, and those of recording rules have names of their own.
/// Source: kube-prometheus-stack 45.27.2 and 88.5.3, templates/prometheus/rules-1.14, read 2026-11-30.
const ALERT_GROUPS: [&str; 17] = [
    "alertmanager",
    "configReloaders",
    "etcd",
    "general",
    "kubeApiserverSlos",
    "kubeControllerManager",
    "kubeProxy",
    "kubeSchedulerAlerting",
    "kubeStateMetrics",
    "kubernetesApps",
    "kubernetesResources",
    "kubernetesStorage",
    "kubernetesSystem",
    "network",
    "nodeExporterAlerting",
    "prometheus",
    "prometheusOperator",
];

/// They want so much room free as the largest node has. An autoscaler fills nodes, and makes one when a pod has no room.
/// Sources: kube-prometheus-stack 45.27.2 and 88.5.3, rules-1.14/kubernetes-resources.yaml; aws/karpenter-provider-aws
/// issue 5980, kubernetes-sigs/kubernetes-mixin issues 589 and 842, as of 2026-11.
const OVERCOMMIT: [&str; 2] = ["KubeCPUOvercommit", "KubeMemoryOvercommit"];

/// The values that the environment asks for.
pub(super) fn values(resolved: &Resolved, release: &ResolvedRelease) -> Values {
    let environment = resolved.environment;
    let Monitoring {
        prometheus,
        // Read by grafana::values.
        grafana: _,
        // Read by alertmanager::values.
        alertmanager: _,
        // Manifests of their own.
        targets: _,
    } = &environment.monitoring;
    let off = |component: ManagedComponent| {
        let unreachable = prometheus
            .as_ref()
            .map_or(&[][..], |prometheus| &prometheus.unreachable);
        unreachable.contains(&component).then_some(Switch::OFF)
    };
    Values {
        prometheus: prometheus::values(environment, release),
        grafana: grafana::values(environment, release),
        default_rules: default_rules(resolved),
        kube_controller_manager: off(ManagedComponent::KubeControllerManager),
        kube_etcd: off(ManagedComponent::KubeEtcd),
        kube_scheduler: off(ManagedComponent::KubeScheduler),
        kube_proxy: off(ManagedComponent::KubeProxy),
        kubelet: prometheus
            .as_ref()
            .and_then(|prometheus| kubelet(prometheus, release)),
        alertmanager: alertmanager::values(environment, release),
    }
}

/// The only monitor that is on with an interval of its own: 10s, as often as cAdvisor looks by default, so that a shorter one
/// finds nothing new. Containers are most of what is stored.
/// Source: kube-prometheus-stack 67.1.0, 67.2.0 and 88.5.3, templates/exporters/kubelet/servicemonitor.yaml.
fn kubelet(prometheus: &Prometheus, release: &ResolvedRelease) -> Option<Kubelet> {
    let scrape = prometheus.scrape_interval.as_ref();
    let longer = scrape.filter(|interval| release.line() >= (67, 2) && interval.milliseconds() > 10_000);
    longer.map(|interval| Kubelet {
        service_monitor: KubeletMonitor {
            cadvisor_interval: interval.to_string(),
        },
    })
}

fn default_rules(resolved: &Resolved) -> Option<DefaultRules> {
    let monitoring = &resolved.environment.monitoring;
    let prometheus = monitoring.prometheus.as_ref();
    if !prometheus.is_none_or(|prometheus| prometheus.default_rules) {
        return Some(DefaultRules {
            create: Some(false),
            rules: BTreeMap::new(),
            disabled: BTreeMap::new(),
        });
    }
    if !prometheus.is_none_or(|prometheus| prometheus.default_alerts) {
        return Some(DefaultRules {
            create: None,
            rules: ALERT_GROUPS.map(|group| (group, false)).into(),
            disabled: BTreeMap::new(),
        });
    }
    let builtin = alerts::builtin(resolved);
    let mut disabled: BTreeMap<_, _> = builtin
        .iter()
        .filter_map(|alert| Some((alert.twin?, true)))
        .collect();
    if resolved.environment.autoscaling.is_some() {
        disabled.extend(OVERCOMMIT.map(|alert| (alert, true)));
    }
    // About an Alertmanager that is not there; turning it off alone removes none of them.
    let alone = monitoring.alertmanager.is_none();
    if alone {
        disabled.insert("PrometheusNotConnectedToAlertmanagers", true);
    }
    (!disabled.is_empty()).then_some(DefaultRules {
        create: None,
        rules: alone.then_some(("alertmanager", false)).into_iter().collect(),
        disabled,
    })
}
