//! Texts that nobody may commit: tokens, told by their form, and what stands under a key that says so. EKS3004 asks it of
//! environments, `diff` of what it shows, and `cargo xtask verify` of every artefact.

mod assigned;
mod keys;
mod lines;
mod plain;

use std::ops::Range;

pub use assigned::assigned;
pub use keys::{PASSED_ON, holds_secret, holds_secrets, is_reference, is_secret, may_be_secret, name_of};
pub use lines::in_lines;
pub use plain::plain;

/// What stands where a secret stood, in a text of ours.
pub const HIDDEN: &str = "(hidden)";

/// How tokens begin that somebody could paste, and addresses that are one. Sources: the documentation of Slack, AWS IAM,
/// GitHub (changelog of 2021-03-31), GitLab (token overview), Grafana, Discord, Microsoft Teams, PagerDuty (Events API),
/// Healthchecks.io (pinging API) and Telegram (Bot API), and for tokens of EKS
/// kubernetes-sigs/aws-iam-authenticator, `pkg/token/token.go`, all as of 2026-11.
const TOKENS: [&str; 28] = [
    "xoxb-",
    "xoxp-",
    "xoxa-",
    "xoxe-",
    "xapp-",
    "hooks.slack.com/services/",
    "hooks.slack.com/workflows/",
    "hooks.slack.com/triggers/",
    "hooks.slack-gov.com/services/",
    "events.pagerduty.com/integration/",
    "hc-ping.com/",
    "api.telegram.org/bot",
    "discord.com/api/webhooks/",
    "discordapp.com/api/webhooks/",
    "webhook.office.com/webhookb2/",
    "outlook.office.com/webhook/",
    "AKIA",
    "ASIA",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "glsa_",
    "glc_",
    "k8s-aws-v1.",
];

/// Fewer characters behind the beginning than this are an example in a text, not a token.
const SHORTEST_TOKEN: usize = 10;

/// How the base64 of a JSON object begins, such as the header of a JSON Web Token. Source: RFC 7519, 3.1.
const OBJECT_IN_BASE64: &str = "eyJ";

/// How private keys are called, whichever algorithm stands before it.
const PRIVATE_KEY: &str = "-----BEGIN PRIVATE KEY";

/// Where an address has a password. Source: RFC 3986, 3.2.1.
const PASSWORD_IN_ADDRESS: &str = "://user:";

/// Where an address has a secret in its query.
const SECRET_IN_QUERY: &str = "?token=";

/// Where an address of Grafana OnCall has one in its path, wherever that runs. Source: Grafana OnCall documentation,
/// integrations, as of 2026-11.
const SECRET_IN_PATH: &str = "/integrations/v1/";

/// A text of somebody else, such as what a program says, in which no secret can be read that is one by its form or by the
/// name before it.
#[must_use]
pub fn hidden(text: &str) -> String {
    let tokens = tokens(text).into_iter().map(|(_, at)| at);
    without(text, tokens.chain(assigned(text)).collect())
}

/// A text with [`HIDDEN`] in some places of it, which may lie in one another.
#[must_use]
pub fn without(text: &str, mut places: Vec<Range<usize>>) -> String {
    places.sort_by_key(|place| place.start);
    let mut shown = String::new();
    let mut end = 0;
    for place in places {
        if place.start >= end {
            shown.push_str(&text[end..place.start]);
            shown.push_str(HIDDEN);
        }
        end = end.max(place.end);
    }
    shown + &text[end..]
}

/// The form of the first token in a text: how it begins, or what it is.
#[must_use]
pub fn token(text: &str) -> Option<&'static str> {
    tokens(text).into_iter().next().map(|(form, _)| form)
}

