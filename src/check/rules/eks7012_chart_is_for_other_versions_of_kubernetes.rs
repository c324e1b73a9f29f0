//! EKS7012: a chart for newer versions of Kubernetes than the cluster's, or for older ones.

use crate::model::Lifecycle;
use crate::model::value::KubernetesVersion;
use crate::{Finding, Subject, at};

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
            let line = chart.line(&pinned.version)?;
            let bound = |version: &Option<String>| version.as_ref()?.parse::<KubernetesVersion>().ok();
            let least = bound(&line.min_kubernetes).filter(|least| cluster < *least);
            let most = bound(&line.max_kubernetes).filter(|most| cluster > *most);
            let (which, help) = match (least, most) {
                (Some(least), _) => (
                    format!("{least} and later"),
                    "take an older version of the chart, or upgrade the cluster first",
                ),
                (None, Some(most)) => (
                    format!("{most} and earlier"),
                    "take a newer version of the chart first, one that names this version of Kubernetes",
                ),
                (None, None) => return None,
            };
            let message = format!("`{release}` {} is for Kubernetes {which}", pinned.version);
            let found = Finding::at(at!(charts[release].version), message)
                .related(at!(cluster.kubernetesVersion), "the cluster")
                .help(help)
                .note(format!("charts as of {}", subject.catalogue.charts().as_of()));
            Some(found)
        })
        .collect()
}
