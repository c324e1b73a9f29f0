//! What a change of an object does to what runs in the cluster.

use super::super::effects::{Action, Effect};
use super::{HARMLESS, Judged, Risk, judged};

/// Fields that Kubernetes does not change. Source: Kubernetes API reference 1.36: StorageClass, Deployment, DaemonSet,
/// Job.
pub(super) fn of(effect: &Effect) -> Judged {
    let path = effect.path.join(".");
    let whole = effect.path.is_empty();
    match (effect.kind.as_str(), effect.action()) {
        ("NodePool", Action::Remove) if whole => judged(
            Risk::None,
            "`kubectl apply` leaves it; when it is deleted by hand, Karpenter drains its nodes",
        ),
        (kind, Action::Remove) if whole => judged(
            Risk::None,
            format!("`kubectl apply` leaves what is not there any more; delete the {kind} by hand"),
        ),
        ("NodePool" | "EC2NodeClass", _) if path.starts_with("spec") && !path.starts_with("spec.limits") => {
            judged(
                Risk::Restart,
                "nodes that do not fit any more drift: Karpenter drains and replaces them",
            )
        }
        ("StorageClass", Action::Change | Action::Add | Action::Remove)
            if !whole && !path.starts_with("metadata") && path != "allowVolumeExpansion" =>
        {
            judged(
                Risk::Refused,
                "Kubernetes changes no field of a storage class; delete it and apply it again, volumes stay as they are",
            )
        }
        ("Deployment" | "DaemonSet", _) if path.starts_with("spec.selector") => judged(
            Risk::Refused,
            "Kubernetes changes no selector; delete it and apply it again",
        ),
        ("Deployment" | "DaemonSet", _) if path.starts_with("spec.template") => {
            judged(Risk::Restart, "its pods start anew")
        }
        _ => HARMLESS,
    }
}
