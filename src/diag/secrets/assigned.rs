//! Secrets in the middle of a text: behind a name and `:` or `=`, as in a file or an option, and behind `Bearer` or `Basic`.

use std::ops::Range;

use super::keys::{holds_secrets, may_be_secret};
use super::{SHORTEST_TOKEN, is_written, word};

/// How headers begin that hold a login. Source: RFC 6750, 2.1; RFC 7617, 2; RFC 6265, 4.2.1.
const SCHEMES: [&str; 3] = ["Bearer ", "Basic ", "Cookie: "];

/// How curl is given a login. Source: curl(1), `--user`.
const LOGINS: [&str; 3] = [" -u", " --user ", " --user="];

/// Where a text gives a secret a value. What says so little is good enough to hide it, and too little to refuse it.
#[must_use]
pub fn assigned(text: &str) -> Vec<Range<usize>> {
    let named = text
        .match_indices([':', '='])
        .flat_map(|(at, _)| behind_name(text, at));
    let schemes = SCHEMES.iter().flat_map(|scheme| {
        let found = text.match_indices(scheme);
        found.filter_map(|(at, _)| in_header(text, at + scheme.len()))
    });
    let logins = LOGINS.iter().flat_map(|login| {
        let found = text.match_indices(login);
        found.filter_map(|(at, _)| in_login(text, at, at + login.len()))
    });
    named
        .chain(schemes)
        .chain(logins)
        .chain(in_words(text))
        .chain(in_pairs(text))
        .collect()
}

/// The values of options such as `--password hunter2`, and what a sentence gives a name: `PASSWORD hunter2`,
/// `the password is hunter2`. Most of what a sentence says behind such a name is no secret, so there only what is no word
/// of a language is one.
fn in_words(text: &str) -> impl Iterator<Item = Range<usize>> {
    // Lists of arguments are written in many ways.
    let is_between = |c: char| c.is_whitespace() || ",[]".contains(c) || QUOTES.contains(&c);
    let words: Vec<&str> = text.split(is_between).filter(|word| !word.is_empty()).collect();
    let mut found = Vec::new();
    for (at, name) in words.iter().copied().enumerate() {
        let option = name.strip_prefix("--");
        let name = option.unwrap_or(name);
        if !name.chars().all(is_of_name) || !may_be_secret(name) {
            continue;
        }
        // Between them stands what a list or a difference begins its lines with.
        let mut behind = words[at + 1..]
            .iter()
            .skip_while(|word| ["-", "+"].contains(word));
        let next = behind.next();
        let Some(value) = (if next == Some(&"is") { behind.next() } else { next }) else {
            continue;
        };
        let is_value = match option {
            Some(_) => !value.starts_with('-'),
            None => is_no_word(value),
        };
        if is_value {
            let start = place(text, value).start;
            let quoted = text[..start].trim_end_matches(QUOTES).len();
            found.extend(one(text, &text[quoted..]));
        }
    }
    found.into_iter()
}

/// The values of names that say so, in pairs as an environment variable has them: `name: PASSWORD` and behind it `value: …`,
/// also both values of a difference.
fn in_pairs(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, key) in text.match_indices("name") {
        let name = behind_key(&text[at + key.len()..]).and_then(|name| one(text, name));
        let Some(name) = name.filter(|name| may_be_secret(&text[name.clone()])) else {
            continue;
        };
        let mut rest = &text[name.end..];
        while let Some(values) = next_value(text, rest) {
            let Some(last) = values.last() else { break };
            rest = &text[last.end..];
            found.extend(values);
        }
    }
    found
}

/// What a key `value` is given that comes next, also in `env[0].value=…`.
fn next_value(text: &str, rest: &str) -> Option<Vec<Range<usize>>> {
    let is_between = |c: char| c.is_whitespace() || ",+-".contains(c) || QUOTES.contains(&c);
    let key = rest.trim_start_matches(is_between);
    let end = key.find(|c: char| c.is_whitespace() || ":=".contains(c) || QUOTES.contains(&c))?;
    let last = key[..end].rsplit('.').next();
    let value = behind_key(&key[end..]).filter(|_| last == Some("value"))?;
    Some(given(text, place(text, value).start, value))
}

/// What stands on the line behind a key that ends where this part of a text begins.
fn behind_key(part: &str) -> Option<&str> {
    let blank = [' ', '\t'];
    let value = part
        .trim_start_matches(QUOTES)
        .trim_start_matches(blank)
        .strip_prefix([':', '='])?;
    // A part of the text also where nothing follows, so that it has a place in it.
    value.trim_start_matches(blank).split('\n').next()
}

