//! Tables of the fields that the kinds of other people's objects have, and whether a tree keeps to them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// The fields below the `spec` of each kind, and shapes that stand in several places.
#[derive(Deserialize)]
pub(crate) struct Fields {
    pub(crate) shapes: BTreeMap<String, Value>,
    pub(crate) kinds: BTreeMap<String, Value>,
}

impl Fields {
    /// What the operator's schema refuses about an object of its group, or would silently drop.
    pub(crate) fn fault(&self, object: &Value) -> Option<String> {
        let kind = object["kind"].as_str().unwrap_or_default();
        if let Some(key) = object.as_object().and_then(|object| {
            let known = ["apiVersion", "kind", "metadata", "spec"];
            object.keys().find(|key| !known.contains(&key.as_str()))
        }) {
            return Some(format!("`{key}`: there is no such field"));
        }
        self.spec_fault(kind, &object["spec"])
    }

    /// The same about the `spec` of a kind.
    pub(crate) fn spec_fault(&self, kind: &str, spec: &Value) -> Option<String> {
        match self.kinds.get(kind) {
            Some(fields) => self.find(fields, spec, "spec"),
            None => Some(format!(
                "`{kind}` is not in the table `fields.json` of this test; add its fields"
            )),
        }
    }

    pub(crate) fn find(&self, kind: &Value, value: &Value, at: &str) -> Option<String> {
        match (kind, value) {
            (Value::String(name), _) => match name.strip_prefix('@') {
                Some(shape) => self.find(&self.shapes[shape], value, at),
                None => (!is(name, value)).then(|| format!("`{at}` must be {name}, and is `{value}`")),
            },
            (Value::Array(item), Value::Array(values)) => {
                let mut numbered = values.iter().enumerate();
                numbered.find_map(|(number, value)| self.find(&item[0], value, &format!("{at}[{number}]")))
            }
            (Value::Object(fields), Value::Object(values)) => {
                let missing = fields.keys().filter_map(|field| field.strip_suffix('!'));
                if let Some(missing) = missing.into_iter().find(|field| !values.contains_key(*field)) {
                    return Some(format!("`{at}.{missing}` is missing"));
                }
                values.iter().find_map(|(key, value)| {
                    let at = format!("{at}.{key}");
                    let field = fields.get("*").or_else(|| fields.get(key));
                    match field.or_else(|| fields.get(&format!("{key}!"))) {
                        Some(field) => self.find(field, value, &at),
                        None => Some(format!("`{at}`: there is no such field")),
                    }
                })
            }
            (Value::Array(_), _) => Some(format!("`{at}` must be a list, and is `{value}`")),
            _ => Some(format!("`{at}` must be a map, and is `{value}`")),
        }
    }
}

/// Whether a value is of a type that has no fields.
fn is(name: &str, value: &Value) -> bool {
    match name {
        "any" => true,
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "integer or string" => value.is_string() || value.is_i64() || value.is_u64(),
        "string" => value.is_string(),
        "duration" => value.as_str().is_some_and(is_duration),
        _ => {
            let words = name
                .strip_prefix("one of ")
                .unwrap_or_else(|| panic!("the type `{name}`"));
            value
                .as_str()
                .is_some_and(|value| words.split(' ').any(|word| word.trim_matches('"') == value))
        }
    }
}

/// `1h30m`: units from the longest to the shortest, each once.
fn is_duration(text: &str) -> bool {
    let mut rest = text;
    for unit in ["y", "w", "d", "h", "m", "s", "ms"] {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let behind = rest[digits..].strip_prefix(unit);
        // `5ms` has no minutes.
        let behind = behind.filter(|behind| digits > 0 && (unit != "m" || !behind.starts_with('s')));
        rest = behind.unwrap_or(rest);
    }
    text == "0" || !text.is_empty() && rest.is_empty()
}
