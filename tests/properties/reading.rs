//! Artefacts as a reader sees them that is none of ours.

use serde::Deserialize as _;
use serde_json::{Map, Value, json};

/// The documents of a YAML text.
pub(crate) fn documents(text: &str) -> Result<Vec<yaml_serde::Value>, yaml_serde::Error> {
    yaml_serde::Deserializer::from_str(text)
        .map(yaml_serde::Value::deserialize)
        .collect()
}

/// A template with the short tags of its functions in their long form.
pub(crate) fn template(documents: &[yaml_serde::Value]) -> Value {
    match documents {
        [document] => long(document),
        _ => panic!("{} documents", documents.len()),
    }
}

fn long(value: &yaml_serde::Value) -> Value {
    match value {
        yaml_serde::Value::Null => Value::Null,
        yaml_serde::Value::Bool(value) => json!(value),
        yaml_serde::Value::Number(number) => serde_json::to_value(number).expect("a number"),
        yaml_serde::Value::String(text) => json!(text),
        yaml_serde::Value::Sequence(items) => items.iter().map(long).collect(),
        yaml_serde::Value::Mapping(entries) => {
            let key = |key: &yaml_serde::Value| key.as_str().expect("a text for a key").to_owned();
            Value::Object(
                entries
                    .iter()
                    .map(|(name, value)| (key(name), long(value)))
                    .collect::<Map<_, _>>(),
            )
        }
        yaml_serde::Value::Tagged(tagged) => function(&tagged.tag.to_string(), &long(&tagged.value)),
    }
}

fn function(tag: &str, argument: &Value) -> Value {
    let name = tag.trim_start_matches('!');
    match (name, argument) {
        ("Ref" | "Condition", _) => json!({ name: argument }),
        ("GetAtt", Value::String(path)) => {
            let (resource, attribute) = path.split_once('.').expect("resource and attribute");
            json!({ "Fn::GetAtt": [resource, attribute] })
        }
        _ => json!({ format!("Fn::{name}"): argument }),
    }
}