/// Every token in a text: its form, and where it stands. Texts are looked at often and hold next to nothing, so this is one
/// pass, which mostly looks at a byte and goes on.
#[must_use]
pub fn tokens(text: &str) -> Vec<(&'static str, Range<usize>)> {
    let mut found: Vec<(&'static str, Range<usize>)> = Vec::new();
    let mut seconds = text.bytes().skip(1);
    for (at, byte) in text.bytes().enumerate() {
        let second = seconds.next().unwrap_or_default();
        if BEGINS[usize::from(byte)] & bit(second) == 0 {
            continue;
        }
        match byte {
            b'-' => found.extend(private_key(text, at).map(|range| (PRIVATE_KEY, range))),
            b':' => {
                found.extend(password_in_address(text, at).map(|range| (PASSWORD_IN_ADDRESS, range)));
                found.extend(secrets_in_query(text, at).map(|range| (SECRET_IN_QUERY, range)));
                found.extend(secret_in_path(text, at).map(|range| (SECRET_IN_PATH, range)));
            }
            b'e' if text[at..].starts_with(OBJECT_IN_BASE64) => {
                found.extend(web_token(text, at).map(|range| (OBJECT_IN_BASE64, range)));
            }
            _ => found.extend(known_token(text, at)),
        }
    }
    found
}

/// For each byte that a token begins with, the [`bit`]s of those that come second. A first byte alone is in every fourth
/// place of a text.
const BEGINS: [u32; 256] = {
    let mut begins = [0; 256];
    let mut token = 0;
    while token < TOKENS.len() {
        mark(&mut begins, TOKENS[token]);
        token += 1;
    }
    mark(&mut begins, PRIVATE_KEY);
    mark(&mut begins, PASSWORD_IN_ADDRESS);
    mark(&mut begins, OBJECT_IN_BASE64);
    begins
};

const fn mark(begins: &mut [u32; 256], token: &str) {
    let bytes = token.as_bytes();
    begins[bytes[0] as usize] |= bit(bytes[1]);
}

/// One of 32 bits, which some bytes share.
const fn bit(byte: u8) -> u32 {
    1 << (byte % 32)
}

/// One of the [`TOKENS`] that begins here.
fn known_token(text: &str, at: usize) -> Option<(&'static str, Range<usize>)> {
    let text_here = &text.as_bytes()[at..];
    let begin = TOKENS
        .into_iter()
        .find(|begin| text_here.starts_with(begin.as_bytes()))?;
    let rest = &text[at + begin.len()..];
    let length: usize = rest.chars().take_while(in_token).map(char::len_utf8).sum();
    let is_long = word(rest, |c| !c.is_whitespace()) >= SHORTEST_TOKEN;
    is_long.then_some((begin, at..at + begin.len() + length))
}

/// What a token goes on with: not what closes it where it is quoted or listed.
fn in_token(c: &char) -> bool {
    !c.is_whitespace() && !matches!(c, '"' | '\'' | '`' | ',' | ';' | ')' | ']' | '}' | '>')
}

/// A private key that begins here, from its header on: PKCS #8, encrypted or not, OpenSSH, and those of one algorithm.
/// Source: RFC 7468.
fn private_key(text: &str, at: usize) -> Option<Range<usize>> {
    let label = text[at..].strip_prefix("-----BEGIN ")?.split("-----").next()?;
    let end = text[at..].find("-----END ").map_or(text.len(), |end| at + end);
    label.ends_with("PRIVATE KEY").then_some(at..end)
}

/// The password of an address such as `https://user:password@example.com` whose scheme ends here. One that is filled in
/// later is none.
fn password_in_address(text: &str, at: usize) -> Option<Range<usize>> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '`' | ',');
    let authority = text[at..].strip_prefix("://")?.split(ends).next()?;
    let (user, _) = authority.rsplit_once('@')?;
    let (name, password) = user.split_once(':')?;
    let start = at + "://".len() + name.len() + 1;
    is_written(password).then_some(start..start + password.len())
}

/// Secrets in the query of an address such as `https://example.com/push?token=secret` whose scheme ends here, by the names
/// of their parameters.
fn secrets_in_query(text: &str, at: usize) -> impl Iterator<Item = Range<usize>> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '#');
    let is_address = text[at..].starts_with("://");
    let address = is_address.then(|| text[at..].split(ends).next()).flatten();
    let query = address.and_then(|address| address.split_once('?'));
    let (before, query) = query.unwrap_or_default();
    let mut next = at + before.len() + 1;
    query.split('&').filter_map(move |parameter| {
        let start = next;
        next += parameter.len() + 1;
        let (name, value) = parameter.split_once('=')?;
        let start = start + name.len() + 1;
        let is_named = is_secret("", name) || ["key", "sig"].contains(&name) || name.ends_with("ignature");
        (is_named && is_written(value)).then_some(start..start + value.len())
    })
}

