//! What a template says of its own parts, and what other artefacts say of it, exists.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::cases::{Case, none_wrong};

/// Shows every function of CloudFormation below a value: `Ref`, `Fn::GetAtt`, `Fn::Sub` and the rest, with its argument.
pub(crate) fn functions(value: &Value, see: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(entries) => {
            for (key, below) in entries {
                if entries.len() == 1 && (key == "Ref" || key.starts_with("Fn::")) {
                    see(key, below);
                }
                functions(below, see);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| functions(item, see)),
        _ => {}
    }
}

/// Text and variables of a `Fn::Sub`.
pub(crate) fn substitution(argument: &Value) -> (&str, Map<String, Value>) {
    match argument {
        Value::String(text) => (text, Map::new()),
        Value::Array(parts) => {
            let [Value::String(text), Value::Object(variables)] = parts.as_slice() else {
                panic!("{argument}")
            };
            (text, variables.clone())
        }
        _ => panic!("{argument}"),
    }
}

/// What stands between `${` and `}`, except `${!`, which stands for itself.
pub(crate) fn variables(text: &str) -> Vec<&str> {
    let pieces = text.split("${").skip(1).filter(|piece| !piece.starts_with('!'));
    pieces
        .map(|piece| piece.split_once('}').expect("an end").0)
        .collect()
}

/// Names that the template does not have.
fn unknown(case: &Case) -> Vec<String> {
    let resources = case.resources();
    let parameters = case.template["Parameters"].as_object();
    let is_known = |name: &str| {
        let own = resources.contains_key(name) || parameters.is_some_and(|known| known.contains_key(name));
        own || name.starts_with("AWS::")
    };
    let mut unknown = Vec::new();
    let mut want = |name: &str, known: bool| {
        if !known {
            unknown.push(name.to_owned());
        }
    };
    functions(&case.template, &mut |function, argument| match function {
        "Ref" => {
            let name = argument.as_str().expect("a name");
            want(name, is_known(name));
        }
        "Fn::GetAtt" => {
            let resource = argument[0].as_str().expect("a resource");
            want(resource, resources.contains_key(resource));
        }
        "Fn::Sub" => {
            let (text, own) = substitution(argument);
            let used = variables(text);
            for name in &used {
                let owner = name.split_once('.').map_or(*name, |(owner, _)| owner);
                want(name, own.contains_key(*name) || is_known(owner));
            }
            for name in own.keys() {
                want(name, used.contains(&name.as_str()));
            }
        }
        _ => {}
    });
    for (id, resource) in resources {
        let depends_on = &resource["DependsOn"];
        let all = depends_on
            .as_array()
            .cloned()
            .unwrap_or_else(|| vec![depends_on.clone()]);
        for other in all.iter().filter(|other| !other.is_null()) {
            let other = other.as_str().expect("a name");
            want(other, resources.contains_key(other) && other != id);
        }
    }
    unknown
}

#[test]
fn every_name_in_a_template_is_one_of_its_own() {
    none_wrong(unknown);
}

#[test]
fn every_output_that_an_artefact_waits_for_is_told() {
    none_wrong(|case| {
        let outputs = case.template["Outputs"].as_object().expect("outputs");
        let waiting = case
            .artifacts
            .iter()
            .flat_map(|artifact| artifact.text().split("${stack:").skip(1));
        let references: BTreeSet<&str> = waiting
            .map(|rest| rest.split_once('}').expect("an end").0)
            .collect();
        let is_told = |reference: &&str| {
            let (resource, key) = reference.split_once('.').expect("resource and key");
            case.resources().contains_key(resource) && outputs.contains_key(key)
        };
        references
            .into_iter()
            .filter(|reference| !is_told(reference))
            .map(str::to_owned)
            .collect()
    });
}

#[test]
fn logical_ids_are_letters_and_digits() {
    none_wrong(|case| {
        // A second resource of a name would be a second key, which the reader refuses.
        let ids = case.resources().keys();
        ids.filter(|id| id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()))
            .cloned()
            .collect()
    });
}
