//! Helm values: one typed tree for each release, with the environment's `extraValues` beneath it.

mod alb;
mod alertmanager;
mod arguments;
mod aws_load_balancer_controller;
mod botkube;
mod cluster_autoscaler;
mod disruption_budget;
mod external_dns;
mod external_secrets;
mod grafana;
mod grafana_alerting;
mod grafana_login;
mod grafana_text;
mod karpenter;
mod kube_prometheus_stack;
mod kubecost;
mod metrics_server;
mod mirror;
mod nginx;
mod opencost;
mod owner;
mod prometheus;
mod resources;
mod secret_key;
mod service_account;
mod slack;

pub use alb::subnets as load_balancer_subnets;
pub use alertmanager::NOBODY;
pub use arguments::flag;
pub use grafana_alerting::STEPS as GRAFANA_STEPS;
pub use opencost::PROMETHEUS_PORT;
pub use owner::{Owner, owner, sets_resources};

use serde::Serialize;
use serde_json::{Map, Value};

use super::artifact::Artifact;
use super::yaml::Style;
use crate::model::value::Release;
use crate::model::{Environment, Expose, Scheme};
use crate::resolve::{Resolved, ResolvedRelease};

/// The values file of every release, in the order in which they are installed.
#[must_use]
pub fn emit(resolved: &Resolved) -> Vec<Artifact> {
    let releases = resolved.releases.iter();
    let file = |release: &ResolvedRelease| {
        let values = vec![Value::Object(merged(resolved, release))];
        Artifact::yaml(resolved, path(release.release), values, Style::Helm)
    };
    releases.map(file).collect()
}

/// Where the values of a release lie below `out/<environment>/`.
#[must_use]
pub fn path(release: Release) -> String {
    format!("helm/{release}/values.yaml")
}

/// The address of a published page; `None` when it is not published.
pub(super) fn url(environment: &Environment, expose: Option<&Expose>) -> Option<String> {
    alb::page(environment, expose).map(|page| page.url())
}

/// Whether a published page is on a load balancer that only the VPC and what is connected to it reach.
pub(super) fn is_internal(environment: &Environment, expose: Option<&Expose>) -> bool {
    let group = expose.and_then(|expose| environment.ingress.as_ref()?.groups.get(&expose.group));
    group.is_some_and(|group| group.scheme == Scheme::Internal)
}

/// All values of a release, as its file has them.
#[must_use]
pub fn merged(resolved: &Resolved, release: &ResolvedRelease) -> Map<String, Value> {
    let typed = typed_values(resolved, release);
    match resolved.environment.charts.get(&release.release) {
        Some(chart) => with_extra(typed, &chart.extra_values),
        None => typed,
    }
}

/// These values with what `extraValues` adds to them.
#[must_use]
pub fn with_extra(mut typed: Map<String, Value>, extra: &Map<String, Value>) -> Map<String, Value> {
    lay_beneath(&mut typed, extra);
    typed
}

/// The values that eksight writes: what follows from the environment's typed fields, and defaults that `extraValues`
/// leaves alone.
#[must_use]
pub fn typed_values(resolved: &Resolved, release: &ResolvedRelease) -> Map<String, Value> {
    let Value::Object(mut typed) = written(resolved, release) else {
        unreachable!("bug in eksight: values of a chart that are no map")
    };
    let chart = resolved.environment.charts.get(&release.release);
    if let Some(registry) = resolved.image_registry {
        mirror::lay(registry, release, &mut typed, chart);
    }
    if let Some(chart) = chart {
        owner::give_way(release.release, "", &mut typed, &chart.extra_values);
    }
    typed
}

fn written(resolved: &Resolved, release: &ResolvedRelease) -> Value {
    let environment = resolved.environment;
    match release.release {
        Release::AwsLoadBalancerController => tree(&aws_load_balancer_controller::values(resolved, release)),
        Release::Karpenter => tree(&karpenter::values(resolved)),
        Release::ClusterAutoscaler => tree(&cluster_autoscaler::values(environment)),
        Release::ExternalSecrets => tree(&external_secrets::values(environment)),
        Release::ExternalDns => tree(&external_dns::values(environment, release)),
        Release::MetricsServer => tree(&metrics_server::values()),
        Release::KubePrometheusStack => tree(&kube_prometheus_stack::values(resolved, release)),
        Release::Nginx => tree(&nginx::values(environment)),
        Release::Botkube => tree(&botkube::values(environment, release)),
        Release::Opencost => tree(&opencost::values(resolved)),
        Release::Kubecost => tree(&kubecost::values(environment, release)),
    }
}

fn tree(values: &impl Serialize) -> Value {
    serde_json::to_value(values).expect("bug in eksight: values of a chart are a plain tree")
}

/// Adds what is missing. Where both say something the typed value stays; EKS7004 has refused that.
fn lay_beneath(typed: &mut Map<String, Value>, extra: &Map<String, Value>) {
    for (key, below) in extra {
        match (typed.get_mut(key), below) {
            (Some(Value::Object(above)), Value::Object(below)) => lay_beneath(above, below),
            (Some(_), _) => {}
            (None, _) => {
                typed.insert(key.clone(), below.clone());
            }
        }
    }
}

/// A switch of a chart.
#[derive(Serialize)]
struct Switch {
    enabled: bool,
}

impl Switch {
    const ON: Self = Self { enabled: true };
    const OFF: Self = Self { enabled: false };
}
