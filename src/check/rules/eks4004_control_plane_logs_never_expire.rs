//! EKS4004: control plane logs without anybody who sets their retention.

use crate::{Finding, Subject, at};
use crate::model::Lifecycle;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let kept = environment.cluster.log_types.is_empty() || environment.logging.control_plane.is_some();
    if kept || environment.lifecycle == Lifecycle::Archived {
        return Vec::new();
    }
    let group = format!("/aws/eks/{}/cluster", environment.cluster.name);
    vec![
        Finding::at(
            at!(cluster.logTypes),
            format!("EKS makes the log group `{group}`, in which nothing expires"),
        )
        .help("add `controlPlane: { retentionDays: 90 }` under `logging`"),
    ]
}
