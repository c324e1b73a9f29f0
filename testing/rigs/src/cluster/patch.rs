//! The three ways to patch an object that are not server-side apply.

use serde_json::{Map, Value};

/// A JSON merge patch (RFC 7396).
pub(super) fn merge_patch(value: &mut Value, patch: &Value) {
    let Some(patch) = patch.as_object() else {
        *value = patch.clone();
        return;
    };
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    for (key, patch) in patch {
        if patch.is_null() {
            value.as_object_mut().map(|fields| fields.shift_remove(key));
        } else {
            merge_patch(&mut value[key.as_str()], patch);
        }
    }
}

/// A strategic merge patch: lists whose entries have names are merged by them, other lists are replaced. Kubernetes
/// knows the key of each list; this knows those of containers, volumes, variables and ports.
pub(super) fn strategic_merge_patch(value: &mut Value, patch: &Value) {
    match patch {
        Value::Object(patch) => {
            if patch
                .get("$patch")
                .is_some_and(|directive| directive == "replace")
                || !value.is_object()
            {
                *value = Value::Object(Map::new());
            }
            for (key, patch) in patch.iter().filter(|(key, _)| !key.starts_with('$')) {
                if patch.is_null() {
                    value.as_object_mut().map(|fields| fields.shift_remove(key));
                } else {
                    strategic_merge_patch(&mut value[key.as_str()], patch);
                }
            }
        }
        Value::Array(patch) => match (value.as_array_mut(), merge_key(patch)) {
            (Some(list), Some(key)) => merge_lists(list, patch, key),
            _ => *value = Value::Array(patch.clone()),
        },
        patch => *value = patch.clone(),
    }
}

fn merge_key(patch: &[Value]) -> Option<&'static str> {
    let keys = ["name", "containerPort", "port", "mountPath", "type"];
    let all_have = |key: &&str| !patch.is_empty() && patch.iter().all(|entry| entry.get(*key).is_some());
    keys.into_iter().find(all_have)
}

fn merge_lists(list: &mut Vec<Value>, patch: &[Value], key: &str) {
    for patch in patch {
        let at = list.iter().position(|entry| entry.get(key) == patch.get(key));
        let delete = patch.get("$patch").is_some_and(|directive| directive == "delete");
        match (at, delete) {
            (Some(at), true) => {
                list.remove(at);
            }
            (Some(at), false) => strategic_merge_patch(&mut list[at], patch),
            (None, true) => {}
            (None, false) => list.push(patch.clone()),
        }
    }
}

/// A JSON patch (RFC 6902) of `add`, `replace` and `remove`; says what it cannot do.
pub(super) fn json_patch(value: &mut Value, patch: &Value) -> Result<(), String> {
    for operation in patch.as_array().into_iter().flatten() {
        let path = operation["path"].as_str().unwrap_or_default();
        let what = operation["op"].as_str().unwrap_or_default();
        let (parent, last) = path
            .rsplit_once('/')
            .ok_or_else(|| format!("the path `{path}`"))?;
        let last = last.replace("~1", "/").replace("~0", "~");
        let parent = value
            .pointer_mut(parent)
            .ok_or_else(|| format!("nothing at `{path}`"))?;
        match (what, parent) {
            ("add" | "replace", Value::Object(fields)) => {
                fields.insert(last, operation["value"].clone());
            }
            ("remove", Value::Object(fields)) => {
                fields.shift_remove(&last);
            }
            ("add", Value::Array(list)) if last == "-" => list.push(operation["value"].clone()),
            ("remove", Value::Array(list)) if last.parse().is_ok_and(|at: usize| at < list.len()) => {
                list.remove(last.parse().unwrap_or_default());
            }
            (what, _) => return Err(format!("`{what}` at `{path}`")),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{json_patch, merge_patch, strategic_merge_patch};
    use serde_json::json;

    #[test]
    fn a_merge_patch_removes_by_null_and_replaces_lists() {
        let mut value = json!({ "a": { "b": 1, "c": 2 }, "l": [1, 2] });
        merge_patch(&mut value, &json!({ "a": { "b": null, "d": 3 }, "l": [3] }));
        assert_eq!(value, json!({ "a": { "c": 2, "d": 3 }, "l": [3] }));
    }

    #[test]
    fn a_strategic_merge_patch_merges_lists_by_name() {
        let mut value =
            json!({ "containers": [{ "name": "a", "image": "a:1" }, { "name": "b" }], "args": ["x"] });
        let patch = json!({
            "$setElementOrder/containers": [{ "name": "a" }],
            "containers": [{ "name": "a", "image": "a:2" }, { "name": "b", "$patch": "delete" }],
            "args": ["y"],
        });
        strategic_merge_patch(&mut value, &patch);
        assert_eq!(
            value,
            json!({ "containers": [{ "name": "a", "image": "a:2" }], "args": ["y"] })
        );
    }

    #[test]
    fn a_json_patch_adds_and_removes() {
        let mut value = json!({ "metadata": { "finalizers": ["a", "b"] } });
        let patch = json!([
            { "op": "remove", "path": "/metadata/finalizers/0" },
            { "op": "add", "path": "/metadata/labels", "value": { "x": "y" } },
        ]);
        json_patch(&mut value, &patch).unwrap();
        assert_eq!(
            value,
            json!({ "metadata": { "finalizers": ["b"], "labels": { "x": "y" } } })
        );
        assert!(json_patch(&mut value, &json!([{ "op": "test", "path": "/metadata" }])).is_err());
    }
}
