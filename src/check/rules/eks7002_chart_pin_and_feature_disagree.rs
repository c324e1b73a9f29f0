//! EKS7002: a feature whose chart is not pinned, or a pinned chart that nothing configures.

use crate::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::value::Release;
use crate::model::{Autoscaling, Environment};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let mut found = Vec::new();
    for release in Release::ALL {
        let pinned = environment.charts.contains_key(&release);
        match feature(environment, release) {
            Some((at, true)) if !pinned => found.push(
                Finding::at(
                    at,
                    format!("this needs the chart `{release}`, and no version of it is pinned"),
                )
                .help(format!(
                    "add `charts: {{ {release}: {{ version: … }} }}`{}",
                    newest(subject, release)
                )),
            ),
            Some((at, false)) if pinned => found.push(
                Finding::at(
                    at!(charts[release]),
                    format!("nothing configures the chart `{release}`"),
                )
                .help(format!("set `{at}`, or remove the pin")),
            ),
            _ => {}
        }
    }
    found
}

fn newest(subject: &Subject<'_>, release: Release) -> String {
    let chart = subject.catalogue.charts().chart(release.name());
    let pin = chart.and_then(|chart| chart.pins.first());
    pin.map(|pin| format!("; the newest known version is `{}`", pin.version))
        .unwrap_or_default()
}

/// The field that a release serves, and whether it is set; `None` for releases that stand for themselves.
fn feature(environment: &Environment, release: Release) -> Option<(FieldPath, bool)> {
    let monitoring = &environment.monitoring;
    match release {
        Release::KubePrometheusStack => Some((at!(monitoring.prometheus), monitoring.prometheus.is_some())),
        Release::Nginx => Some((at!(workloads.nginx), environment.workloads.nginx.is_some())),
        Release::Botkube => Some((at!(alerting.botkube), environment.alerting.botkube.is_some())),
        Release::Opencost => Some((at!(cost.openCost), environment.cost.open_cost.is_some())),
        Release::Kubecost => Some((at!(cost.kubecost), environment.cost.kubecost.is_some())),
        Release::Karpenter => {
            let wanted = matches!(environment.autoscaling, Some(Autoscaling::Karpenter(_)));
            Some((at!(autoscaling.karpenter), wanted))
        }
        Release::ClusterAutoscaler => {
            let wanted = matches!(environment.autoscaling, Some(Autoscaling::ClusterAutoscaler(_)));
            Some((at!(autoscaling.clusterAutoscaler), wanted))
        }
        Release::ExternalSecrets => {
            let external = environment.secrets.iter();
            let mut external = external.filter(|(_, secret)| secret.external().is_some());
            let first = external.next();
            let at = match first {
                Some((name, _)) => at!(secrets[name].externalSecret),
                None => at!(secrets),
            };
            Some((at, first.is_some()))
        }
        Release::ExternalDns => {
            let dns = environment
                .ingress
                .as_ref()
                .is_some_and(|ingress| ingress.dns.is_some());
            Some((at!(ingress.dns), dns))
        }
        Release::AwsLoadBalancerController | Release::MetricsServer => None,
    }
}
