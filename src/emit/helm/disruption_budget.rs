//! Disruption budgets of pods that there are several of: who drains nodes waits for one before it takes the next.

use serde::Serialize;

use super::Switch;
use crate::model::Environment;
use crate::model::value::KubernetesVersion;
use crate::resolve::ResolvedRelease;

/// The version of Kubernetes from which a budget can let pods go that are not ready. Where all of them are so, no other one
/// lets a node be drained. Source: KEP-3017, beta in Kubernetes 1.27, read 2026-11-30.
const LETS_BROKEN_PODS_GO: KubernetesVersion = KubernetesVersion { minor: 27 };

/// The version of kube-prometheus-stack from which its budgets do so (`unhealthyPodEvictionPolicy: AlwaysAllow`). Source:
/// prometheus-community/helm-charts#6669, 2026-02-25.
const STACK_LETS_BROKEN_PODS_GO: (u32, u32) = (82, 4);

/// A budget as Kubernetes has it, but for its selector.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Budget {
    max_unavailable: u32,
    unhealthy_pod_eviction_policy: &'static str,
}

/// One pod at a time.
pub(super) fn one_at_a_time(environment: &Environment) -> Option<Budget> {
    (environment.cluster.kubernetes_version >= LETS_BROKEN_PODS_GO).then_some(Budget {
        max_unavailable: 1,
        unhealthy_pod_eviction_policy: "AlwaysAllow",
    })
}

/// The switch of a budget of kube-prometheus-stack, which keeps one pod (`minAvailable: 1`), where there are several.
pub(super) fn of_stack(
    environment: &Environment,
    release: &ResolvedRelease,
    replicas: u32,
) -> Option<Switch> {
    let lets_go = environment.cluster.kubernetes_version >= LETS_BROKEN_PODS_GO
        && release.line() >= STACK_LETS_BROKEN_PODS_GO;
    (lets_go && replicas > 1).then_some(Switch::ON)
}
