//! Makes the schema from the model.

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{Schema, json_schema};
use serde_json::Value;

use super::taken_away;
use super::unquoted::Unquoted;
use crate::model::Environment;

/// The schema as a pretty JSON text. It requires nothing, because a file may be a part of an environment:
/// the loader says what is missing.
#[must_use]
pub fn generate() -> String {
    let mut schema = SchemaSettings::draft07()
        .for_deserialize()
        .with_transform(OfAPart)
        .into_generator()
        .into_root_schema_for::<Environment>();
    let extends = json_schema!({
        "description": "The file that this one is laid over: maps merge, scalars and lists replace, null removes.",
        "type": "string",
        "examples": ["base.yaml"]
    });
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert("extends".to_owned(), extends.to_value());
    }
    Unquoted.transform(&mut schema);
    taken_away::only_over_a_base(&mut schema);
    let mut text = serde_json::to_string_pretty(&schema).expect("bug in eksight: a schema is plain JSON");
    text.push('\n');
    text
}

/// Makes a schema of wholes one of their parts: it requires nothing, and takes a `null` for what need not be there.
#[derive(Debug, Clone)]
struct OfAPart;

impl Transform for OfAPart {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        taken_away::allow(schema);
        schema.remove("required");
        taken_away::choose_one(schema);
    }
}
