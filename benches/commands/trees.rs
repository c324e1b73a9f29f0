//! The trees behind rendered YAML, for the floor program: short CloudFormation tags come back in long form.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use yaml_serde::Value as Yaml;

use crate::floor::{Content, Prepared};

/// What the floor program needs in order to write this file.
pub(crate) fn prepare(path: &str, text: String) -> Prepared {
    let is_yaml = Path::new(path)
        .extension()
        .is_some_and(|extension| extension == "yaml");
    let content = if is_yaml { yaml(&text) } else { Content::Text(text) };
    Prepared {
        path: path.to_owned(),
        content,
    }
}

fn yaml(text: &str) -> Content {
    let comments = text.lines().map_while(|line| line.strip_prefix('#'));
    let documents = yaml_serde::Deserializer::from_str(text);
    Content::Yaml {
        header: comments
            .map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned())
            .collect(),
        documents: documents
            .map(|document| long_form(Yaml::deserialize(document).unwrap()))
            .collect(),
    }
}

fn long_form(value: Yaml) -> Value {
    match value {
        Yaml::Sequence(items) => items.into_iter().map(long_form).collect(),
        Yaml::Mapping(entries) => entries
            .into_iter()
            .map(|(key, value)| (key.as_str().unwrap().to_owned(), long_form(value)))
            .collect::<Map<_, _>>()
            .into(),
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            call(tag.trim_start_matches('!'), long_form(tagged.value))
        }
        scalar => serde_json::to_value(scalar).unwrap(),
    }
}

fn call(name: &str, argument: Value) -> Value {
    match (name, argument) {
        ("Ref", argument) => json!({ "Ref": argument }),
        ("GetAtt", Value::String(dotted)) => {
            let (resource, attribute) = dotted.split_once('.').unwrap();
            json!({ "Fn::GetAtt": [resource, attribute] })
        }
        (name, argument) => json!({ format!("Fn::{name}"): argument }),
    }
}
