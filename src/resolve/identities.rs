//! Which workloads need AWS permissions, and as which service account. What they may do is not here.

use crate::model::value::Release;
use crate::model::{
    ContainerInsights, Environment, Identities, IdentityKind, Prometheus, Provisioner, Workload,
};

/// A workload that gets a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkloadIdentity {
    /// Which one.
    pub workload: Workload,
    /// How it gets the role.
    pub kind: IdentityKind,
    /// Namespace of its service account.
    pub namespace: String,
    /// Name of its service account.
    pub service_account: &'static str,
}

pub(super) fn resolve(environment: &Environment) -> Vec<WorkloadIdentity> {
    let Identities { default, overrides } = &environment.identities;
    installed(environment)
        .into_iter()
        .map(|(workload, namespace, service_account)| WorkloadIdentity {
            workload,
            kind: overrides.get(&workload).copied().unwrap_or(*default),
            namespace,
            service_account,
        })
        .collect()
}

/// Namespaces and service accounts are those of the charts' and add-ons' own defaults (read 2026-11).
fn installed(environment: &Environment) -> Vec<(Workload, String, &'static str)> {
    let charts = [
        (
            Release::AwsLoadBalancerController,
            Workload::AwsLoadBalancerController,
            "kube-system",
        ),
        (Release::ExternalDns, Workload::ExternalDns, "kube-system"),
        (Release::Karpenter, Workload::Karpenter, "kube-system"),
        (
            Release::ClusterAutoscaler,
            Workload::ClusterAutoscaler,
            "kube-system",
        ),
        (
            Release::ExternalSecrets,
            Workload::ExternalSecrets,
            "external-secrets",
        ),
    ];
    let addons = [
        (Workload::AwsEbsCsiDriver, "kube-system", "ebs-csi-controller-sa"),
        (Workload::AwsEfsCsiDriver, "kube-system", "efs-csi-controller-sa"),
        (
            Workload::AmazonCloudwatchObservability,
            "amazon-cloudwatch",
            "cloudwatch-agent",
        ),
    ];
    let of_charts = charts.into_iter().filter_map(|(release, workload, home)| {
        let chart = environment.charts.get(&release)?;
        let namespace = chart.namespace.as_ref().map_or(home, |name| name.as_str());
        // The charts call their accounts as they call themselves.
        Some((workload, namespace.to_owned(), workload.name()))
    });
    let of_addons = addons
        .into_iter()
        .filter(|(workload, ..)| environment.addons.contains_key(workload.name()))
        .map(|(workload, namespace, account)| (workload, namespace.to_owned(), account));
    // With eksctl the nodes have the permission, as in the lab.
    let quickstart = matches!(
        (&environment.logging.container_insights, environment.provisioner),
        (Some(ContainerInsights::Quickstart(_)), Provisioner::Native)
    );
    let of_quickstart = [Workload::CloudwatchAgent, Workload::FluentBit]
        .into_iter()
        .filter(|_| quickstart)
        .map(|workload| (workload, "amazon-cloudwatch".to_owned(), workload.name()));
    let of_prometheus = prometheus(environment);
    of_charts
        .chain(of_addons)
        .chain(of_quickstart)
        .chain(of_prometheus)
        .collect()
}

/// Prometheus, where it signs what it writes to a store; eksctl gives it no role.
fn prometheus(environment: &Environment) -> Option<(Workload, String, &'static str)> {
    let signs = |prometheus: &Prometheus| prometheus.signed_stores().next().is_some();
    let chart = environment.charts.get(&Release::KubePrometheusStack)?;
    let native = environment.provisioner == Provisioner::Native;
    let wanted = native && environment.monitoring.prometheus.as_ref().is_some_and(signs);
    let namespace = chart
        .namespace
        .as_ref()
        .map_or("monitoring", |name| name.as_str());
    wanted.then(|| {
        (
            Workload::Prometheus,
            namespace.to_owned(),
            "kube-prometheus-stack-prometheus",
        )
    })
}
