//! Secrets do not stand in a difference: it is shown in reviews and kept in their logs, also where it takes one away.

use serde_json::Value;

use super::{Effect, FieldChange, tree};
use crate::diag::secrets::{self, HIDDEN, PASSED_ON};
use crate::diag::{FieldPath, Segment};

/// Hides what EKS3004 refuses, in what settings do.
pub(super) fn hide_effects(effects: &mut [Effect]) {
    effects.iter_mut().for_each(hide_effect);
}

/// The same, where somebody may have written it: there every key may be one of a secret.
pub(super) fn hide_written(effects: &mut [Effect]) {
    for effect in effects {
        let place = Place {
            passed_on: true,
            ..Place::default()
        };
        hide_at(place, effect);
    }
}

/// The same in a setting.
pub(super) fn hide_field(field: &mut FieldChange) {
    hide_setting(&field.path, field.old.iter_mut().chain(&mut field.new));
}

/// The same in values of a setting.
pub(super) fn hide_setting<'v>(path: &FieldPath, values: impl Iterator<Item = &'v mut Value>) {
    let steps = path.segments().iter().filter_map(Segment::name);
    let place = steps.fold(Place::default(), Place::below);
    values.for_each(|value| place.hide(value));
}

/// The same in what stands at a place of an artefact.
pub(super) fn in_artefact(artefact: &str, path: &[String], value: &mut Value) {
    root(artefact).to(path).hide(value);
}

fn root<'a>(artefact: &str) -> Place<'a> {
    Place {
        passed_on: artefact.starts_with("helm/"),
        ..Place::default()
    }
}

fn hide_effect(effect: &mut Effect) {
    hide_at(root(&effect.artefact), effect);
}

fn hide_at(root: Place, effect: &mut Effect) {
    let place = root.to(&effect.path);
    for value in effect.old.iter_mut().chain(&mut effect.new) {
        place.hide(value);
    }
    if effect.kind == "Secret" {
        hide_contents(effect);
    }
}

/// Where the API keeps what a Secret holds.
const CONTENTS: [&str; 2] = ["data", "stringData"];

/// Where `kubectl apply` keeps it once more. Source: Kubernetes documentation, declarative management of objects; 2026-11.
const APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// What a Secret of a cluster holds, whatever it looks like; that it differs can still be seen.
fn hide_contents(effect: &mut Effect) {
    let within = effect
        .path
        .first()
        .is_some_and(|step| CONTENTS.contains(&step.as_str()))
        || effect.path.iter().any(|step| step == APPLIED);
    for value in effect.old.iter_mut().chain(&mut effect.new) {
        if within {
            hide_all(value);
        } else if effect.path.is_empty() {
            for key in CONTENTS {
                if let Some(contents) = value.get_mut(key) {
                    hide_all(contents);
                }
            }
            let annotations = value.pointer_mut("/metadata/annotations");
            if let Some(applied) = annotations.and_then(|annotations| annotations.get_mut(APPLIED)) {
                hide_all(applied);
            }
        }
    }
}

fn hide_all(value: &mut Value) {
    match value {
        Value::Object(entries) => entries.values_mut().for_each(hide_all),
        other => *other = HIDDEN.into(),
    }
}

/// What a value stands under.
#[derive(Debug, Clone, Copy, Default)]
struct Place<'a> {
    around: &'a str,
    name: &'a str,
    passed_on: bool,
}

impl<'a> Place<'a> {
    fn below(self, step: &'a str) -> Self {
        match step {
            // Of an environment variable or a parameter, which the step before names.
            "value" | "Default" => self,
            _ => Self {
                around: self.name,
                name: step,
                passed_on: self.passed_on || PASSED_ON.contains(&step),
            },
        }
    }

    /// Positions in a list are no names.
    fn to(self, path: &'a [String]) -> Self {
        let steps = path.iter().filter(|step| step.parse::<usize>().is_err());
        steps.map(String::as_str).fold(self, Place::below)
    }

    /// Whether what stands here may be a secret: where only hiding depends on it, too much is better than too little.
    /// Source of the key around: Grafana documentation, data source provisioning, as of 2026-11.
    fn says_secret(self) -> bool {
        let Self { around, name, .. } = self;
        secrets::is_secret(around, name) || secrets::may_be_secret(name) || around == "secureJsonData"
    }

