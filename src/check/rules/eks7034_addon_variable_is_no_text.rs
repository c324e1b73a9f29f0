//! EKS7034: a variable of an add-on's containers, a switch of the add-on or a tag of its volumes that is no text.

use serde_json::Value;

use crate::diag::FieldPath;
use crate::fields::value_at;
use crate::{Finding, Help, Subject, at};

const CNI: &str = "vpc-cni";

/// Where an add-on's schema has a map of texts, each a `string`, for numbers and switches too. Source: the schemas of vpc-cni
/// v1.12 to v1.18.6-eksbuild.1 in terraform-aws-modules/terraform-aws-eks#2427 and aws/amazon-vpc-cni-k8s#3059, the refusal
/// in terraform-aws-modules/terraform-aws-eks#2349, and the EBS driver's schema in aws/amazon-vpc-cni-k8s#2272 (2023-02),
/// read 2026-11-30.
const TEXTS: [(&str, &str); 3] = [
    (CNI, "env"),
    (CNI, "init.env"),
    ("aws-ebs-csi-driver", "controller.extraVolumeTags"),
];

/// Values beside them that are texts too: `{"format": "boolean", "type": "string"}`. Sources: the refusal
/// `[$.enableNetworkPolicy: boolean found, string expected]` as users of v1.19.2-eksbuild.5 quote it, and
/// squareops/terraform-aws-eks-addons#80 (2024-12); the EKS user guide's example for logs of network policies, which has
/// all of the node agent, and the chart's values in v1.23.0 (`"false"`, `"8162"`); awslabs/cdk-eks-blueprints#935 for
/// Windows. Read 2026-11-30.
const SWITCHES: [&str; 6] = [
    "enableNetworkPolicy",
    "enableWindowsIpam",
    "nodeAgent.enablePolicyEventLogs",
    "nodeAgent.enableCloudWatchLogs",
    "nodeAgent.healthProbeBindAddr",
    "nodeAgent.metricsBindAddr",
];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, path) in TEXTS {
        match written(subject, name, path) {
            Some((at, Value::Object(texts))) => found.extend(
                texts
                    .iter()
                    .filter_map(|(key, value)| no_text(name, at.key(key), &format!("{path}.{key}"), value)),
            ),
            Some((_, Value::Null)) | None => {}
            Some((at, value)) => {
                let message = format!(
                    "`{path}` of `{name}` is {}, and EKS takes a map of texts alone",
                    kind(value)
                );
                found.push(Finding::at(at, message).help("write a map, such as `{ key: \"value\" }`"));
            }
        }
    }
    for path in SWITCHES {
        found.extend(written(subject, CNI, path).and_then(|(at, value)| no_text(CNI, at, path, value)));
    }
    found
}

/// A value of an add-on's configuration, and where it stands.
fn written<'a>(subject: &Subject<'a>, name: &str, path: &str) -> Option<(FieldPath, &'a Value)> {
    let addon = subject.environment().addons.get(name)?;
    value_at(|| at!(addons[name].configuration), &addon.configuration, path)
}

fn no_text(name: &str, at: FieldPath, path: &str, value: &Value) -> Option<Finding> {
    if value.is_string() {
        return None;
    }
    let message = format!(
        "`{path}` of `{name}` is {}, and EKS takes a text alone",
        kind(value)
    );
    let finding = Finding::at(at, message);
    Some(match value {
        Value::Bool(_) | Value::Number(_) => finding.help(format!("write it in quotes: `\"{value}\"`")),
        _ => finding.help(Help::take_out("write a text, or remove it")),
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
