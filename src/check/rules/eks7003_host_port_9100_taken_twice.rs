//! EKS7003: two node exporters on host port 9100.

use crate::fields::value_at;
use crate::{Finding, Subject, at};
use crate::diag::Fix;
use crate::model::value::Release;

/// First major version of kubecost without a node exporter of its own. Source: kubecost chart 3.2.1, 2026-06.
pub(super) const WITHOUT_EXPORTER: u32 = 3;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    // Its exporter is there unless its values turn it off or move it.
    let stack = environment
        .charts
        .get(&Release::KubePrometheusStack)
        .is_some_and(|chart| {
            let value = |path| value_at(|| at!(charts), &chart.extra_values, path).map(|(_, value)| value);
            let off = value("nodeExporter.enabled").and_then(serde_json::Value::as_bool) == Some(false);
            let port = value("prometheus-node-exporter.service.port").and_then(serde_json::Value::as_u64);
            !off && port.is_none_or(|port| port == 9100)
        });
    let has_exporter = environment
        .charts
        .get(&Release::Kubecost)
        .is_some_and(|chart| chart.version.numbers().0 < WITHOUT_EXPORTER);
    let wanted = environment
        .cost
        .kubecost
        .as_ref()
        .is_some_and(|kubecost| kubecost.node_exporter);
    if !(stack && has_exporter && wanted) {
        return Vec::new();
    }
    let message = "kubecost's node exporter and kube-prometheus-stack's both take host port 9100";
    vec![
        Finding::at(at!(cost.kubecost.nodeExporter), message)
            .related(at!(charts["kube-prometheus-stack"]), "this chart has one")
            .help("set `nodeExporter: false`: kubecost reads the metrics of the other one")
            .fix(Fix::replace("true", "false")),
    ]
}
