//! Parameters of a template whose default is another one: what refers to them changes, though it is written as before.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use crate::emit::{Artifact, cloudformation};

/// Both renders, with the value in place of each reference to a parameter whose default is not the same: the plan gives no
/// other values.
pub(super) fn filled<'a>(old: &'a [Artifact], new: &'a [Artifact]) -> [Cow<'a, [Artifact]>; 2] {
    let (before, after) = (defaults(old), defaults(new));
    let is_other = |name: &&str| before[name] != after[name];
    let names = before.keys().copied().filter(|name| after.contains_key(name));
    let changed: Vec<&str> = names.filter(is_other).collect();
    if changed.is_empty() {
        return [Cow::Borrowed(old), Cow::Borrowed(new)];
    }
    [(old, &before), (new, &after)].map(|(artifacts, defaults)| {
        let values = changed.iter().map(|name| (*name, defaults[name].clone()));
        let values: BTreeMap<&str, Value> = values.collect();
        Cow::Owned(artifacts.iter().map(|artifact| with(artifact, &values)).collect())
    })
}

fn defaults(artifacts: &[Artifact]) -> BTreeMap<&str, &Value> {
    let template = artifacts
        .iter()
        .find(|artifact| artifact.path == cloudformation::PATH);
    let parameters = template
        .and_then(|artifact| artifact.documents().first())
        .and_then(|template| template["Parameters"].as_object());
    let entries = parameters.into_iter().flatten();
    entries
        .filter_map(|(name, parameter)| Some((name.as_str(), parameter.get("Default")?)))
        .collect()
}

/// The same artefact for who compares trees.
fn with(artifact: &Artifact, values: &BTreeMap<&str, Value>) -> Artifact {
    if artifact.path != cloudformation::PATH {
        return artifact.clone();
    }
    let mut documents = artifact.documents().to_vec();
    let resources = documents
        .iter_mut()
        .filter_map(|template| template.get_mut("Resources"));
    resources.for_each(|resources| fill(resources, values));
    Artifact::json(artifact.path.clone(), documents)
}

fn fill(tree: &mut Value, values: &BTreeMap<&str, Value>) {
    let named = tree
        .get("Ref")
        .and_then(Value::as_str)
        .and_then(|name| values.get(name));
    if let Some(value) = named {
        *tree = value.clone();
        return;
    }
    match tree {
        Value::Object(entries) => entries.iter_mut().for_each(|(key, value)| match value {
            Value::String(text) if key == "Fn::Sub" => {
                for (name, value) in values {
                    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    *text = text.replace(&format!("${{{name}}}"), &value);
                }
            }
            value => fill(value, values),
        }),
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, values)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::filled;
    use crate::emit::{Artifact, cloudformation};

    fn template(range: &str) -> Vec<Artifact> {
        let tree = json!({
            "Parameters": { "Range": { "Default": range }, "Other": { "Default": "same" } },
            "Resources": { "Vpc": { "Properties": {
                "CidrBlock": { "Ref": "Range" },
                "Tags": [{ "Ref": "Other" }, { "Fn::Sub": "a ${Range} ${Other}" }],
            } } },
        });
        vec![Artifact::json(cloudformation::PATH, vec![tree])]
    }

    fn vpc(artifacts: &[Artifact]) -> &Value {
        &artifacts[0].documents()[0]["Resources"]["Vpc"]["Properties"]
    }

    #[test]
    fn a_reference_to_what_is_another_default_is_that_value() {
        let (old, new) = (template("10.0.0.0/16"), template("10.0.0.0/17"));
        let [before, after] = filled(&old, &new);
        for (artifacts, range) in [(before, "10.0.0.0/16"), (after, "10.0.0.0/17")] {
            let tags = json!([{ "Ref": "Other" }, { "Fn::Sub": format!("a {range} ${{Other}}") }]);
            assert_eq!(vpc(&artifacts), &json!({ "CidrBlock": range, "Tags": tags }));
        }
        let [same, _] = filled(&old, &old);
        assert_eq!(vpc(&same)["CidrBlock"], json!({ "Ref": "Range" }));
    }
}
