//! EKS8021: helmfile applies manifests by hooks of releases, and there is no release.

use crate::model::Delivery;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let helmfile = matches!(subject.environment().delivery, Some(Delivery::Helmfile(_)));
    if !helmfile || !subject.resolved.releases.is_empty() {
        return Vec::new();
    }
    vec![
        Finding::at(
            at!(delivery.helmfile),
            "helmfile has no release, so nothing would be applied",
        )
        .help("pin a chart under `charts`, or leave `delivery` out and apply in the order of `plan.json`"),
    ]
}
