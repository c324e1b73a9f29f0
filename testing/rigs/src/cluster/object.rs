//! What every object has: names, labels, owners, finalizers.

use serde_json::{Value, json};

/// The text at a JSON pointer; an empty one where there is none.
pub(super) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The number at a JSON pointer.
pub(super) fn number(value: &Value, pointer: &str) -> Option<u64> {
    value.pointer(pointer).and_then(Value::as_u64)
}

/// The entries of a list at a JSON pointer.
pub(super) fn entries<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// Whether it is to go as soon as its finalizers have.
pub(super) fn is_terminating(object: &Value) -> bool {
    !text(object, "/metadata/deletionTimestamp").is_empty()
}

/// Whether somebody has to tidy up before it may go.
pub(super) fn has_finalizers(object: &Value) -> bool {
    entries(object, "/metadata/finalizers").next().is_some()
}

/// Adds or removes a finalizer; says whether that changed anything.
pub(super) fn set_finalizer(object: &mut Value, finalizer: &str, wanted: bool) -> bool {
    let mut finalizers: Vec<Value> = entries(object, "/metadata/finalizers").cloned().collect();
    let before = finalizers.len();
    finalizers.retain(|known| known != finalizer);
    if wanted {
        finalizers.push(finalizer.into());
    }
    if finalizers.len() == before {
        return false;
    }
    object["metadata"]["finalizers"] = finalizers.into();
    true
}

/// A reference by which an object is another one's.
pub(super) fn owner(owner: &Value) -> Value {
    json!([{
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": true,
        "blockOwnerDeletion": true,
    }])
}

/// Whether one of its owners has this identifier.
pub(super) fn is_owned_by(object: &Value, uid: &str) -> bool {
    entries(object, "/metadata/ownerReferences").any(|owner| owner["uid"] == uid)
}
