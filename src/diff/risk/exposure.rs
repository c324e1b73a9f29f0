//! Who gets rights in the cluster that had none before, and who loses them: access entries.

use serde_json::Value;

use super::super::effects::Effect;
use super::{HARMLESS, Judge, Judged, Risk, judged, names};

/// More people, or more rights, in the cluster.
pub(super) fn exposed(effect: &Effect, judge: &Judge) -> Option<Judged> {
    effect.new.as_ref()?;
    let path = effect.path.join("/");
    match effect.kind.as_str() {
        "AWS::EKS::AccessEntry"
            if path.ends_with("PrincipalArn") && !names::has_another_entry(effect, judge) =>
        {
            Some(judged(
                Risk::Exposure,
                "somebody gets rights in the cluster, and who had them by it loses the cluster",
            ))
        }
        "AWS::EKS::AccessEntry" if path.is_empty() || path.ends_with("PrincipalArn") => {
            Some(judged(Risk::Exposure, "somebody gets rights in the cluster"))
        }
        "AWS::EKS::AccessEntry" if widens(effect) == Some(true) => Some(judged(
            Risk::Exposure,
            "somebody may do more in the cluster than before",
        )),
        _ => None,
    }
}

/// Whether a value has something that it had not: an item of a list, or another text.
pub(super) fn added(old: Option<&Value>, new: &Value) -> bool {
    let items = |value: &Value| match value {
        Value::Array(items) => items.clone(),
        other => vec![other.clone()],
    };
    let old = old.map_or_else(Vec::new, items);
    items(new).iter().any(|item| !old.contains(item))
}

/// Who is shut out by a change of a property.
pub(super) fn shut_out(effect: &Effect) -> Judged {
    match effect.kind.as_str() {
        "AWS::EKS::AccessEntry" if widens(effect) == Some(false) => {
            judged(Risk::Outage, "somebody may do less in the cluster than before")
        }
        _ => HARMLESS,
    }
}

/// Whether a change of an access entry's policy or scope gives more rights, or fewer; `None` where another place tells.
fn widens(effect: &Effect) -> Option<bool> {
    let at = effect.path.iter().position(|step| step == "AccessPolicies")?;
    let last = effect.path[at + 1..]
        .iter()
        .rfind(|step| !step.starts_with("Fn::"));
    let (old, new) = (effect.old.as_ref(), effect.new.as_ref());
    match (last.map(String::as_str), old, new) {
        (Some("PolicyArn"), Some(old), Some(new)) => Some(rights(new) & !rights(old) != 0),
        (Some("Type"), _, Some(new)) => Some(new == "cluster"),
        // The type of the scope, which changes with it, tells.
        (Some("Namespaces"), None, _) | (Some("Namespaces"), _, None) => None,
        (Some("Namespaces"), old, Some(new)) => Some(added(old, new)),
        _ => Some(true),
    }
}

/// What a policy allows, as a set: view, edit, administer, see everything, do everything. One that is not known allows
/// everything. Source: EKS user guide, access policy permissions: they follow the user-facing roles of Kubernetes, where
/// `admin` has all of `edit`, which has all of `view`; 2026-11.
fn rights(policy: &Value) -> u8 {
    let name = policy.as_str().and_then(|arn| arn.rsplit('/').next());
    match name.unwrap_or_default() {
        "AmazonEKSViewPolicy" => 0b0_0001,
        "AmazonEKSEditPolicy" => 0b0_0011,
        "AmazonEKSAdminPolicy" => 0b0_0111,
        "AmazonEKSAdminViewPolicy" => 0b0_1001,
        _ => 0b1_1111,
    }
}
