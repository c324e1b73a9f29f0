//! Volumes that fill up.

use super::BuiltinAlert;
use crate::model::{BuiltinAlerts, RouteSeverity};
use crate::resolve::Resolved;

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
pub(super) fn fills(resolved: &Resolved) -> BuiltinAlert {
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
        commands: patch(resolved),
    }
}

pub(super) fn full(resolved: &Resolved) -> BuiltinAlert {
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
                  it. EBS changes a volume again once its last change is `completed`, as `describe-volumes-modifications` shows, \
                  and up to four times in any 24 hours. CLAIM is the label `persistentvolumeclaim`, SIZE what you choose.",
        commands: patch(resolved),
    }
}

/// EBS takes one change at a time, so the last one is shown before the next is asked for; that of a volume which nobody has changed
/// is an empty list. Source: EC2 API reference, `ModifyVolume` (a change has to be `completed`, four in a rolling 24 hours) and
/// `DescribeVolumesModifications`; read 2026-11.
fn patch(resolved: &Resolved) -> Vec<String> {
    let region = &resolved.environment.cluster.region;
    vec![
        "kubectl get pvc --namespace NAMESPACE CLAIM".to_owned(),
        "kubectl get storageclass".to_owned(),
        "volume=$(kubectl get pvc --namespace NAMESPACE CLAIM --output jsonpath='{.spec.volumeName}')".to_owned(),
        "volume=$(kubectl get pv \"$volume\" --output jsonpath='{.spec.csi.volumeHandle}')".to_owned(),
        format!(
            "aws ec2 describe-volumes-modifications --region {region} --filters \"Name=volume-id,Values=$volume\""
        ),
        "kubectl patch pvc --namespace NAMESPACE CLAIM --patch '{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"SIZE\"}}}}'".to_owned(),
    ]
}
