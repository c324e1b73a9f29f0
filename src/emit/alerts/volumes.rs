//! Volumes that fill up.

use super::{BuiltinAlert, commands};
use crate::model::{BuiltinAlerts, RouteSeverity};

/// The chart's alert for both.
const TWIN: Option<&str> = Some("KubePersistentVolumeFillingUp");

fn series(metric: &str) -> String {
    // A volume that several nodes mount is told of by each.
    format!("min by (namespace, persistentvolumeclaim) ({metric})")
}

fn share() -> String {
    format!(
        "{} / {}",
        series("kubelet_volume_stats_available_bytes"),
        series("kubelet_volume_stats_capacity_bytes")
    )
}

/// What stays nearly full, as Prometheus' own volume does by design, is not meant: it must be filling up.
pub(super) fn fills() -> BuiltinAlert {
    let soon = series("predict_linear(kubelet_volume_stats_available_bytes[6h], 2 * 24 * 3600)");
    BuiltinAlert {
        set: BuiltinAlerts::Volumes,
        name: "PersistentVolumeFillsUp",
        query: format!("{} < 0.2 and {soon} < 0", share()),
        lasting: "1h",
        severity: RouteSeverity::Warning,
        summary: "The volume of {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is full within two days",
        description: "{{ $value | humanizePercentage }} of it are free.".to_owned(),
        twin: TWIN,
        meaning: "At the pace of the last six hours the volume is full within two days. Delete what is old, or ask for more: \
                  a volume of a class with `allowVolumeExpansion` grows while it is in use. CLAIM is the label \
                  `persistentvolumeclaim`, SIZE what you choose.",
        commands: patch(),
    }
}

pub(super) fn full() -> BuiltinAlert {
    BuiltinAlert {
        set: BuiltinAlerts::Volumes,
        name: "PersistentVolumeIsFull",
        query: format!("{} < 0.05", share()),
        lasting: "5m",
        severity: RouteSeverity::Critical,
        summary: "The volume of {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has \
                  {{ $value | humanizePercentage }} left",
        description: "What writes to it is about to fail.".to_owned(),
        twin: TWIN,
        meaning: "The volume is nearly full, and what writes to it is about to fail. Ask for more first, then find what fills \
                  it. EBS lets a volume be changed once in six hours. CLAIM is the label `persistentvolumeclaim`, SIZE what you \
                  choose.",
        commands: patch(),
    }
}

fn patch() -> Vec<String> {
    commands([
        "kubectl get pvc --namespace NAMESPACE CLAIM",
        "kubectl get storageclass",
        "kubectl patch pvc --namespace NAMESPACE CLAIM --patch '{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"SIZE\"}}}}'",
    ])
}
