//! What collects costs.

use super::{BuiltinAlert, quoted};
use crate::model::value::Release;
use crate::model::{BuiltinAlerts, RouteSeverity};
use crate::resolve::Resolved;

/// OpenCost's prices are metrics that this Prometheus scrapes. Source: OpenCost documentation, metrics, as of 2026-11.
pub(super) fn data_missing(resolved: &Resolved) -> Option<BuiltinAlert> {
    resolved.environment.cost.open_cost.as_ref()?;
    let mut releases = resolved.releases.iter();
    let release = releases.find(|release| release.release == Release::Opencost)?;
    let namespace = &release.namespace;
    Some(BuiltinAlert {
        set: BuiltinAlerts::Cost,
        name: "CostDataMissing",
        query: "absent(node_total_hourly_cost)".to_owned(),
        lasting: "30m",
        severity: RouteSeverity::Warning,
        summary: "Prometheus gets no prices of nodes from OpenCost",
        description: "Costs of the hours until it does are missing from the reports.".to_owned(),
        twin: None,
        meaning: "OpenCost reckons costs from what Prometheus holds, its own prices of nodes among it. Without them the hours \
                  are missing for good. OpenCost does not run, gets no prices, or Prometheus does not select its monitor.",
        commands: vec![
            format!("kubectl get pods --namespace {namespace}"),
            format!(
                "kubectl logs --namespace {namespace} deployment/opencost --container opencost --tail=100"
            ),
            format!("kubectl get servicemonitors --namespace {namespace} --show-labels"),
        ],
    })
}

/// kubecost keeps its data itself, and this Prometheus does not scrape it: a gap is seen by what does not run.
pub(super) fn collector_down(resolved: &Resolved) -> Option<BuiltinAlert> {
    resolved.environment.cost.kubecost.as_ref()?;
    let mut releases = resolved.releases.iter();
    let kubecost = releases.find(|release| release.release == Release::Kubecost)?;
    let namespace = &kubecost.namespace;
    let none_of = |ready: &str, wanted: &str| {
        let place = format!("{{namespace={}}}", quoted(namespace));
        format!("({ready}{place} == 0 and {wanted}{place} > 0)")
    };
    Some(BuiltinAlert {
        set: BuiltinAlerts::Cost,
        name: "CostCollectorDown",
        query: format!(
            "{} or {}",
            none_of(
                "kube_deployment_status_replicas_available",
                "kube_deployment_spec_replicas"
            ),
            none_of(
                "kube_statefulset_status_replicas_ready",
                "kube_statefulset_replicas"
            ),
        ),
        lasting: "30m",
        severity: RouteSeverity::Warning,
        summary: "Costs are not collected: {{ or $labels.deployment $labels.statefulset }} has no running pod",
        description: "The hours until it runs again may be missing from the reports.".to_owned(),
        twin: None,
        meaning: "A part of kubecost has had no running pod for half an hour. What its agents did not see is not made up \
                  later, so the costs of these hours are missing or estimated.",
        commands: vec![
            format!("kubectl get pods --namespace {namespace}"),
            format!("kubectl get pvc --namespace {namespace}"),
            format!("kubectl get events --namespace {namespace} --sort-by=.lastTimestamp"),
        ],
    })
}
