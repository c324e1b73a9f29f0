//! Values of kube-prometheus-stack: its parts put together, and which of the chart's rules and jobs make sense on EKS.

use serde::Serialize;

use super::{Switch, alertmanager, grafana, prometheus};
use crate::model::{Environment, ManagedComponent, Monitoring, Prometheus};
use crate::resolve::ResolvedRelease;

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
    #[serde(skip_serializing_if = "alertmanager::Values::is_empty")]
    alertmanager: alertmanager::Values,
}

#[derive(Serialize)]
#[serde(untagged)]
enum DefaultRules {
    /// No rules at all.
    None { create: bool },
    /// No rules about an Alertmanager that is not there; turning it off alone removes none of them.
    NoAlertmanager { rules: Rules, disabled: Disabled },
}

#[derive(Serialize)]
struct Rules {
    alertmanager: bool,
}

#[derive(Serialize)]
struct Disabled {
    #[serde(rename = "PrometheusNotConnectedToAlertmanagers")]
    not_connected: bool,
}

/// The values that the environment asks for.
pub(super) fn values(environment: &Environment, release: &ResolvedRelease) -> Values {
    let Monitoring {
        prometheus,
        // Read by grafana::values.
        grafana: _,
        alertmanager,
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
        prometheus: prometheus::values(environment, prometheus.as_ref()),
        grafana: grafana::values(environment, release),
        default_rules: default_rules(prometheus.as_ref(), alertmanager.is_some()),
        kube_controller_manager: off(ManagedComponent::KubeControllerManager),
        kube_etcd: off(ManagedComponent::KubeEtcd),
        kube_scheduler: off(ManagedComponent::KubeScheduler),
        kube_proxy: off(ManagedComponent::KubeProxy),
        alertmanager: alertmanager::values(environment, release),
    }
}

fn default_rules(prometheus: Option<&Prometheus>, alertmanager: bool) -> Option<DefaultRules> {
    if !prometheus.is_none_or(|prometheus| prometheus.default_rules) {
        return Some(DefaultRules::None { create: false });
    }
    (!alertmanager).then_some(DefaultRules::NoAlertmanager {
        rules: Rules { alertmanager: false },
        disabled: Disabled { not_connected: true },
    })
}