    /// The items of a list, of which one may be a flag whose value is the next one.
    fn hide_items(self, items: &mut [Value]) {
        let mut flag: Option<String> = None;
        for item in items {
            let is_value = |name: &String| self.passed_on && secrets::is_secret(self.name, name);
            match &mut *item {
                Value::String(text) if flag.as_ref().is_some_and(is_value) && !text.starts_with('-') => {
                    *text = HIDDEN.to_owned();
                }
                item => self.hide(item),
            }
            let name = item.as_str().and_then(|text| text.strip_prefix("--"));
            flag = name.filter(|name| !name.contains('=')).map(str::to_owned);
        }
    }

    fn hide(self, value: &mut Value) {
        match value {
            Value::String(text) => {
                let by_key =
                    self.passed_on && !text.is_empty() && self.says_secret() && !secrets::is_reference(text);
                if by_key || secrets::token(text).is_some() {
                    *value = HIDDEN.into();
                } else if let Some(before) = tree::embedded(text) {
                    let mut after = before.clone();
                    self.hide(&mut after);
                    if after != before {
                        *text = after.to_string();
                    }
                } else if self.passed_on {
                    *text = secrets::without(text, secrets::assigned(text));
                }
            }
            Value::Number(_) if self.passed_on && secrets::is_secret(self.around, self.name) => {
                *value = HIDDEN.into();
            }
            Value::Array(items) => {
                let around = self.name;
                Self { around, ..self }.hide_items(items);
            }
            Value::Object(entries) => {
                // One that stands among other things, such as what a chart is given to make.
                if entries.get("kind").is_some_and(|kind| kind == "Secret") {
                    for key in CONTENTS {
                        entries.get_mut(key).into_iter().for_each(hide_all);
                    }
                }
                let names: Vec<String> = entries
                    .keys()
                    .map(|key| secrets::name_of(entries, key).to_owned())
                    .collect();
                for (entry, name) in entries.values_mut().zip(&names) {
                    self.below(name).hide(entry);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::in_artefact;
    use serde_json::{Value, json};

    #[test]
    fn a_secret_in_a_text_that_is_passed_on_is_hidden_and_the_rest_is_not() {
        let hidden = |artefact: &str, mut value: Value| {
            in_artefact(artefact, &["kubecost".to_owned()], &mut value);
            value
        };
        let values = json!({
            "conf": "auth:\n  password: hunter2\n  user: me\n",
            "args": ["--password=hunter2", "--user=me", "password: token=hunter2"],
            "header": "Authorization: Bearer EXAMPLEONLY0",
            "db": { "passwd": "hunter2", "port": 5432, "password": 12345 },
        });
        assert_eq!(
            hidden("helm/kubecost/values.yaml", values),
            json!({
                "conf": "auth:\n  password: (hidden)\n  user: me\n",
                "args": ["--password=(hidden)", "--user=me", "password: (hidden)"],
                "header": "Authorization: Bearer (hidden)",
                "db": { "passwd": "(hidden)", "port": 5432, "password": "(hidden)" },
            })
        );
        let values = json!({
            "args": ["--password", "hunter2", "--user", "me"],
            "extraObjects": [{ "kind": "Secret", "metadata": { "name": "a" }, "stringData": { "foo": "hunter2" } }],
            "routing_key": "hunter2",
            "secureJsonData": { "httpHeaderValue1": "hunter2", "other": "$HEADER" },
        });
        assert_eq!(
            hidden("helm/kubecost/values.yaml", values),
            json!({
                "args": ["--password", "(hidden)", "--user", "me"],
                "extraObjects": [{ "kind": "Secret", "metadata": { "name": "a" }, "stringData": { "foo": "(hidden)" } }],
                "routing_key": "(hidden)",
                "secureJsonData": { "httpHeaderValue1": "(hidden)", "other": "$HEADER" },
            })
        );
        // A text of ours names secrets and holds none.
        let ours = json!("admin password: kubectl get secret");
        assert_eq!(hidden("RUNBOOK.md", ours.clone()), ours);
    }
}
