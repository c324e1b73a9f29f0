//! What stands under a key that says so: is it a secret, or does it only say where one is.

use serde_json::{Map, Value};

/// How keys of chart values end whose text is a secret, in lower case and without `_` and `-`. `existingSecret` and the
/// like hold a name.
const KEYS: [&str; 18] = [
    "password",
    "passwd",
    "pwd",
    "privatekey",
    "passphrase",
    "pgpass",
    "dockerconfigjson",
    "token",
    "apikey",
    "apisecret",
    "authsecret",
    "clientsecret",
    "secretkey",
    "secretaccesskey",
    "accesskey",
    "slackapiurl",
    "slackurl",
    "webhookurl",
];

/// What a key of the map around must contain for such a key to be one, in the same form: elsewhere it only says where
/// something goes. Source: prometheus/alertmanager, docs/configuration.md at 68fb2d5, 2026-08: what it marks as a secret.
const KEYS_BELOW: [(&str, &str); 6] = [
    ("authorization", "credentials"),
    ("pagerduty", "routingkey"),
    ("pagerduty", "servicekey"),
    ("pushover", "userkey"),
    ("rocketchat", "tokenid"),
    ("slack", "apiurl"),
];

/// Keys below which every text is a secret, in a list or under a name, in the same form. Source: for the users of a login,
/// Prometheus documentation, HTTPS and authentication, as of 2026-11.
const KEYS_ABOVE: [&str; 4] = ["passwords", "tokens", "basicauth", "basicauthusers"];

/// What other people's values stand under, in the model and in a template. Fields of our own name secrets and hold none,
/// so their keys say nothing.
pub const PASSED_ON: [&str; 4] = [
    "extraValues",
    "configuration",
    "ConfigurationValues",
    "preBootstrapCommands",
];

/// How keys end there that only say who somebody is, or where the secret stands.
const OTHERS_BELOW: [&str; 7] = ["name", "user", "file", "path", "ref", "secret", "realm"];

/// A key as it is compared.
fn plain(key: &str) -> String {
    key.replace(['_', '-'], "").to_ascii_lowercase()
}

/// Whether the text under a key is a secret. `parent` is the key of the map around it, or nothing.
#[must_use]
pub fn is_secret(parent: &str, key: &str) -> bool {
    let is_password = ends_with_pass(key);
    let (parent, key) = (plain(parent), plain(key));
    let below = |(around, known): &(&str, &str)| parent.contains(around) && key == *known;
    let is_among =
        |parent: &str| KEYS_ABOVE.contains(&parent) && !OTHERS_BELOW.iter().any(|other| key.ends_with(other));
    KEYS_BELOW.iter().any(below)
        || !key.starts_with("existing")
            && (is_password || is_among(&parent) || KEYS.iter().any(|known| key.ends_with(known)))
}

/// Whether the texts of a list under a key are secrets.
#[must_use]
pub fn holds_secrets(key: &str) -> bool {
    KEYS_ABOVE.contains(&plain(key).as_str())
}

/// Whether the text under a key may be a secret, wherever that stands. An address that is one is known by its form.
#[must_use]
pub fn may_be_secret(key: &str) -> bool {
    let known = plain(key);
    let below = |(_, below): &(&str, &str)| known == *below && known != "apiurl";
    is_secret("", key) || KEYS_BELOW.iter().any(below)
}

/// Whether a word `pass` ends a key: `pass`, `DB_PASS`, `smtpPass`, and no `bypass`. nginx has a directive with one.
fn ends_with_pass(key: &str) -> bool {
    let Some(before) = key.len().checked_sub("pass".len()).and_then(|at| key.get(..at)) else {
        return false;
    };
    let word = &key[before.len()..];
    let begins = before.is_empty()
        || before.ends_with(['_', '-'])
        || word.starts_with('P') && before.ends_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    word.eq_ignore_ascii_case("pass") && begins && plain(before) != "proxy"
}

/// What people call an entry of a map: its key, or what the map names beside it, as in `{name: TOKEN, value: …}` of an
/// environment variable.
#[must_use]
pub fn name_of<'a>(entries: &'a Map<String, Value>, key: &'a str) -> &'a str {
    match entries.get("name") {
        Some(Value::String(name)) if key == "value" => name,
        _ => key,
    }
}

/// Whether the text of an entry is a secret itself, and does not only say where one is.
#[must_use]
pub fn holds_secret(parent: &str, name: &str, text: &str) -> bool {
    !text.is_empty() && is_secret(parent, name) && !is_reference(text)
}

/// Whether a text only says where the secret is: `$__file{…}`, `$__env{…}` and `$__vault{…}` of Grafana, `${NAME}` and
/// `$NAME` of an environment variable, or `$(NAME)` of Kubernetes. Source: Grafana documentation, configure Grafana,
/// variable expansion, as of 2026-11.
#[must_use]
pub fn is_reference(text: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::{is_reference, is_secret, name_of};
    use serde_json::json;

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
            "slack_api_url",
            "AWS_SECRET_ACCESS_KEY",
        ] {
            assert!(is_secret("", key), "{key}");
        }
        for key in ["pass", "DB_PASS", "smtpPass", "accessKey", "private_key"] {
            assert!(is_secret("", key), "{key}");
        }
        assert!(is_secret("passwords", "me") && is_secret("basic_auth_users", "me"));
        for (parent, key) in [
            ("", "bypass"),
            ("", "proxy_pass"),
            ("", "compass"),
            ("passwords", "existingSecret"),
        ] {
            assert!(!is_secret(parent, key), "{parent} {key}");
        }
        assert!(!is_secret("basicAuth", "username") && !is_secret("basicAuth", "password_file"));
        assert!(is_secret("slack_configs", "api_url"));
        assert!(is_secret("pagerduty_configs", "routing_key"));
        assert!(is_secret("pagerduty_configs", "service_key"));
        // Where an alert goes, and the name of a Secret.
        assert!(!is_secret("victorops_configs", "routing_key"));
        assert!(!is_secret("victorops_configs", "api_url"));
        assert!(!is_secret("", "existing_password"));
        assert!(!is_secret("", "routing_key_file"));
    }

    #[test]
    fn a_variable_is_known_by_its_name() {
        let variable = json!({ "name": "TOKEN", "value": "x" });
        let entries = variable.as_object().unwrap();
        assert_eq!(
            [name_of(entries, "value"), name_of(entries, "name")],
            ["TOKEN", "name"]
        );
        let nameless = json!({ "value": "x" });
        assert_eq!(name_of(nameless.as_object().unwrap(), "value"), "value");
    }
}