/// Whether a text has a form that words do not have.
fn is_no_word(text: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphabetic();
    text.contains(is_letter) && text.contains(|c: char| c.is_ascii_digit())
        || text.len() > LONGEST_WORD && text.contains(is_letter)
}

/// Characters of the longest word that a program says of a secret.
const LONGEST_WORD: usize = 24;

/// What the name of a setting consists of.
pub(super) fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}

/// What an API server says between a field and what it has (kubernetes/kubernetes,
/// `staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go`, as of 2026-11).
const BEFORE_VALUES: [&str; 3] = ["Invalid value: ", "Unsupported value: ", "Duplicate value: "];

/// What a schema or an API server says of a field without its value (the same file, and xeipuuv/gojsonschema, `locales.go`, as
/// of 2026-11).
const SAID_OF_FIELDS: [&str; 6] = [
    "Invalid type",
    "Required value",
    "Too long",
    "Too many",
    "Must ",
    "Does not match",
];

/// The value behind a name that says that it is secret, with its `:` or `=` here, or all that stands below one.
fn behind_name(text: &str, at: usize) -> Vec<Range<usize>> {
    let blank = [' ', '\t'];
    let before = text[..at].trim_end_matches(blank).trim_end_matches(QUOTES);
    // `data[password]: Invalid value: "…"`, as an API server has it.
    let before = before.strip_suffix(']').unwrap_or(before);
    let name = before[before.trim_end_matches(is_of_name).len()..].trim_start_matches('-');
    if name.is_empty() {
        return Vec::new();
    }
    let rest = text[at + 1..].trim_start_matches(blank);
    let rest = BEFORE_VALUES
        .iter()
        .find_map(|words| rest.strip_prefix(words))
        .unwrap_or(rest);
    let line = rest.lines().next().unwrap_or_default();
    if SAID_OF_FIELDS.iter().any(|words| line.starts_with(words)) {
        return Vec::new();
    }
    let is_many = holds_secrets(name);
    if !is_many && !may_be_secret(name) {
        return Vec::new();
    }
    match line.trim_end() {
        "" | "[" | "{" if is_many => below(text, at).filter_map(|line| one(text, item(line))).collect(),
        _ if is_many && line.starts_with('[') => line
            .split([',', '[', ']'])
            .filter_map(|item| one(text, item))
            .collect(),
        _ if is_many && !is_block(line) => Vec::new(),
        _ => given(text, at, line),
    }
}

/// Whether a value is the text of the lines below it.
pub(super) fn is_block(line: &str) -> bool {
    ["|", "|-", "|+", ">", ">-", ">+"].contains(&line.trim_end())
}

/// What is given on this line, or on those below the place in it.
fn given(text: &str, at: usize, line: &str) -> Vec<Range<usize>> {
    match is_block(line) {
        true => below(text, at).map(|line| place(text, line.trim())).collect(),
        false => one(text, line).into_iter().collect(),
    }
}

/// What closes a text in a file or in a shell, also where it stands in another one.
pub(super) const QUOTES: [char; 3] = ['"', '\'', '\\'];

/// The first value in a part of a text: to its closing quote, or its first word.
pub(super) fn one(text: &str, part: &str) -> Option<Range<usize>> {
    let part = part.trim_start();
    let value = part.trim_start_matches(QUOTES);
    let quote = part[..part.len() - value.len()].chars().last();
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';');
    let value = match quote {
        Some(quote) => value.split([quote, '\n']).next(),
        None => value.split(ends).next(),
    };
    let value = value.unwrap_or_default().trim_end_matches('\\');
    // A word with a colon behind it only says more: `getting credentials: exec: …`.
    let is_said = quote.is_none() && value.ends_with(':');
    (is_written(value) && !is_said).then(|| place(text, value))
}

/// Where a part of a text stands in it.
fn place(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    start..start + part.len()
}

/// What lines begin with, in a list and in a difference too.
pub(super) const BEGINS: [char; 4] = [' ', '\t', '-', '+'];

/// The lines that stand deeper than the one with this place in it.
fn below(text: &str, at: usize) -> impl Iterator<Item = &str> {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let depth = |line: &str| line.len() - line.trim_start_matches(BEGINS).len();
    let own = depth(&text[start..]);
    let lines = text[at..].lines().skip(1).filter(|line| !line.trim().is_empty());
    lines.take_while(move |line| depth(line) > own)
}

/// What stands on a line of a list or a map.
fn item(line: &str) -> &str {
    let item = line.trim_start_matches(BEGINS);
    item.split_once(": ").map_or(item, |(_, value)| value)
}

