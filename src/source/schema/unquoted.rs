//! Texts without quotes in a schema. The loader takes a text as it is written, and a reader of YAML takes some of them for a
//! number or a switch: `4711`, `1.36`, `true`. A pattern asks strings alone.

use schemars::Schema;
use schemars::transform::{Transform, transform_subschemas};
use serde_json::{Value, json};

use crate::model::value::UNQUOTED;

/// Lets every text be what it is without quotes. Those of a form say what they look like, words of a choice look like
/// nothing else.
#[derive(Debug, Clone)]
pub(super) struct Unquoted;

impl Transform for Unquoted {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let has_form = ["pattern", "enum", "const"]
            .iter()
            .any(|keyword| schema.get(*keyword).is_some());
        let also = match schema.remove(UNQUOTED) {
            Some(Value::Array(kinds)) => kinds,
            _ if has_form => Vec::new(),
            _ => vec![json!("number"), json!("boolean")],
        };
        let Some(kinds) = schema.get_mut("type").filter(|_| !also.is_empty()) else {
            return;
        };
        match kinds {
            Value::String(kind) if kind == "string" => {
                *kinds = Value::Array([vec![json!("string")], also].concat());
            }
            Value::Array(all) if all.first() == Some(&json!("string")) => all.extend(also),
            _ => {}
        }
    }
}
