//! From a provider schema to a type's row: the tree of properties, and lists of paths.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};

/// Beyond it are instance types, which grow by the month and have a file of their own in the catalogue.
const LARGEST_SET: usize = 200;

/// A list of JSON pointers as paths below the properties, sorted.
pub(super) fn paths(schema: &Value, key: &str) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    for pointer in schema[key].as_array().into_iter().flatten() {
        let path = pointer
            .as_str()
            .and_then(|pointer| pointer.strip_prefix("/properties/"));
        paths.push(path.with_context(|| format!("{key} has {pointer}"))?.to_owned());
    }
    paths.sort();
    paths.dedup();
    Ok(paths)
}

/// `properties` and `required` of the type. What can only be read is no property of a template.
pub(super) fn properties(schema: &Value, read_only: &[String]) -> Result<Map<String, Value>> {
    let reader = Reader { schema, read_only };
    reader.fields(schema, "", &[])
}

struct Reader<'a> {
    schema: &'a Value,
    read_only: &'a [String],
}

/// A definition that is being read, and the path where its reading began.
type Open<'a> = (&'a str, &'a str);

impl Reader<'_> {
    fn fields(&self, object: &Value, path: &str, open: &[Open<'_>]) -> Result<Map<String, Value>> {
        let written = object["properties"].as_object().context("no properties")?;
        let mut properties = Map::new();
        for (name, node) in written {
            let path = if path.is_empty() {
                name.clone()
            } else {
                format!("{path}/{name}")
            };
            if !self.read_only.contains(&path) {
                let shape = self.shape(node, &path, open).with_context(|| path.clone())?;
                properties.insert(name.clone(), shape);
            }
        }
        properties.sort_keys();
        let mut fields = Map::from_iter([("properties".to_owned(), Value::Object(properties))]);
        if let Some(required) = object["required"].as_array().filter(|names| !names.is_empty()) {
            fields.insert("required".to_owned(), json!(required));
        }
        Ok(fields)
    }

    fn shape(&self, node: &Value, path: &str, open: &[Open<'_>]) -> Result<Value> {
        if let Some(reference) = node["$ref"].as_str() {
            return self.definition(reference, path, open);
        }
        if let Some(values) = node["enum"]
            .as_array()
            .filter(|values| values.len() <= LARGEST_SET)
        {
            return Ok(json!({ "enum": values }));
        }
        Ok(match node["type"].as_str() {
            Some("string") => json!("string"),
            Some("integer" | "number") => json!("number"),
            Some("boolean") => json!("boolean"),
            Some("array") => json!({ "list": self.shape(&node["items"], &format!("{path}/*"), open)? }),
            Some("object") => self.object(node, path, open)?,
            // JSON as an object or as text, which one schema says by two types and another by none.
            None if node["type"].is_array() || node["format"] == "json" => json!("any"),
            // An identifier of another resource: the linter says of which, and leaves out that it is text.
            None if node["format"]
                .as_str()
                .is_some_and(|format| format.starts_with("AWS::")) =>
            {
                json!("string")
            }
            _ => bail!("no type in {node}"),
        })
    }

    /// A definition may hold itself, as an expression holds those that it joins: its properties are told once, and within
    /// itself it is JSON of no said shape.
    fn definition(&self, reference: &str, path: &str, open: &[Open<'_>]) -> Result<Value> {
        if let Some((_, began)) = open.iter().find(|(name, _)| *name == reference) {
            ensure!(*began != path, "{reference} is nothing but itself");
            return Ok(json!("any"));
        }
        let pointer = reference
            .strip_prefix('#')
            .context("a reference to another file")?;
        let definition = self.schema.pointer(pointer);
        let open = [open, &[(reference, path)]].concat();
        self.shape(
            definition.with_context(|| format!("no {reference}"))?,
            path,
            &open,
        )
    }

    fn object(&self, node: &Value, path: &str, open: &[Open<'_>]) -> Result<Value> {
        if node["properties"].is_object() {
            return Ok(json!({ "object": self.fields(node, path, open)? }));
        }
        match node["patternProperties"]
            .as_object()
            .and_then(|keys| keys.values().next())
        {
            Some(value) => Ok(json!({ "map": self.shape(value, &format!("{path}/*"), open)? })),
            None => Ok(json!("any")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{paths, properties};
    use serde_json::{Value, json};

    fn schema() -> Value {
        json!({
            "properties": {
                "Role": {"type": "string"},
                "Id": {"type": "string"},
                "Rules": {"type": "array", "items": {"$ref": "#/definitions/Rule"}},
                "Tags": {"type": "object", "patternProperties": {".*": {"type": "string"}}},
                "Policy": {"type": ["object", "string"]},
            },
            "required": ["Role"],
            "definitions": {
                "Rule": {"type": "object", "properties": {
                    "Effect": {"type": "string", "enum": ["Allow", "Deny"]},
                    "Count": {"type": "integer"},
                    "State": {"type": "string"},
                }, "required": ["Effect"]},
                "Loop": {"$ref": "#/definitions/Loop"},
            },
            "readOnlyProperties": ["/properties/Rules/*/State", "/properties/Id"],
        })
    }

    #[test]
    fn a_row_has_every_property_that_can_be_set() {
        let read_only = paths(&schema(), "readOnlyProperties").unwrap();
        assert_eq!(read_only, ["Id", "Rules/*/State"]);
        assert_eq!(
            Value::Object(properties(&schema(), &read_only).unwrap()),
            json!({
                "properties": {
                    "Policy": "any",
                    "Role": "string",
                    "Rules": {"list": {"object": {
                        "properties": {"Count": "number", "Effect": {"enum": ["Allow", "Deny"]}},
                        "required": ["Effect"],
                    }}},
                    "Tags": {"map": "string"},
                },
                "required": ["Role"],
            })
        );
        assert!(paths(&schema(), "createOnlyProperties").unwrap().is_empty());
    }

    #[test]
    fn a_definition_that_holds_itself_is_told_once() {
        let mut schema = schema();
        schema["properties"] = json!({"Filter": {"$ref": "#/definitions/Expression"}});
        schema["definitions"]["Expression"] = json!({"type": "object", "properties": {
            "And": {"type": "array", "items": {"$ref": "#/definitions/Expression"}},
            "Not": {"$ref": "#/definitions/Expression"},
            "Rule": {"$ref": "#/definitions/Rule"},
        }});
        let rule = json!({"object": {
            "properties": {"Count": "number", "Effect": {"enum": ["Allow", "Deny"]}, "State": "string"},
            "required": ["Effect"],
        }});
        assert_eq!(
            properties(&schema, &[]).unwrap()["properties"],
            json!({"Filter": {"object": {"properties": {"And": {"list": "any"}, "Not": "any", "Rule": rule}}}})
        );
    }

    #[test]
    fn what_cannot_be_read_is_an_error_and_not_a_hole() {
        let mut odd = schema();
        odd["properties"]["Odd"] = json!({"oneOf": []});
        let error = properties(&odd, &[]).unwrap_err();
        assert_eq!(format!("{error:#}"), "Odd: no type in {\"oneOf\":[]}");
        odd["properties"]["Odd"] = json!({"$ref": "#/definitions/Loop"});
        let error = properties(&odd, &[]).unwrap_err();
        assert_eq!(
            format!("{error:#}"),
            "Odd: #/definitions/Loop is nothing but itself"
        );
    }
}
