//! EKS3004: a text in the environment that is a secret, or looks like one. Everything there ends up in `out/`.

use serde_json::Value;

use crate::check::{Finding, Subject, at};
use crate::diag::FieldPath;

/// How tokens begin that somebody could paste. Sources: Slack, AWS IAM, GitHub and Grafana documentation, as of 2026-11.
const TOKENS: [&str; 11] = [
    "xoxb-",
    "xoxp-",
    "xoxa-",
    "xapp-",
    "hooks.slack.com/services/",
    "AKIA",
    "ASIA",
    "ghp_",
    "github_pat_",
    "glsa_",
    "glc_",
];

/// Fewer characters behind the beginning than this are an example in a text, not a token.
const SHORTEST_TOKEN: usize = 10;

/// Keys of chart values whose text is a secret. `existingSecret` and the like hold a name.
const KEYS: [&str; 8] = [
    "password",
    "token",
    "apikey",
    "api_key",
    "secretkey",
    "secret_key",
    "clientsecret",
    "webhookurl",
];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment =
        serde_json::to_value(subject.environment()).expect("bug in eksight: a model is plain data");
    let mut found = Vec::new();
    look(&FieldPath::root(), &environment, &mut found);
    for (release, chart) in &subject.environment().charts {
        let at = at!(charts[release].extraValues);
        for (key, value) in chart.extra_values.iter() {
            look_at_key(&at.key(key), key, value, &mut found);
        }
    }
    found
}

/// Texts that begin like a token, wherever they stand.
fn look(at: &FieldPath, value: &Value, found: &mut Vec<Finding>) {
    match value {
        Value::String(text) => {
            let token = TOKENS.iter().find(|token| {
                let behind = text.split_once(**token).map(|(_, behind)| behind);
                behind.is_some_and(|behind| {
                    behind.chars().take_while(|c| !c.is_whitespace()).count() >= SHORTEST_TOKEN
                })
            });
            found.extend(
                token.map(|token| finding(at.clone(), &format!("this looks like a secret (`{token}…`)"))),
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

/// Texts under a key that says that they are secret.
fn look_at_key(at: &FieldPath, key: &str, value: &Value, found: &mut Vec<Finding>) {
    let lower = key.to_ascii_lowercase();
    match value {
        Value::String(text)
            if !text.is_empty()
                && !lower.starts_with("existing")
                && KEYS.iter().any(|known| lower.ends_with(known)) =>
        {
            found.push(finding(at.clone(), &format!("`{key}` holds a secret")));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| look_at_key(&at.index(index), key, item, found));
        }
        Value::Object(entries) => entries
            .iter()
            .for_each(|(key, entry)| look_at_key(&at.key(key), key, entry, found)),
        _ => {}
    }
}

fn finding(at: FieldPath, message: &str) -> Finding {
    Finding::at(at, message)
        .help("put it into a Kubernetes Secret and name that: everything here is committed with `out/`, and shown to reviewers")
}
