//! EKS7034: a variable of an add-on's containers that is no text.

use serde_json::Value;

use crate::fields::value_at;
use crate::{Finding, Subject, at};

const CNI: &str = "vpc-cni";

/// Where the add-on's schema has variables: each is a `string`, for numbers and switches too. Source: the schemas of vpc-cni
/// v1.12 to v1.18.6-eksbuild.1 in terraform-aws-modules/terraform-aws-eks#2427 and aws/amazon-vpc-cni-k8s#3059, and the
/// refusal in terraform-aws-modules/terraform-aws-eks#2349.
const VARIABLES: [&str; 2] = ["env", "init.env"];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(addon) = subject.environment().addons.get(CNI) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for path in VARIABLES {
        let written = value_at(&at!(addons[CNI].configuration), &addon.configuration, path);
        let Some((at, Value::Object(variables))) = written else {
            continue;
        };
        for (name, value) in variables.iter().filter(|(_, value)| !value.is_string()) {
            let message = format!(
                "`{path}.{name}` of `{CNI}` is {}, and EKS takes a text alone",
                kind(value)
            );
            let finding = Finding::at(at.key(name), message);
            found.push(match value {
                Value::Bool(_) | Value::Number(_) => {
                    finding.help(format!("write it in quotes: `\"{value}\"`"))
                }
                _ => finding.help("write a text, or remove it"),
            });
        }
    }
    found
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
