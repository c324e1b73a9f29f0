//! Templates as trees of JSON, for whoever compares them: short tags of CloudFormation's functions in their long form.

use serde_json::{Map, Value, json};
use yaml_serde::Value as Yaml;

/// A document with each `!GetAtt Vpc.CidrBlock` as `{"Fn::GetAtt": ["Vpc", "CidrBlock"]}`, as CloudFormation takes it.
///
/// # Panics
///
/// Where JSON has no such thing, a key that is no text say, or where `!GetAtt` names no attribute.
#[must_use]
pub fn long_form(value: Yaml) -> Value {
    match value {
        Yaml::Sequence(items) => items.into_iter().map(long_form).collect(),
        Yaml::Mapping(entries) => entries
            .into_iter()
            .map(|(key, value)| match key {
                Yaml::String(key) => (key, long_form(value)),
                other => panic!("a key is no string: {other:?}"),
            })
            .collect::<Map<_, _>>()
            .into(),
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            function(tag.trim_start_matches('!'), long_form(tagged.value))
        }
        scalar => serde_json::to_value(scalar).expect("a YAML scalar is JSON"),
    }
}

/// A call of the function that a short tag names, without its `!`.
///
/// # Panics
///
/// Where `GetAtt` names no attribute.
#[must_use]
pub fn function(name: &str, argument: Value) -> Value {
    match (name, argument) {
        ("Ref" | "Condition", argument) => json!({ name: argument }),
        ("GetAtt", Value::String(dotted)) => {
            let (resource, attribute) = dotted.split_once('.').expect("`!GetAtt` names an attribute");
            json!({ "Fn::GetAtt": [resource, attribute] })
        }
        (name, argument) => json!({ format!("Fn::{name}"): argument }),
    }
}

#[cfg(test)]
mod tests {
    use super::long_form;
    use serde_json::json;

    #[test]
    fn short_tags_come_in_long_form() {
        let text = "- !Ref Vpc\n- !GetAtt Vpc.CidrBlock\n- !Base64 { \"Fn::Sub\": \"${Vpc}\" }\n- { n: 1, t: \"1\" }\n";
        let expected = json!([
            { "Ref": "Vpc" },
            { "Fn::GetAtt": ["Vpc", "CidrBlock"] },
            { "Fn::Base64": { "Fn::Sub": "${Vpc}" } },
            { "n": 1, "t": "1" },
        ]);
        assert_eq!(long_form(yaml_serde::from_str(text).unwrap()), expected);
    }
}
