//! What a change of an object does to what runs in the cluster.

use serde_json::Value;

use super::super::effects::{Action, Effect};
use super::{HARMLESS, Judged, Risk, judged, karpenter, rbac};

/// What Kubernetes does not change of a storage class; the rest it does. Source: Kubernetes, pkg/apis/storage/validation,
/// `ValidateStorageClassUpdate`, as of 2026-11.
const OF_CLASS: [&str; 4] = ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"];

/// What an effect does, given the whole object before and after. Fields that Kubernetes does not change are from its API
/// reference 1.36: Deployment, DaemonSet, Job.
pub(super) fn of(effect: &Effect, object: [Option<&Value>; 2]) -> Judged {
    let path = effect.path.join(".");
    let whole = effect.path.is_empty();
    let first = effect.path.first().map_or("", String::as_str);
    match (effect.kind.as_str(), effect.action()) {
        ("NodePool", Action::Remove) if whole => judged(
            Risk::None,
            "`kubectl apply` leaves it; when it is deleted by hand, Karpenter drains its nodes",
        ),
        (kind, Action::Remove) if whole => judged(
            Risk::None,
            format!("`kubectl apply` leaves what is not there any more; delete the {kind} by hand"),
        ),
        ("NodePool" | "EC2NodeClass", _) => karpenter::of(effect, object),
        ("StorageClass", _) if OF_CLASS.contains(&first) => judged(
            Risk::Refused,
            format!(
                "Kubernetes changes no {first} of a storage class; delete it and apply it again, volumes stay as they are"
            ),
        ),
        ("Deployment" | "DaemonSet", _) if path.starts_with("spec.selector") => judged(
            Risk::Refused,
            "Kubernetes changes no selector; delete it and apply it again",
        ),
        ("Deployment" | "DaemonSet", _) if path.starts_with("spec.template") => {
            judged(Risk::Restart, "its pods start anew")
        }
        _ => rbac::of(effect, object).unwrap_or(HARMLESS),
    }
}
