//! Whether two trees are equal, for who compares many that mostly are.

use serde_json::Value;

/// Whether two trees are equal. Keys mostly stand in the same order, so each is looked for where it stood first: `==` looks
/// each up by its hash.
#[must_use]
pub fn same(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let kept =
                |((key, value), (name, beside)): ((&String, &Value), (&String, &Value))| match key == name {
                    true => same(value, beside),
                    false => new.get(key).is_some_and(|other| same(value, other)),
                };
            old.len() == new.len() && old.iter().zip(new).all(kept)
        }
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
        }
        _ => old == new,
    }
}

#[cfg(test)]
mod tests {
    use super::same;
    use serde_json::{Value, json};

    #[test]
    fn trees_are_the_same_where_their_values_are_equal() {
        let tree = json!({ "a": [1, { "b": "x" }], "c": null });
        for (other, equal) in [
            (json!({ "a": [1, { "b": "x" }], "c": null }), true),
            (json!({ "c": null, "a": [1, { "b": "x" }] }), true),
            (json!({ "a": [1, { "b": "y" }], "c": null }), false),
            (json!({ "a": [{ "b": "x" }, 1], "c": null }), false),
            (json!({ "a": [1, { "b": "x" }], "d": null }), false),
            (json!({ "a": [1, { "b": "x" }] }), false),
            (Value::Null, false),
        ] {
            assert_eq!(same(&tree, &other), equal, "{other}");
            assert_eq!(same(&other, &tree), equal, "{other}");
        }
    }
}
