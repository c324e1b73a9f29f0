//! EKS5010: a monitor that Prometheus does not select.

use crate::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::value::Release;

/// The major version of kube-prometheus-stack that does not read the switch. Source: its UPGRADE.md.
const BLIND: u32 = 63;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let Some(prometheus) = &environment.monitoring.prometheus else {
        return Vec::new();
    };
    let monitors = monitors(subject);
    if !prometheus.select_all_monitors {
        let found = monitors.into_iter().map(|at| {
            Finding::at(
                at,
                "Prometheus does not select this monitor, which lacks its release's label",
            )
            .related(
                at!(monitoring.prometheus.selectAllMonitors),
                "only those with the label",
            )
            .help("remove `selectAllMonitors: false` below `monitoring.prometheus`")
        });
        return found.collect();
    }
    let stack = Release::KubePrometheusStack;
    let chart = environment.charts.get(&stack);
    let Some(chart) = chart.filter(|chart| chart.version.numbers().0 == BLIND && !monitors.is_empty()) else {
        return Vec::new();
    };
    let message = format!(
        "{stack} {} does not read which monitors to select, and takes its own only",
        chart.version
    );
    vec![Finding::at(at!(charts[stack].version), message).help("take 64.0.0 or later")]
}

/// The monitors that are made without the label.
fn monitors(subject: &Subject<'_>) -> Vec<FieldPath> {
    let environment = subject.environment();
    let targets = environment.monitoring.targets.iter();
    let targets = targets.map(|(name, target)| at!(monitoring.targets[name]).field(target.key()));
    let nginx = environment.workloads.nginx.as_ref();
    let labelled = environment.charts.get(&Release::Nginx).is_some_and(|chart| {
        let monitor = chart
            .extra_values
            .get("metrics")
            .and_then(|metrics| metrics.get("serviceMonitor"));
        monitor.is_some_and(|monitor| monitor.pointer("/labels/release").is_some())
    });
    let nginx = nginx.filter(|nginx| nginx.metrics.is_some() && !labelled);
    targets
        .chain(nginx.map(|_| at!(workloads.nginx.metrics)))
        .collect()
}
