//! Secrets in lines that no reader has made sense of: behind a name that says so, whatever stands between and around.

use std::ops::Range;

use super::assigned::{BEGINS, QUOTES, assigned, is_of_name};
use super::keys::{holds_secrets, is_reference, may_be_secret};

/// Where lines may give a secret to a name: what [`assigned`] finds, the rest of the line too, since nobody knows where it
/// ends, and all that stands deeper below it.
#[must_use]
pub fn in_lines(text: &str) -> Vec<Range<usize>> {
    let mut found = assigned(text);
    let mut above: Option<usize> = None;
    for line in text.lines() {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        let said = line.trim();
        let depth = line.len() - line.trim_start_matches(BEGINS).len();
        if said.is_empty() {
            continue;
        }
        let place = |part: &str| {
            let at = start + (part.as_ptr() as usize - line.as_ptr() as usize);
            at..at + part.len()
        };
        if above.is_some_and(|above| depth > above) {
            found.push(place(said));
            continue;
        }
        let given = behind_name(said);
        above = given.filter(|_| !said.starts_with('#')).map(|_| depth);
        let value = given.filter(|value| !is_reference(value.trim_matches(QUOTES)));
        found.extend(value.map(place));
    }
    // Signs alone stand for what is left out.
    found.retain(|place| text[place.clone()].contains(char::is_alphanumeric));
    found
}

/// What stands in a line behind the first name that says that it is secret, and a `:`, a `=` or a blank.
fn behind_name(line: &str) -> Option<&str> {
    let mut rest = line;
    loop {
        let name = &rest[rest.find(is_of_name)?..];
        let end = name.find(|c| !is_of_name(c)).unwrap_or(name.len());
        let (name, behind) = name.split_at(end);
        rest = behind;
        if !may_be_secret(name) && !holds_secrets(name) {
            continue;
        }
        let value = behind.trim_start_matches(QUOTES).trim_start();
        match value.strip_prefix([':', '=']) {
            Some(value) => return Some(value.trim_start()),
            None if behind.starts_with([' ', '\t']) => return Some(value),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::in_lines;
    use crate::secrets::without;

    #[test]
    fn what_a_line_gives_a_secret_is_hidden_however_it_is_written() {
        for (text, shown) in [
            ("password: \"hunter2", "password: (hidden)"),
            ("password:hunter2", "password:(hidden)"),
            ("password: hunter2: x # it", "password: (hidden)"),
            ("\tDB_PASSWORD: hun ter", "\tDB_PASSWORD: (hidden)"),
            ("password hunter\nuser me", "password (hidden)\nuser me"),
            ("x: { adminPassword: a, b", "x: { adminPassword: (hidden)"),
            ("\"client_secret\" : 'a", "\"client_secret\" : (hidden)"),
            ("- API_KEY=a", "- API_KEY=(hidden)"),
            (
                "tokens:\n  - a\n  - b\nc: d",
                "tokens:\n  (hidden)\n  (hidden)\nc: d",
            ),
            (
                "- password:\n    a: [\n  b: c",
                "- password:\n    (hidden)\n  b: c",
            ),
            (
                "token: |\n  a\n\n  b\nc: d",
                "token: |\n  (hidden)\n\n  (hidden)\nc: d",
            ),
            (
                "- name: DB_PASSWORD\n  value: \"hunter2\n",
                "- name: DB_PASSWORD\n  value: \"(hidden)\n",
            ),
            ("# the token of it\n  a: b", "# the token (hidden)\n  a: b"),
            ("password: \"${PASSWORD}\"", "password: \"${PASSWORD}\""),
            ("tokenUrl: a\nmaxTokens: 3", "tokenUrl: a\nmaxTokens: 3"),
            ("password", "password"),
            ("https://example.com/?token=…", "https://example.com/?token=…"),
            ("비밀번호 password: 비밀", "비밀번호 password: (hidden)"),
        ] {
            assert_eq!(without(text, in_lines(text)), shown);
        }
    }
}
