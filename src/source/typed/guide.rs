//! What a field is and what it looks like, by the schema: for who has left it out.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use crate::diag::{FieldPath, Segment};
use crate::schema;

/// Read when the first field is missing: an environment without a fault never asks.
static SCHEMA: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(schema::TEXT).expect("bug in eksight: the schema is JSON"));

/// What stands for a text of which the schema has no example.
const SOME_TEXT: &str = "…";

/// What the schema says of a field.
pub(super) struct Guide {
    /// What it is, in one line; empty where the schema has no words for it.
    pub(super) description: String,
    /// A value that it takes. A map has no entries in it, also where some must be there.
    example: Value,
    /// The words or the keys that it takes, where it takes no others.
    pub(super) choices: Vec<&'static str>,
}

impl Guide {
    /// The example in an environment of this name. Those of the schema speak of `prod`, which may be another one of the project:
    /// nobody who takes an example over should get its cluster, its load balancer or its secrets.
    pub(super) fn example_of(&self, environment: &str) -> Value {
        renamed(&self.example, environment)
    }
}

fn renamed(example: &Value, environment: &str) -> Value {
    match example {
        Value::String(text) => Value::from(text.replace("prod", environment)),
        Value::Array(items) => items.iter().map(|item| renamed(item, environment)).collect(),
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| (name.clone(), renamed(value, environment));
            Value::Object(fields.iter().map(field).collect())
        }
        other => other.clone(),
    }
}

/// The schema of an environment.
pub(super) fn root() -> &'static Value {
    &SCHEMA
}

fn at(path: &FieldPath) -> Option<&'static Value> {
    let mut field: &Value = &SCHEMA;
    for segment in path.segments() {
        field = below(resolved(field), segment)?;
    }
    Some(field)
}

/// What the schema says of the field at a path; `None` where it has no such field.
pub(super) fn of(path: &FieldPath) -> Option<Guide> {
    let field = at(path)?;
    let described = [field, resolved(field)];
    let description = described.iter().find_map(|schema| schema["description"].as_str());
    let description = description.unwrap_or_default().replace('\n', " ");
    Some(Guide {
        example: example(field, &description),
        choices: choices(resolved(field)),
        description,
    })
}

/// The fields of the map at a path; none where its keys are names that people choose.
pub(super) fn fields(path: &FieldPath) -> Vec<&'static str> {
    let names = at(path).and_then(|schema| resolved(schema)["properties"].as_object());
    names
        .into_iter()
        .flat_map(Map::keys)
        .map(String::as_str)
        .collect()
}

/// What an entry with one of several fields takes; none where it is no such choice.
pub(super) fn variants(path: &FieldPath) -> Vec<&'static str> {
    at(path).map_or_else(Vec::new, |schema| choices(resolved(schema)))
}

/// Whether the field at a path takes the name of an entry under `secrets`.
pub(super) fn names_a_secret(path: &FieldPath) -> bool {
    at(path)
        .is_some_and(|field| std::ptr::eq(resolved(field), &raw const SCHEMA["definitions"]["SecretName"]))
}

fn choices(schema: &'static Value) -> Vec<&'static str> {
    let choices = schema["oneOf"].as_array().into_iter().flatten();
    let name = |choice: &'static Value| {
        let key = || choice["properties"].as_object()?.keys().next();
        choice["const"].as_str().or_else(|| key().map(String::as_str))
    };
    choices.filter_map(name).collect()
}

/// A schema without what only leads to it: a reference, or a choice between it and nothing.
pub(super) fn resolved(schema: &'static Value) -> &'static Value {
    let mut schema = schema;
    loop {
        let parts = ["allOf", "anyOf"].iter().find_map(|key| schema[*key].as_array());
        schema = match (schema["$ref"].as_str(), parts) {
            (Some(name), _) => {
                let name = name.trim_start_matches("#/definitions/");
                &SCHEMA["definitions"][name]
            }
            (None, Some(parts)) if !parts.is_empty() => &parts[0],
            _ => return schema,
        }
    }
}

fn below(schema: &'static Value, segment: &Segment) -> Option<&'static Value> {
    let Some(name) = segment.name() else {
        return schema.get("items");
    };
    let own = |schema: &'static Value| schema["properties"].get(name);
    let entry = || {
        let by_pattern = schema["patternProperties"]
            .as_object()
            .into_iter()
            .flat_map(Map::values);
        by_pattern
            .chain(schema.get("additionalProperties"))
            .find(|entry| entry.is_object())
    };
    let choices = schema["oneOf"].as_array().into_iter().flatten();
    own(schema)
        .or_else(|| choices.into_iter().find_map(own))
        .or_else(entry)
}

fn example(schema: &'static Value, description: &str) -> Value {
    let of_field = schema["examples"].get(0);
    let schema = resolved(schema);
    let words = schema["enum"].get(0).or(schema.get("const"));
    let kind = schema["type"].as_str().or(schema["type"][0].as_str());
    let described = quoted_in(description).filter(|_| kind == Some("string"));
    if let Some(written) = of_field.cloned().or(described.map(Value::from)) {
        return written;
    }
    if let Some(written) = schema["examples"].get(0).or(words) {
        return written.clone();
    }
    if let Some(choice) = schema["oneOf"].get(0) {
        let named = choice["properties"]
            .as_object()
            .and_then(|choice| choice.iter().next());
        return match named {
            Some((name, content)) => json!({ name: example(content, "") }),
            None => example(choice, ""),
        };
    }
    match kind {
        Some("object") => json!({}),
        Some("array") => json!([example(&schema["items"], "")]),
        Some("boolean") => json!(true),
        Some("integer" | "number") => json!(schema["minimum"].as_u64().unwrap_or(1).max(1)),
        _ => json!(SOME_TEXT),
    }
}

/// What a description gives as an example in backticks.
fn quoted_in(description: &str) -> Option<&str> {
    let (_, rest) = description.split_once("such as `")?;
    rest.split_once('`').map(|(example, _)| example)
}
