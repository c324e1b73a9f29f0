//! Trees of values: ours as an independent YAML reader gives them, and where two of them differ.

use anyhow::Result;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The documents of a YAML text. This reader follows YAML 1.2, where an unquoted `On` or `012` is a string; the Go
/// reader of Helm and kubectl follows YAML 1.1, where it is none. What we failed to quote they read differently. What
/// no reader takes for a string (`true`, `443`) is told from a lost quote by `no_text` and by `tests/yaml_writer`,
/// which holds this reader against the trees that were written.
pub(super) fn documents(text: &str) -> Result<Vec<Value>> {
    let read = |document| {
        // Not straight into JSON, which would keep the last of two equal keys: what two documents without a `---`
        // between them become.
        let value = yaml_serde::Value::deserialize(document)?;
        Ok(serde_json::to_value(value)?)
    };
    yaml_serde::Deserializer::from_str(text).map(read).collect()
}

/// Every leaf with its path. An empty map or list is a leaf.
pub(super) fn leaves(tree: &Value) -> BTreeMap<String, &Value> {
    let mut found = BTreeMap::new();
    collect(tree, String::new(), &mut found);
    found
}

fn collect<'a>(tree: &'a Value, path: String, found: &mut BTreeMap<String, &'a Value>) {
    match tree {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                collect(value, below(&path, &Value::from(key.as_str())), found);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for (position, value) in list.iter().enumerate() {
                collect(value, below(&path, &Value::from(position)), found);
            }
        }
        leaf => {
            found.insert(path, leaf);
        }
    }
}

/// The path one step further down: a key or a position.
pub(super) fn below(path: &str, step: &Value) -> String {
    let plain = |key: &&str| {
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        !key.is_empty() && key.chars().all(word)
    };
    match step.as_str().filter(plain) {
        Some(key) if path.is_empty() => key.to_owned(),
        Some(key) => format!("{path}.{key}"),
        None => format!("{path}[{step}]"),
    }
}

/// The first leaf that was read as something else than was written, with both.
pub(crate) fn difference(written: &Value, read: &Value) -> Option<String> {
    let (written, read) = (leaves(written), leaves(read));
    let paths: BTreeSet<&String> = written.keys().chain(read.keys()).collect();
    let show = |leaf: Option<&&Value>| leaf.map_or("nothing".to_owned(), |leaf| format!("`{leaf}`"));
    paths.into_iter().find_map(|path| {
        let (written, read) = (written.get(path), read.get(path));
        let same = matches!((written, read), (Some(written), Some(read)) if same(written, read));
        (!same).then(|| format!("{path}: written {}, read {}", show(written), show(read)))
    })
}

/// The first value that is no string where Kubernetes takes nothing else: the API server refuses the object, while
/// Helm and kubectl without a server do not mind.
pub(super) fn no_text(tree: &Value) -> Option<String> {
    find_no_text(tree, "")
}

fn find_no_text(tree: &Value, path: &str) -> Option<String> {
    match tree {
        Value::Object(map) => map.iter().find_map(|(key, value)| {
            let path = below(path, &Value::from(key.as_str()));
            let of_text = holds_text(key) || key == "data" && tree["kind"] == "ConfigMap";
            let wrong = value.as_object().filter(|_| of_text);
            let wrong = wrong.and_then(|entries| entries.iter().find(|(_, value)| !value.is_string()));
            match wrong {
                Some((key, value)) => {
                    let path = below(&path, &Value::from(key.as_str()));
                    Some(format!("{path}: must be text, read `{value}`"))
                }
                None => find_no_text(value, &path),
            }
        }),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .find_map(|(position, value)| find_no_text(value, &below(path, &Value::from(position)))),
        _ => None,
    }
}

/// Names of maps from text to text, in objects (`matchLabels`, a StorageClass's `parameters`) and in values
/// (`podAnnotations`).
fn holds_text(key: &str) -> bool {
    let ends = ["annotations", "Annotations", "labels", "Labels"];
    ends.iter().any(|end| key.ends_with(end)) || matches!(key, "nodeSelector" | "parameters")
}

/// Whether two leaves are the same value of the same type. Go prints the float `1.0` as `1`.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) if one.is_f64() || other.is_f64() => {
            one.as_f64() == other.as_f64()
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::{difference, documents, leaves, no_text};
    use serde_json::{Value, json};

    #[test]
    fn documents_are_read_by_yaml_1_2() {
        let text = "# made by\na: On\nb: 012\nn: 1_000\nc: \"1\"\n---\nd: 1\n";
        let expected = [
            json!({ "a": "On", "b": "012", "n": "1_000", "c": "1" }),
            json!({ "d": 1 }),
        ];
        assert_eq!(documents(text).unwrap(), expected);
        assert!(documents("a: [\n").is_err());
        assert!(documents("a: 1\na: 2\n").is_err());
    }

    #[test]
    fn leaves_have_paths() {
        let tree = json!({ "a": { "b-c": [1, { "d.e/f": "x" }] }, "empty": { "map": {}, "list": [] } });
        let found: Vec<(String, &Value)> = leaves(&tree).into_iter().collect();
        let expected = [
            ("a.b-c[0]", json!(1)),
            ("a.b-c[1][\"d.e/f\"]", json!("x")),
            ("empty.list", json!([])),
            ("empty.map", json!({})),
        ];
        let expected: Vec<(String, &Value)> = expected
            .iter()
            .map(|(path, leaf)| ((*path).to_owned(), leaf))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_first_difference_is_named_with_both_values() {
        let written = json!({ "a": 1.0, "http": "On", "n": 1 });
        assert_eq!(
            difference(&written, &json!({ "a": 1, "http": "On", "n": 1 })),
            None
        );
        for (read, expected) in [
            (
                json!({ "a": 1, "http": true, "n": 1 }),
                "http: written `\"On\"`, read `true`",
            ),
            (json!({ "a": 1, "http": "On" }), "n: written `1`, read nothing"),
            (
                json!({ "a": 1, "false": 1, "http": "On" }),
                "false: written nothing, read `1`",
            ),
            (
                json!({ "a": "1", "http": "On", "n": 1 }),
                "a: written `1.0`, read `\"1\"`",
            ),
        ] {
            assert_eq!(difference(&written, &read).as_deref(), Some(expected));
        }
    }

    #[test]
    fn maps_of_text_hold_text_only() {
        for (tree, expected) in [
            (
                json!({ "kind": "ConfigMap", "data": { "http.server": true } }),
                Some("data[\"http.server\"]: must be text, read `true`"),
            ),
            (
                json!({ "kind": "StorageClass", "parameters": { "encrypted": "true", "iops": 3000 } }),
                Some("parameters.iops: must be text, read `3000`"),
            ),
            (
                json!([{ "podAnnotations": { "a": null } }]),
                Some("[0].podAnnotations.a: must be text, read `null`"),
            ),
            (
                json!({ "kind": "Other", "data": { "a": 1 }, "labels": ["a", 1] }),
                None,
            ),
            (
                json!({ "kind": "ConfigMap", "data": { "a": "1" }, "labels": {} }),
                None,
            ),
        ] {
            assert_eq!(no_text(&tree).as_deref(), expected);
        }
    }
}
