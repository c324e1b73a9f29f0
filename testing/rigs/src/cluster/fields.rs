//! Who set which field: the trees of server-side apply. Lists are one field each.

use serde_json::{Map, Value};

/// Adds what `over` says to `value`.
pub(super) fn merge(value: &mut Value, over: &Value) {
    match (value, over) {
        (Value::Object(value), Value::Object(over)) => {
            for (key, over) in over {
                match value.get_mut(key) {
                    Some(value) => merge(value, over),
                    None => {
                        value.insert(key.clone(), over.clone());
                    }
                }
            }
        }
        (value, over) => *value = over.clone(),
    }
}

/// The paths of a tree's leaves, with their values; an empty object is a leaf too.
pub(super) fn leaves(tree: &Value) -> Vec<(Vec<String>, &Value)> {
    let mut found = Vec::new();
    collect(tree, &mut Vec::new(), &mut found);
    found
}

fn collect<'a>(tree: &'a Value, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, &'a Value)>) {
    match tree {
        Value::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                path.push(key.clone());
                collect(value, path, found);
                path.pop();
            }
        }
        leaf => found.push((path.clone(), leaf)),
    }
}

/// What lies at a path.
pub(super) fn at<'a>(tree: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(tree, |tree, key| tree.get(key))
}

/// Removes what lies at a path, and the objects that are empty then.
pub(super) fn remove(tree: &mut Value, path: &[String]) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    let Some(fields) = tree.as_object_mut() else {
        return;
    };
    if rest.is_empty() {
        fields.shift_remove(first);
    } else if let Some(inner) = fields.get_mut(first) {
        remove(inner, rest);
        if inner.as_object().is_some_and(Map::is_empty) {
            fields.shift_remove(first);
        }
    }
}

/// The leaves of `after` that `before` has not, or has otherwise.
pub(super) fn changed(before: &Value, after: &Value) -> Value {
    let mut tree = Value::Object(Map::new());
    for (path, value) in leaves(after) {
        if at(before, &path) != Some(value) {
            set(&mut tree, &path, value.clone());
        }
    }
    tree
}

fn set(tree: &mut Value, path: &[String], value: Value) {
    match path.split_first() {
        Some((first, rest)) => {
            if !tree.is_object() {
                *tree = Value::Object(Map::new());
            }
            set(&mut tree[first.as_str()], rest, value);
        }
        None => *tree = value,
    }
}
