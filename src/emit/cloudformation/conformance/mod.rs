//! For tests: what a resource or a template says that the catalogue's table of properties does not know.

mod closed_sets;
mod planted;
mod shipped;

use serde_json::{Map, Value as Json};

use crate::catalog::{Catalogue, ResourceType, Shape};

/// What is wrong with the properties of a resource, each as `path: fault`.
pub(super) fn faults_of_properties(resource_type: &str, properties: &Map<String, Json>) -> Vec<String> {
    let mut faults = Vec::new();
    match known(resource_type) {
        Some(known) => fields(&known.properties, &known.required, properties, "", &mut faults),
        None => faults.push(format!("{resource_type} is not in the table")),
    }
    faults
}

/// What is wrong with a template in long form: the properties of each resource, and each attribute asked for.
fn faults_of_template(template: &Json) -> Vec<String> {
    let mut faults = Vec::new();
    let resources = template["Resources"].as_object().expect("resources");
    for (id, resource) in resources {
        let none = Map::new();
        let properties = resource["Properties"].as_object().unwrap_or(&none);
        let found = faults_of_properties(type_of(resource), properties);
        faults.extend(found.into_iter().map(|fault| format!("{id}/{fault}")));
    }
    let mut asked = Vec::new();
    attributes_asked_for(template, &mut asked);
    for (id, attribute) in asked {
        let resource_type = resources.get(&id).map_or("", type_of);
        if !has_attribute(resource_type, &attribute) {
            faults.push(format!("{id}.{attribute}: no attribute of {resource_type}"));
        }
    }
    faults
}

fn has_attribute(resource_type: &str, attribute: &str) -> bool {
    known(resource_type).is_some_and(|known| known.attributes.iter().any(|name| name == attribute))
}

fn known(resource_type: &str) -> Option<ResourceType> {
    Catalogue::shipped().cloudformation().resource_type(resource_type)
}

fn type_of(resource: &Json) -> &str {
    resource["Type"].as_str().expect("a type")
}

fn fields(
    known: &std::collections::BTreeMap<String, Shape>,
    required: &[String],
    written: &Map<String, Json>,
    path: &str,
    faults: &mut Vec<String>,
) {
    for (name, value) in written {
        let path = format!("{path}{name}");
        match known.get(name) {
            Some(shape) => check(shape, value, &path, faults),
            None => faults.push(format!("{path}: no such property")),
        }
    }
    let missing = required.iter().filter(|name| !written.contains_key(*name));
    faults.extend(missing.map(|name| format!("{path}{name}: required")));
}

fn check(shape: &Shape, value: &Json, path: &str, faults: &mut Vec<String>) {
    if is_intrinsic(value) {
        return;
    }
    match (shape, value) {
        (Shape::Any, _)
        | (Shape::String, Json::String(_))
        | (Shape::Number, Json::Number(_))
        | (Shape::Boolean, Json::Bool(_)) => {}
        (Shape::Enum(values), _) if values.contains(value) => {}
        (Shape::Enum(values), _) => {
            let values: Vec<String> = values.iter().map(ToString::to_string).collect();
            faults.push(format!("{path}: {value} is none of {}", values.join(", ")));
        }
        (Shape::List(item), Json::Array(items)) => {
            for (position, value) in items.iter().enumerate() {
                check(item, value, &format!("{path}/{position}"), faults);
            }
        }
        (Shape::Map(item), Json::Object(entries)) => {
            for (key, value) in entries {
                check(item, value, &format!("{path}/{key}"), faults);
            }
        }
        (Shape::Object { properties, required }, Json::Object(written)) => {
            fields(properties, required, written, &format!("{path}/"), faults);
        }
        _ => faults.push(format!("{path}: {value} is not {}", name(shape))),
    }
}

const fn name(shape: &Shape) -> &'static str {
    match shape {
        Shape::String => "a text",
        Shape::Number => "a number",
        Shape::Boolean => "true or false",
        Shape::List(_) => "a list",
        Shape::Map(_) | Shape::Object { .. } => "a map",
        Shape::Any | Shape::Enum(_) => "allowed",
    }
}

/// CloudFormation evaluates these; what comes out is the typed layer's concern.
fn is_intrinsic(value: &Json) -> bool {
    let function = value.as_object().filter(|map| map.len() == 1);
    function.is_some_and(|map| map.keys().all(|key| key == "Ref" || key.starts_with("Fn::")))
}

/// Each resource and attribute of a `Fn::GetAtt`, and of a `${Id.Attribute}` in a `Fn::Sub`.
fn attributes_asked_for(value: &Json, asked: &mut Vec<(String, String)>) {
    match value {
        Json::Object(map) => {
            if let Some(Json::Array(pair)) = map.get("Fn::GetAtt")
                && let [Json::String(id), Json::String(attribute)] = pair.as_slice()
            {
                asked.push((id.clone(), attribute.clone()));
            }
            let text = map.get("Fn::Sub").and_then(|sub| sub.get(0).or(Some(sub)));
            if let Some(text) = text.and_then(Json::as_str) {
                let names = text.split("${").skip(1).filter_map(|rest| rest.split('}').next());
                let pairs = names.filter_map(|name| name.split_once('.'));
                asked.extend(pairs.map(|(id, attribute)| (id.to_owned(), attribute.to_owned())));
            }
            map.values().for_each(|value| attributes_asked_for(value, asked));
        }
        Json::Array(items) => items.iter().for_each(|item| attributes_asked_for(item, asked)),
        _ => {}
    }
}
