//! Containers that do not come up.

use super::{BuiltinAlert, commands};
use crate::model::{BuiltinAlerts, RouteSeverity};

/// The alert of a pod that cannot get an image.
pub const IMAGE_PULL_FAILS: &str = "ImagePullFails";

/// Containers that wait for one of these reasons, those that run before the others too.
fn waiting(reasons: &str) -> String {
    // Over five minutes, since a container that is tried again does not wait for a moment.
    let of = |metric: &str| format!("max_over_time({metric}{{reason=~\"{reasons}\"}}[5m])");
    format!(
        "max by (namespace, pod, container) ({} or {}) == 1",
        of("kube_pod_container_status_waiting_reason"),
        of("kube_pod_init_container_status_waiting_reason"),
    )
}

pub(super) fn crash() -> BuiltinAlert {
    BuiltinAlert {
        set: BuiltinAlerts::Pods,
        name: "PodCrashLoops",
        query: waiting("CrashLoopBackOff"),
        lasting: "15m",
        severity: RouteSeverity::Warning,
        summary: "{{ $labels.namespace }}/{{ $labels.pod }} crashes again and again",
        description: "Container {{ $labels.container }} ends soon after each start.".to_owned(),
        twin: Some("KubePodCrashLooping"),
        meaning: "The container ends by itself, is killed for its memory, or fails its liveness probe. The log of the last \
                  try and the exit code tell which; 137 is a kill.",
        commands: commands([
            "kubectl logs --namespace NAMESPACE POD --container CONTAINER --previous --tail=100",
            "kubectl describe pod --namespace NAMESPACE POD",
        ]),
    }
}

pub(super) fn image() -> BuiltinAlert {
    BuiltinAlert {
        set: BuiltinAlerts::Pods,
        name: IMAGE_PULL_FAILS,
        query: waiting("ErrImagePull|ImagePullBackOff|InvalidImageName"),
        lasting: "10m",
        severity: RouteSeverity::Warning,
        summary: "{{ $labels.namespace }}/{{ $labels.pod }} cannot get the image of {{ $labels.container }}",
        description: "The pod's events say what the registry answered.".to_owned(),
        twin: None,
        meaning: "The name or the tag of the image is wrong, the registry asks for a login or limits the pulls, or the node \
                  does not reach it.",
        commands: commands([
            "kubectl describe pod --namespace NAMESPACE POD",
            "kubectl get events --namespace NAMESPACE --field-selector involvedObject.name=POD",
        ]),
    }
}
