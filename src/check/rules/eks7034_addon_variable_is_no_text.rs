//! EKS7034: a variable of an add-on's containers, or a switch of the add-on, that is no text.

use serde_json::Value;

use crate::diag::FieldPath;
use crate::fields::value_at;
use crate::{Finding, Subject, at};

const CNI: &str = "vpc-cni";

/// Where the add-on's schema has variables: each is a `string`, for numbers and switches too. Source: the schemas of vpc-cni
/// v1.12 to v1.18.6-eksbuild.1 in terraform-aws-modules/terraform-aws-eks#2427 and aws/amazon-vpc-cni-k8s#3059, and the
/// refusal in terraform-aws-modules/terraform-aws-eks#2349.
const VARIABLES: [&str; 2] = ["env", "init.env"];

/// A switch beside them that is a text too: `{"format": "boolean", "type": "string"}`. Source: the refusal
/// `[$.enableNetworkPolicy: boolean found, string expected]` as users of v1.19.2-eksbuild.5 quote it, and
/// squareops/terraform-aws-eks-addons#80 (2024-12), read 2026-11-30.
const SWITCH: &str = "enableNetworkPolicy";

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(addon) = subject.environment().addons.get(CNI) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let configuration = at!(addons[CNI].configuration);
    for path in VARIABLES {
        let written = value_at(&configuration, &addon.configuration, path);
        let Some((at, Value::Object(variables))) = written else {
            continue;
        };
        let variables = variables.iter();
        found.extend(
            variables.filter_map(|(name, value)| no_text(at.key(name), &format!("{path}.{name}"), value)),
        );
    }
    let switch = value_at(&configuration, &addon.configuration, SWITCH);
    found.extend(switch.and_then(|(at, value)| no_text(at, SWITCH, value)));
    found
}

fn no_text(at: FieldPath, path: &str, value: &Value) -> Option<Finding> {
    if value.is_string() {
        return None;
    }
    let message = format!("`{path}` of `{CNI}` is {}, and EKS takes a text alone", kind(value));
    let finding = Finding::at(at, message);
    Some(match value {
        Value::Bool(_) | Value::Number(_) => finding.help(format!("write it in quotes: `\"{value}\"`")),
        _ => finding.help("write a text, or remove it"),
    })
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::Null => "nothing",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
        Value::String(_) => "a text",
    }
}
