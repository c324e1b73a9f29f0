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

/// How keys of chart values end whose text is a secret, in lower case and without `_` and `-`. `existingSecret` and the
/// like hold a name.
const KEYS: [&str; 6] = [
    "password",
    "token",
    "apikey",
    "secretkey",
    "clientsecret",
    "webhookurl",
];

/// Keys of a PagerDuty receiver in the same form. Elsewhere such a key only says where something goes. Source:
/// Alertmanager documentation, configuration, pagerduty_config and victorops_config, as of 2026-11.
const PAGERDUTY_KEYS: [&str; 2] = ["routingkey", "servicekey"];

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

/// Texts under a key that says that they are secret. `parent` is the key of the map around it.
fn look_at_key(at: &FieldPath, parent: &str, key: &str, value: &Value, found: &mut Vec<Finding>) {
    match value {
        Value::String(text) if !text.is_empty() && is_secret(parent, key) && !is_reference(text) => {
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

fn is_secret(parent: &str, key: &str) -> bool {
    let plain = |key: &str| key.replace(['_', '-'], "").to_ascii_lowercase();
    let (parent, key) = (plain(parent), plain(key));
    let of_pagerduty = parent.contains("pagerduty") && PAGERDUTY_KEYS.contains(&key.as_str());
    of_pagerduty || !key.starts_with("existing") && KEYS.iter().any(|known| key.ends_with(known))
}

/// Whether a text only says where the secret is: `$__file{…}`, `$__env{…}` and `$__vault{…}` of Grafana, `${NAME}` and
/// `$NAME` of an environment variable, or `$(NAME)` of Kubernetes. Source: Grafana documentation, configure Grafana,
/// variable expansion, as of 2026-11.
fn is_reference(text: &str) -> bool {
    let Some(name) = text.trim().strip_prefix('$') else {
        return false;
    };
    let is_variable = |name: &str| {
        !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let within = |open: &str, close: char| name.strip_prefix(open)?.strip_suffix(close);
    let providers = ["__file{", "__env{", "__vault{"];
    let provided = providers.iter().find_map(|open| within(open, '}'));
    // Without brackets, only capitals are sure to be no password that begins with a dollar.
    provided.is_some_and(|place| !place.is_empty() && !place.contains(['{', '}']))
        || within("{", '}').or(within("(", ')')).is_some_and(is_variable)
        || is_variable(name) && !name.contains(|c: char| c.is_ascii_lowercase())
}

fn finding(at: FieldPath, message: &str) -> Finding {
    Finding::at(at, message)
        .help("put it into a Kubernetes Secret and name that: everything here is committed with `out/`, and shown to reviewers")
}

#[cfg(test)]
mod tests {
    use super::{is_reference, is_secret};

    #[test]
    fn what_says_where_the_secret_is_is_none() {
        for text in [
            "$__file{/etc/secrets/db}",
            "$__env{X}",
            "$__vault{kv:grafana:password}",
            "${SMTP_PASSWORD}",
            "$PG_PASSWORD",
            "$(PG_PASSWORD)",
        ] {
            assert!(is_reference(text), "{text}");
        }
        for text in [
            "$ummer2024",
            "$__file{}",
            "${X}y",
            "hunter2",
            "$",
            "$1A",
            "${a b}",
        ] {
            assert!(!is_reference(text), "{text}");
        }
    }

    #[test]
    fn a_key_is_the_same_however_it_is_spelt() {
        for key in [
            "client_secret",
            "clientSecret",
            "API-KEY",
            "api_key",
            "adminPassword",
            "webhook_url",
        ] {
            assert!(is_secret("", key), "{key}");
        }
        assert!(is_secret("pagerduty_configs", "routing_key"));
        assert!(is_secret("pagerduty_configs", "service_key"));
        // Where an alert goes, and the name of a Secret.
        assert!(!is_secret("victorops_configs", "routing_key"));
        assert!(!is_secret("", "existing_password"));
        assert!(!is_secret("", "routing_key_file"));
    }
}