/// The password of a login that curl is given.
fn in_login(text: &str, option: usize, start: usize) -> Option<Range<usize>> {
    let line = text[..option].rfind('\n').map_or(0, |end| end + 1);
    let login = text[start..].trim_start_matches(' ').trim_start_matches(QUOTES);
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
    let (_, password) = login.split(ends).next()?.split_once(':')?;
    (text[line..option].contains("curl") && is_written(password)).then(|| place(text, password))
}

/// The credentials of an Authorization header.
fn in_header(text: &str, start: usize) -> Option<Range<usize>> {
    let base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '+' | '/' | '=');
    let length = word(&text[start..], base64);
    (length >= SHORTEST_TOKEN).then_some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::assigned;

    #[test]
    fn what_a_name_is_given_is_found() {
        for (text, secrets) in [
            ("auth:\n  password: hunter2\n  user: me", vec!["hunter2"]),
            ("--password=hunter2 --user=me", vec!["hunter2"]),
            ("[db]\npasswd = \"hunter2\"\napi-key = k1", vec!["hunter2", "k1"]),
            ("{\"client_secret\": \"hunter2\", \"x\": 1}", vec!["hunter2"]),
            ("Authorization: Bearer EXAMPLEONLY0", vec!["EXAMPLEONLY0"]),
            ("password: ${PASSWORD}, token: $__file{/x}", vec![]),
            ("existingPassword: x", vec![]),
            ("password: \"hun, ter 2\" # x", vec!["hun, ter 2"]),
            ("db_pass=hunter2 bypass=1 proxy_pass: a", vec!["hunter2"]),
            (
                "access_key: EXAMPLE1, credentials: EXAMPLE2",
                vec!["EXAMPLE1", "EXAMPLE2"],
            ),
            ("tokens:\n- one\n- \"two\"\nname: a", vec!["one", "two"]),
            ("tokens: [one, \"two\"]\nmaxTokens: 3", vec!["one", "two"]),
            (
                "a:\n  passwords:\n    me: one\n    you: two\n  b: c",
                vec!["one", "two"],
            ),
            ("{\"passwords\": {\n  \"me\": \"one\"\n}}", vec!["one"]),
            ("basic_auth_users:\n  me: one\n", vec!["one"]),
            (
                "private_key: |\n  one\n  two three\na: b",
                vec!["one", "two three"],
            ),
            ("curl -s -u me:hunter2 https://example.com", vec!["hunter2"]),
            ("curl --user 'me:hunter2' https://example.com", vec!["hunter2"]),
            ("podman run -u 1000:1000", vec![]),
            ("helm --password hunter --token 't 1' -x", vec!["hunter", "t 1"]),
            ("flag --password --user", vec![]),
            ("AWS_SECRET_ACCESS_KEY hunter2 for it", vec!["hunter2"]),
            ("the password is hunter2; next", vec!["hunter2"]),
            ("- args:\n-  - --password\n-  - hunter2", vec!["hunter2"]),
            ("- \"--token\"\n- \"hunter 2\"", vec!["hunter 2"]),
            (r#"["psql","--password","hunter2"]"#, vec!["hunter2"]),
            (
                "  - name: API_TOKEN\n-   value: one\n+   value: \"t wo\"",
                vec!["one", "t wo"],
            ),
            (
                r#"{"name":"ADMIN_PASSWORD","value":"one"},{"name":"A","value":"b"}"#,
                vec!["one"],
            ),
            ("name: API_TOKEN\nvalueFrom: a", vec![]),
            ("name: API_TOKEN\nvalue:", vec![]),
            ("name: API_TOKEN, value=", vec![]),
            (
                "-  - name: API_TOKEN\n-    value: |\n-      one\n+    value: two\n   - name: B",
                vec!["-      one", "two"],
            ),
            (
                "--set env[0].name=API_TOKEN,env[0].value=one --set a=b",
                vec!["one"],
            ),
            ("grafana.adminPassword: Invalid type. Expected: string", vec![]),
            ("spec.token: Required value", vec![]),
            ("spec.slackApiUrl: Invalid value: \"one\": no", vec!["one"]),
            ("data[password]: Invalid value: \"one\"", vec!["one"]),
            ("getting credentials: exec: executable aws failed", vec![]),
            ("Cookie: session=EXAMPLEONLY", vec!["session=EXAMPLEONLY"]),
            ("slack-url: EXAMPLE", vec!["EXAMPLE"]),
            ("the token is expired, a token was 1 day old", vec![]),
            ("AWS_SECRET_ACCESS_KEY must be set", vec![]),
            ("the Bearer of this", vec![]),
            ("password:", vec![]),
            ("비밀번호: 없음, password: 비밀", vec!["비밀"]),
        ] {
            let found: Vec<&str> = assigned(text).into_iter().map(|at| &text[at]).collect();
            assert_eq!(found, secrets, "{text}");
        }
    }
}
