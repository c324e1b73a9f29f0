//! Secrets in the middle of a text: behind a name and `:` or `=`, as in a file or an option, and behind `Bearer` or `Basic`.

use std::ops::Range;

use super::{SHORTEST_TOKEN, is_secret, is_written, word};

/// How an Authorization header begins. Source: RFC 6750, 2.1; RFC 7617, 2.
const SCHEMES: [&str; 2] = ["Bearer ", "Basic "];

/// Where a text gives a secret a value. What says so little is good enough to hide it, and too little to refuse it.
#[must_use]
pub fn assigned(text: &str) -> Vec<Range<usize>> {
    let named = text
        .match_indices([':', '='])
        .filter_map(|(at, _)| behind_name(text, at));
    let schemes = SCHEMES.iter().flat_map(|scheme| {
        let found = text.match_indices(scheme);
        found.filter_map(|(at, _)| in_header(text, at + scheme.len()))
    });
    named.chain(schemes).collect()
}

/// The value behind a name that says that it is secret, with its `:` or `=` here.
fn behind_name(text: &str, at: usize) -> Option<Range<usize>> {
    let quotes = ['"', '\''];
    let before = text[..at].trim_end_matches([' ', '\t']).trim_end_matches(quotes);
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let name = before.trim_end_matches(is_of_name);
    let rest = &text[at + 1..];
    let value = rest.trim_start_matches([' ', '\t']).trim_start_matches(quotes);
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ';');
    let value = value.split(ends).next().unwrap_or_default();
    let start = value.as_ptr() as usize - text.as_ptr() as usize;
    let is_one = is_secret("", before[name.len()..].trim_start_matches('-')) && is_written(value);
    is_one.then_some(start..start + value.len())
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
            ("the Bearer of this", vec![]),
            ("password:", vec![]),
            ("비밀번호: 없음, password: 비밀", vec!["비밀"]),
        ] {
            let found: Vec<&str> = assigned(text).into_iter().map(|at| &text[at]).collect();
            assert_eq!(found, secrets, "{text}");
        }
    }
}
