//! EKS3004: a text in the environment that is a secret, or looks like one. Everything there ends up in `out/`.

use serde_json::Value;

use crate::{Finding, Subject, at, secrets};
use crate::diag::FieldPath;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment =
        serde_json::to_value(subject.environment()).expect("bug in eksight: a model is plain data");
    let mut found = Vec::new();
    look(&FieldPath::root(), &environment, &mut found);
    for (release, chart) in &subject.environment().charts {
        let at = at!(charts[release].extraValues);
        for (key, value) in chart.extra_values.iter() {
            look_at_key(&at.key(key), "", key, value, &mut found);
        }
    }
    found
}

/// Texts that begin like a token, wherever they stand.
fn look(at: &FieldPath, value: &Value, found: &mut Vec<Finding>) {
    match value {
        Value::String(text) => {
            found.extend(
                secrets::token(text)
                    .map(|token| finding(at.clone(), &format!("this looks like a secret (`{token}…`)"))),
            );
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

/// Texts under a key that says that they are secret. `parent` is the key of the map around it.
fn look_at_key(at: &FieldPath, parent: &str, key: &str, value: &Value, found: &mut Vec<Finding>) {
    match value {
        Value::String(text)
            if !text.is_empty() && secrets::is_secret(parent, key) && !secrets::is_reference(text) =>
        {
            found.push(finding(at.clone(), &format!("`{key}` holds a secret")));
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| look_at_key(&at.index(index), parent, key, item, found)),
        Value::Object(entries) => entries
            .iter()
            .for_each(|(below, entry)| look_at_key(&at.key(below), key, below, entry, found)),
        _ => {}
    }
}

fn finding(at: FieldPath, message: &str) -> Finding {
    Finding::at(at, message)
        .help("put it into a Kubernetes Secret and name that: everything here is committed with `out/`, and shown to reviewers")
}