/// The secret in the path of an address whose scheme ends here.
fn secret_in_path(text: &str, at: usize) -> Option<Range<usize>> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '#' | '?');
    let is_address = text[at..].starts_with("://");
    let address = is_address.then(|| text[at..].split(ends).next()).flatten()?;
    let start = at + address.find(SECRET_IN_PATH)? + SECRET_IN_PATH.len();
    let end = at + address.len();
    (end >= start + SHORTEST_TOKEN).then_some(start..end)
}

/// Whether a text is not empty, and nothing that is filled in later.
fn is_written(secret: &str) -> bool {
    !secret.is_empty() && !secret.starts_with(['$', '<', '{', '*', '('])
}

/// What stands before the host of an address, also of one without a scheme or with a mistake in it, from the first colon to
/// the last `@` of each word. No token by its form, so findings hide it and nothing is refused for it.
pub fn credentials(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_whitespace().filter_map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let (before, _) = word.rsplit_once('@').filter(|(_, host)| !host.is_empty())?;
        let scheme = before.find("://").map_or(0, |at| at + "://".len());
        let password = scheme + before[scheme..].find(':')? + 1;
        let quotes = ['"', '\'', '`'];
        let is_digest = word[before.len()..].starts_with("@sha256:");
        let is_arn = word.trim_start_matches(quotes).starts_with("arn:");
        // Signs alone are what a help of ours permits in a text: `_.:/=+-@`.
        let is_signs = !word[password..].contains(char::is_alphanumeric);
        let quoted = before[password..].starts_with(quotes);
        let none = password == before.len() || quoted || is_digest || is_arn || is_signs;
        (!none).then_some(start + password..start + before.len())
    })
}

/// A JSON Web Token that begins here: header, claims and signature, each in base64, with points between.
fn web_token(text: &str, at: usize) -> Option<Range<usize>> {
    // Many an `e` begins none.
    text[at..].strip_prefix(OBJECT_IN_BASE64)?;
    let base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let mut parts = text[at..].splitn(3, '.');
    let mut length = 2;
    for begin in [OBJECT_IN_BASE64, OBJECT_IN_BASE64, ""] {
        let part = parts.next().filter(|part| part.starts_with(begin))?;
        let long = word(part, base64);
        if long < SHORTEST_TOKEN {
            return None;
        }
        length += long;
    }
    Some(at..at + length)
}

/// How many characters of a kind a text begins with.
fn word(text: &str, is: impl Fn(char) -> bool) -> usize {
    text.chars().take_while(|c| is(*c)).count()
}

#[cfg(test)]
mod tests {
    use super::{credentials, hidden, token, tokens};

    #[test]
    fn what_a_program_says_holds_no_secret() {
        for (said, shown) in [
            ("token k8s-aws-v1.EXAMPLEONLY: expired", "token (hidden) expired"),
            (
                "AWS_SESSION_TOKEN=EXAMPLEONLY aws",
                "AWS_SESSION_TOKEN=(hidden) aws",
            ),
            (
                "aws_secret_access_key = EXAMPLEONLY",
                "aws_secret_access_key = (hidden)",
            ),
            (
                "adminPassword: hunter2\n  at a",
                "adminPassword: (hidden)\n  at a",
            ),
            (
                r#"{"routing_key": "EXAMPLE", "a": 1}"#,
                r#"{"routing_key": "(hidden)", "a": 1}"#,
            ),
            (
                r#"\"password\": \"hun,ter 2\", \"a\""#,
                r#"\"password\": \"(hidden)\", \"a\""#,
            ),
            ("password=xoxb-EXAMPLEONLY", "password=(hidden)"),
            ("Error: no such host", "Error: no such host"),
        ] {
            assert_eq!(hidden(said), shown);
        }
    }

