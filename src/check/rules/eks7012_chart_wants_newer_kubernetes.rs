//! EKS7012: a chart for newer versions of Kubernetes than the cluster's.

use crate::{Finding, Subject, at};
use crate::model::Lifecycle;
use crate::model::value::KubernetesVersion;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let cluster = environment.cluster.kubernetes_version;
    if environment.lifecycle == Lifecycle::Archived {
        return Vec::new();
    }
    let charts = environment.charts.iter();
    charts
        .filter_map(|(release, pinned)| {
            let chart = subject.catalogue.charts().chart(release.name())?;
            let least = chart.line(&pinned.version)?.min_kubernetes.as_ref()?;
            let older = cluster < least.parse::<KubernetesVersion>().ok()?;
            older.then(|| {
                let message = format!(
                    "`{release}` {} is for Kubernetes {least} and later",
                    pinned.version
                );
                Finding::at(at!(charts[release].version), message)
                    .related(at!(cluster.kubernetesVersion), "the cluster")
                    .help("take an older version of the chart, or upgrade the cluster first")
                    .note(format!("charts as of {}", subject.catalogue.charts().as_of()))
            })
        })
        .collect()
}
