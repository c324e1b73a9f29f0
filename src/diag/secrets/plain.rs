//! Secrets that a text in another language, such as a shell's, gives to a name: where that is sure enough to refuse it.

use std::ops::Range;

use super::SHORTEST_TOKEN;
use super::assigned::{QUOTES, is_of_name, one};
use super::keys::is_secret;

/// The first name in a text that is given a secret itself, and where that stands: `export API_TOKEN=…`.
#[must_use]
pub fn plain(text: &str) -> Option<(&str, Range<usize>)> {
    text.match_indices([':', '=']).find_map(|(at, _)| {
        let before = text[..at].trim_end_matches([' ', '\t']).trim_end_matches(QUOTES);
        let name = before[before.trim_end_matches(is_of_name).len()..].trim_start_matches('-');
        if !is_secret("", name) {
            return None;
        }
        let line = text[at + 1..].lines().next()?;
        let value = one(text, line)?;
        is_key(&text[value.clone()]).then_some((name, value))
    })
}

/// Whether a text has the form of a key that somebody was given. One that only says where the secret is has other signs (of a
/// variable, an expression or a template, a path), is in letters of one case with hyphens, underscores or slashes as names,
/// places in a store and what is filled in later are, or is a word.
fn is_key(value: &str) -> bool {
    let is_in_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '+' | '=' | '_' | '-');
    let joins = ['-', '_', '/'];
    let has = |of_case: fn(&char) -> bool| value.chars().any(|c| of_case(&c));
    let is_of_one_case = !(has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase));
    let is_name = value.contains(joins) && is_of_one_case && !value.contains(['+', '=']);
    value.len() >= SHORTEST_TOKEN
        && value.chars().all(is_in_key)
        && value.contains(|c: char| c.is_ascii_digit())
        && value.contains(|c: char| c.is_ascii_alphabetic())
        && !value.starts_with('/')
        && !is_name
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_is_surely_a_secret_is_told_from_what_says_where_one_is() {
        for (text, found) in [
            (
                "export AWS_SECRET_ACCESS_KEY=EXAMPLEkey1/x\naws s3 ls",
                Some(("AWS_SECRET_ACCESS_KEY", "EXAMPLEkey1/x")),
            ),
            (
                "DB_PASSWORD:hunter2hunter2",
                Some(("DB_PASSWORD", "hunter2hunter2")),
            ),
            (
                "--password='hunter2hunter2' -x",
                Some(("password", "hunter2hunter2")),
            ),
            (
                "{\"apiKey\": \"hunter2hunter2\"}",
                Some(("apiKey", "hunter2hunter2")),
            ),
            (
                "[db]\npassword = hunter2hunter2 # it",
                Some(("password", "hunter2hunter2")),
            ),
            ("TOKEN=$TOKEN2TOKEN2 API_KEY=${API_KEY_NUMBER_1}", None),
            ("TOKEN=\"$(aws ssm get-parameter --name token1)\"", None),
            ("TOKEN=`curl -s http://169.254.169.254/latest/api/token`", None),
            ("password: {{ .Values.password1 }}, token: <your-token-1>", None),
            (
                "password = env(\"DB_PASSWORD_1\"), token = local.file.token1.content",
                None,
            ),
            (
                "token=/var/run/secrets/token1 privateKey: file:///etc/key1.pem",
                None,
            ),
            ("PASSWORD=${PASSWORD:-hunter2hunter2}", None),
            ("clientSecret: oidc-client-2 token: authentication", None),
            ("DB_PASSWORD=prod/rds1/db-password API_KEY=alias/kms_key1", None),
            ("HOST_PRIVATE_KEY=ssh_host_ed25519_key", None),
            ("sed 's/^password=.*/password=CHANGE_ME_1/'", None),
            ("TOKEN=__API_TOKEN_1__", None),
            (
                "http_tokens=required X-aws-ec2-metadata-token-ttl-seconds: 21600",
                None,
            ),
            (
                "maxTokens: hunter2hunter2 existing_password: hunter2hunter2",
                None,
            ),
            ("password:\n  hunter2hunter2, token=", None),
        ] {
            let given = plain(text).map(|(name, at)| (name, &text[at]));
            assert_eq!(given, found, "{text}");
        }
    }
}
