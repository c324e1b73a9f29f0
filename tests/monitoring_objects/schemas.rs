//! The table against the schemas of the operator's definitions, without their texts. Source: prometheus-operator 0.63.0 and
//! 0.93, `example/prometheus-operator-crd`, as of 2026-11.

use std::path::Path;

use serde_json::Value;

use super::fields::Fields;
use super::table::Table;

#[test]
fn the_table_says_what_the_schemas_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/monitoring_objects/schemas");
    for (number, version) in &Table::shipped().versions {
        for kind in version.fields.kinds.keys() {
            let file = folder.join(format!("{kind}.v1.v{number}.json"));
            let text = std::fs::read_to_string(&file).expect("the schema of the kind");
            let schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
            same(
                &version.fields,
                &version.fields.kinds[kind],
                &schema["properties"]["spec"],
                kind,
            );
        }
    }
}

/// Fields and types must be the same, and what must be there.
fn same(version: &Fields, ours: &Value, theirs: &Value, at: &str) {
    match ours {
        Value::String(name) if name.starts_with('@') => {
            same(version, &version.shapes[&name[1..]], theirs, at);
        }
        Value::String(name) => {
            let is_either = theirs["x-kubernetes-int-or-string"] == true;
            let kind = if is_either {
                "integer or string"
            } else {
                theirs["type"].as_str().unwrap()
            };
            let expected = match (kind, &theirs["enum"], &theirs["pattern"]) {
                ("string", Value::Array(words), _) => format!("one of {} words", words.len()),
                ("string", _, Value::String(pattern)) if pattern.contains("[0-9]+)y)?") => {
                    "duration".to_owned()
                }
                ("object", ..) => "any".to_owned(),
                _ => kind.to_owned(),
            };
            let words = name.strip_prefix("one of ").map(|words| words.split(' ').count());
            let name = words.map_or(name.clone(), |words| format!("one of {words} words"));
            assert_eq!(name, expected, "{at}");
        }
        Value::Array(item) => same(version, &item[0], &theirs["items"], &format!("{at}[]")),
        Value::Object(fields) => {
            if let Some(any) = fields.get("*") {
                return same(version, any, &theirs["additionalProperties"], &format!("{at}.*"));
            }
            let properties = theirs["properties"].as_object().unwrap();
            let required: Vec<&str> = theirs["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            assert_eq!(fields.len(), properties.len(), "{at}");
            for (name, property) in properties {
                let key = if required.contains(&name.as_str()) {
                    format!("{name}!")
                } else {
                    name.clone()
                };
                let field = fields
                    .get(&key)
                    .unwrap_or_else(|| panic!("{at}.{key} is not in the table"));
                same(version, field, property, &format!("{at}.{name}"));
            }
        }
        _ => panic!("{at}: no type"),
    }
}
