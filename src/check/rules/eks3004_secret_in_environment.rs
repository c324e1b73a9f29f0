//! EKS3004: a text in the environment that is a secret, or looks like one. Everything there ends up in `out/`.

use serde_json::{Map, Value};

use crate::diag::FieldPath;
use crate::diag::secrets;
use crate::model::ReleaseValues;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment =
        serde_json::to_value(subject.environment()).expect("bug in eksight: a model is plain data");
    let mut found = Vec::new();
    // Mostly there is none, and then nobody needs the paths.
    if holds_token(&environment) {
        look(&FieldPath::root(), &environment, &mut found);
    }
    for (at, values) in passed_through(subject) {
        look_at_keys(&at, "", values, &mut found);
    }
    found
}

/// All that an environment passes on without knowing it.
fn passed_through<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (FieldPath, &'a ReleaseValues)> {
    let environment = subject.environment();
    let charts = environment.charts.iter();
    let addons = environment.addons.iter();
    charts
        .map(|(release, chart)| (at!(charts[release].extraValues), &chart.extra_values))
        .chain(addons.map(|(name, addon)| (at!(addons[name].configuration), &addon.configuration)))
}

fn holds_token(value: &Value) -> bool {
    match value {
        Value::String(text) => secrets::token(text).is_some(),
        Value::Array(items) => items.iter().any(holds_token),
        Value::Object(entries) => entries.values().any(holds_token),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Texts that begin like a token, wherever they stand.
fn look(at: &FieldPath, value: &Value, found: &mut Vec<Finding>) {
    match value {
        Value::String(text) => {
            let first = secrets::tokens(text).into_iter().next();
            found.extend(first.map(|(token, bytes)| {
                finding(at.clone(), &format!("this looks like a secret (`{token}…`)")).part(bytes)
            }));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| look(&at.index(index), item, found));
        }
        Value::Object(entries) => entries
            .iter()
            .for_each(|(key, entry)| look(&at.key(key), entry, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Texts under a key that says that they are secret. `parent` is the key of the map.
fn look_at_keys(at: &FieldPath, parent: &str, entries: &Map<String, Value>, found: &mut Vec<Finding>) {
    for (key, value) in entries {
        look_at_key(&at.key(key), parent, secrets::name_of(entries, key), value, found);
    }
}

fn look_at_key(at: &FieldPath, parent: &str, key: &str, value: &Value, found: &mut Vec<Finding>) {
    match value {
        Value::String(text) if secrets::holds_secret(parent, key, text) => {
            found.push(finding(at.clone(), &format!("`{key}` holds a secret")));
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| look_at_key(&at.index(index), key, key, item, found)),
        Value::Object(entries) => look_at_keys(at, key, entries, found),
        _ => {}
    }
}

fn finding(at: FieldPath, message: &str) -> Finding {
    Finding::at(at, message)
        .help("put it into a Kubernetes Secret and name that: everything here is committed with `out/`, and shown to reviewers")
}