    #[test]
    fn a_token_is_told_by_its_form() {
        let tail = "EXAMPLEONLY";
        for (text, form) in [
            (format!("see xoxb-… or xoxb-{tail}"), Some("xoxb-")),
            (
                format!("https://hooks.slack.com/services/{tail}"),
                Some("hooks.slack.com/services/"),
            ),
            (format!("a=eyJ{tail}.eyJ{tail}.{tail};"), Some("eyJ")),
            (format!("a=eyJ{tail}.{tail}.{tail}"), None),
            (format!("a=eyJ{tail}.eyJ{tail}"), None),
            (
                "-----BEGIN PRIVATE KEY-----".to_owned(),
                Some("-----BEGIN PRIVATE KEY"),
            ),
            (
                "-----BEGIN EC PRIVATE KEY-----".to_owned(),
                Some("-----BEGIN PRIVATE KEY"),
            ),
            ("-----BEGIN CERTIFICATE-----".to_owned(), None),
            ("http://me:hunter2@example.com/x".to_owned(), Some("://user:")),
            ("http://me:$(PASSWORD)@example.com".to_owned(), None),
            (format!("glpat-{tail}"), Some("glpat-")),
            (
                format!("https://discord.com/api/webhooks/1/{tail}"),
                Some("discord.com/api/webhooks/"),
            ),
            (
                "https://example.com/api?a=1&private_token=hunter2#top".to_owned(),
                Some("?token="),
            ),
            ("https://example.com/api?token=$(TOKEN)&a=token".to_owned(), None),
            ("https://example.com/token=a?b".to_owned(), None),
            ("https://example.com/?key=a".to_owned(), Some("?token=")),
            (format!("https://hc-ping.com/{tail}"), Some("hc-ping.com/")),
            (
                format!("https://events.pagerduty.com/integration/{tail}/enqueue"),
                Some("events.pagerduty.com/integration/"),
            ),
            (
                format!("https://example.com/integrations/v1/webhook/{tail}/"),
                Some("/integrations/v1/"),
            ),
            (
                format!("https://api.telegram.org/bot1:{tail}/x"),
                Some("api.telegram.org/bot"),
            ),
            (
                "http://example.com:9090/a@b, ssh://git@example.com".to_owned(),
                None,
            ),
            ("AKIA, then 16 characters".to_owned(), None),
        ] {
            assert_eq!(token(&text), form, "{text}");
        }
    }

    #[test]
    fn a_password_before_a_host_is_seen_without_a_scheme() {
        for (text, password) in [
            ("registry: me:hunter2@example.com:5000/x", Some("hunter2")),
            ("`me:h@nt/r2@example.com`", Some("h@nt/r2")),
            ("example.com/me:hunter2@x", Some("hunter2")),
            ("ftp://me:hun/ter2@example.com", Some("hun/ter2")),
            ("registry: example.com:5000/x", None),
            ("https://me@example.com", None),
            ("example.com:5000/x@sha256:00", None),
            ("[{\"to\":\"ops@example.com\"}]", None),
            ("to: ops@example.com", None),
            ("and `_.:/=+-@`", None),
            ("`me:hunter2@`", Some("hunter2")),
            ("me:/=+-@example.com", Some("/=+-")),
            ("arn:aws:iam::111122223333:role/me@example.com", None),
        ] {
            let found: Vec<&str> = credentials(text).map(|at| &text[at]).collect();
            assert_eq!(found, Vec::from_iter(password), "{text}");
        }
    }

    #[test]
    fn a_token_ends_where_its_quotes_do() {
        let text = "url: \"https://hooks.slack.com/services/EXAMPLE/ONLY\" # xoxb-EXAMPLEONLY, too";
        let found: Vec<&str> = tokens(text).into_iter().map(|(_, at)| &text[at]).collect();
        assert_eq!(
            found,
            ["hooks.slack.com/services/EXAMPLE/ONLY", "xoxb-EXAMPLEONLY"]
        );
        let text = "a=eyJEXAMPLEONLY.eyJEXAMPLEONLY.EXAMPLEONLY; b";
        assert_eq!(tokens(text), [("eyJ", 2..text.len() - 3)]);
        let text = "-----BEGIN PRIVATE KEY-----\nEXAMPLE\n-----END PRIVATE KEY-----\n";
        assert_eq!(
            tokens(text),
            [("-----BEGIN PRIVATE KEY", 0..text.find("-----END").unwrap())]
        );
    }
}
