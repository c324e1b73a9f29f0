//! `null` in a schema: a file that extends another takes away with it what that one says, as `overlay` merges them.

use schemars::Schema;
use serde_json::{Map, Value, json};

/// The definition of what holds no `null`.
const NO_NULL: &str = "NoNull";

/// What says of itself what it is, so nothing of a base is there to be taken away.
const KIND: &str = "#/definitions/Kind";

/// Lets a part of a schema be without what it can be without: a field that need not be there, an entry of a map. It asks
/// `required`, so that must still be there.
pub(super) fn allow(schema: &mut Schema) {
    let required = schema.get("required").cloned().unwrap_or_default();
    let is_required = |name: &String| {
        let mut names = required.as_array().into_iter().flatten();
        names.any(|known| known == name)
    };
    for (name, field) in maps(schema, "properties") {
        if !is_required(name) {
            or_null(field);
        }
    }
    maps(schema, "patternProperties").for_each(|(_, entry)| or_null(entry));
    schema
        .get_mut("additionalProperties")
        .into_iter()
        .for_each(or_null);
}

fn maps<'s>(schema: &'s mut Schema, key: &str) -> impl Iterator<Item = (&'s String, &'s mut Value)> {
    let entries = schema.get_mut(key).and_then(Value::as_object_mut);
    entries.into_iter().flatten()
}

/// Lets a value be `null`, too; its description and default stay where editors look for them.
fn or_null(value: &mut Value) {
    let Some(schema) = value.as_object_mut() else {
        return;
    };
    let nothing = json!({ "type": "null" });
    let alone = schema.get("allOf").and_then(Value::as_array);
    let alone = alone.is_some_and(|parts| parts.len() == 1 && parts[0]["$ref"] != KIND);
    if alone && let Some(Value::Array(mut parts)) = schema.remove("allOf") {
        parts.push(nothing);
        schema.insert("anyOf".to_owned(), Value::Array(parts));
    } else if let Some(reference) = schema.remove("$ref") {
        schema.insert("anyOf".to_owned(), json!([{ "$ref": reference }, nothing]));
    } else if let Some(Value::String(kind)) = schema.get("type") {
        let kinds = json!([kind, "null"]);
        schema.insert("type".to_owned(), kinds);
    }
}

/// Has a choice say which one it is, by its key, and lets it take away what the base has chosen: as patterns, so that editors
/// do not offer the others.
pub(super) fn choose_one(schema: &mut Schema) {
    let mut choices: Vec<&mut Map<String, Value>> = schema
        .get_mut("oneOf")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
        .filter(|choice| choice.contains_key("properties"))
        .collect();
    let names: Vec<String> = choices
        .iter()
        .filter_map(|choice| choice["properties"].as_object()?.keys().next().cloned())
        .collect();
    for (choice, name) in choices.iter_mut().zip(&names) {
        choice.insert("required".to_owned(), json!([name]));
        let others: Vec<&str> = names
            .iter()
            .filter(|other| *other != name)
            .map(String::as_str)
            .collect();
        if !others.is_empty() {
            let pattern = format!("^({})$", others.join("|"));
            choice.insert(
                "patternProperties".to_owned(),
                json!({ pattern: { "type": "null" } }),
            );
        }
    }
}

/// Keeps `null` to files that extend one: elsewhere there is nothing to take away. Lists are replaced whole, so nothing in
/// them is ever `null`; of their items the model has scalars only, which are not by themselves.
pub(super) fn only_over_a_base(schema: &mut Schema) {
    // In values for somebody else's schema, `null` is a value.
    let foreign = foreign_fields(schema.as_value()).join("|");
    let no_null = json!({
        "type": ["object", "array", "string", "number", "boolean"],
        "patternProperties": { format!("^({foreign})$"): { "type": "object" } },
        "additionalProperties": { "$ref": format!("#/definitions/{NO_NULL}") }
    });
    if let Some(Value::Object(definitions)) = schema.get_mut("definitions") {
        definitions.insert(NO_NULL.to_owned(), no_null);
    }
    schema.insert("if".to_owned(), json!({ "required": ["extends"] }));
    schema.insert(
        "else".to_owned(),
        json!({ "$ref": format!("#/definitions/{NO_NULL}") }),
    );
}

/// The fields whose content has no schema here.
fn foreign_fields(schema: &Value) -> Vec<&str> {
    let definitions = &schema["definitions"];
    let is_foreign = |field: &Value| {
        let name = field["anyOf"][0]["$ref"]
            .as_str()
            .and_then(|reference| reference.rsplit('/').next());
        name.is_some_and(|name| definitions[name]["additionalProperties"] == true)
    };
    let definitions = definitions.as_object().into_iter().flat_map(Map::values);
    let fields = definitions
        .filter_map(|definition| definition["properties"].as_object())
        .flatten();
    fields
        .filter(|(_, field)| is_foreign(field))
        .map(|(name, _)| name.as_str())
        .collect()
}
