//! EKS7033: a version of a chart that reads other values than those that are written.

use super::eks7003_host_port_9100_taken_twice::WITHOUT_EXPORTER;
use crate::model::value::Release;
use crate::{Finding, Help, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let charts = subject.catalogue.charts();
    let unfit = environment.charts.iter().filter_map(|(release, pin)| {
        let chart = charts.chart(release.name())?;
        let reason = chart.line(&pin.version)?.unfit.as_ref()?;
        let message = format!("no values are known for `{release}` {}: {reason}", pin.version);
        let known: Vec<String> = chart
            .pins
            .iter()
            .map(|pin| format!("`{}`", pin.version))
            .collect();
        Some(
            Finding::at(at!(charts[release].version), message)
                .help(format!("take one of {}", known.join(", ")))
                .note(format!("charts as of {}", charts.as_of())),
        )
    });
    let kubecost = environment.charts.get(&Release::Kubecost);
    let without = kubecost.is_some_and(|chart| chart.version.numbers().0 >= WITHOUT_EXPORTER);
    let wanted = environment.cost.kubecost.as_ref();
    let wanted = wanted.is_some_and(|kubecost| kubecost.node_exporter);
    let exporter = (without && wanted).then(|| {
        Finding::at(
            at!(cost.kubecost.nodeExporter),
            "kubecost 3 brings no node exporter",
        )
        .help(Help::take_out("remove it; kube-prometheus-stack has one"))
    });
    unfit.chain(exporter).collect()
}
