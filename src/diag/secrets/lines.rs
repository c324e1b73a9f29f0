//! Secrets in lines that no reader has made sense of: behind a name that says so, whatever stands between and around.

use std::ops::Range;

use super::assigned::{BEGINS, QUOTES, assigned, is_block, is_of_name, one};
use super::keys::{holds_secrets, is_reference, may_be_secret};

/// Where lines may give a secret to a name: what [`assigned`] finds, the rest of the line too, since nobody knows where it
/// ends, and all that stands below it: deeper, or as a text where that was to come.
#[must_use]
pub fn in_lines(text: &str) -> Vec<Range<usize>> {
    let lines = lines(text);
    let mut found = assigned(text);
    let mut above: Option<Above> = None;
    for line in &lines {
        if above.as_mut().is_some_and(|above| above.takes(line)) {
            found.push(line.place(line.said));
            continue;
        }
        let given = behind(line.said, |name| may_be_secret(name) || holds_secrets(name));
        above = given.filter(|_| !line.said.starts_with('#')).map(|value| Above {
            depth: line.depth,
            wants_text: is_block(value),
            wants_more: value.is_empty(),
        });
        found.extend(
            given
                .filter(|value| is_held(value))
                .map(|value| line.place(value)),
        );
    }
    found.extend(beside_names(&lines));
    // Signs alone stand for what is left out.
    found.retain(|place| text[place.clone()].contains(char::is_alphanumeric));
    found
}

/// A line that says something.
struct Line<'t> {
    /// The byte with which it begins.
    start: usize,
    text: &'t str,
    said: &'t str,
    /// The column of what it says, behind what a list or a difference begins its lines with.
    depth: usize,
}

impl Line<'_> {
    fn place(&self, part: &str) -> Range<usize> {
        let at = self.start + (part.as_ptr() as usize - self.text.as_ptr() as usize);
        at..at + part.len()
    }

    /// Whether it gives something to a name, whichever.
    fn has_key(&self) -> bool {
        let said = self.said.trim_start_matches(BEGINS).trim_start_matches(QUOTES);
        let behind = said.trim_start_matches(is_of_name).trim_start_matches(QUOTES);
        behind.len() < said.len() && (behind == ":" || behind.starts_with(": "))
    }

    fn begins_item(&self) -> bool {
        self.said.starts_with('-')
    }
}

/// The lines of a text that say something.
fn lines(text: &str) -> Vec<Line<'_>> {
    let said = text.lines().map(|line| Line {
        start: line.as_ptr() as usize - text.as_ptr() as usize,
        text: line,
        said: line.trim_matches(is_blank),
        depth: line
            .chars()
            .take_while(|c| BEGINS.contains(c) || is_blank(*c))
            .count(),
    });
    said.filter(|line| !line.said.is_empty()).collect()
}

/// Whether a character looks like a blank, also where it is none for YAML.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}')
}

/// A line that gives something to the name of a secret.
struct Above {
    depth: usize,
    /// A text of many lines is to come, which may stand in the wrong column.
    wants_text: bool,
    /// Anything is to come.
    wants_more: bool,
}

impl Above {
    /// Whether a line below belongs to it.
    fn takes(&mut self, line: &Line<'_>) -> bool {
        let is_deeper = line.depth > self.depth;
        let is_wanted = (self.wants_text || self.wants_more) && !line.has_key();
        // Behind the first line of a list, one in the column of the name is another slip.
        self.wants_more &= !is_deeper && is_wanted;
        is_deeper || is_wanted
    }
}

/// Whether what stands behind a name is a secret, and not where one is.
fn is_held(value: &str) -> bool {
    !is_reference(value.trim_matches(QUOTES))
}

/// What a `value` is given in an item with a `name` that says that it is secret, whichever of the two comes first.
fn beside_names(lines: &[Line<'_>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, named) in lines.iter().enumerate() {
        let name = behind(named.said, |key| key == "name").and_then(|name| Some(&name[one(name, name)?]));
        if !name.is_some_and(may_be_secret) {
            continue;
        }
        // The line beside the name belongs to it in any column.
        let belongs = |line: usize| line.abs_diff(at) <= 1 || lines[line].depth >= named.depth;
        let above = (0..at)
            .rev()
            .take_while(|line| !lines[line + 1].begins_item() && belongs(*line));
        let first = above.last().unwrap_or(at);
        let below = (at + 1..lines.len()).take_while(|line| !lines[*line].begins_item() && belongs(*line));
        let last = below.last().unwrap_or(at);
        let mut value: Option<usize> = None;
        for line in &lines[first..=last] {
            let given = behind(line.said, |key| key == "value");
            if let Some(given) = given {
                value = Some(line.depth);
                found.extend(is_held(given).then(|| line.place(given.trim_start_matches(QUOTES))));
            } else if value.is_some_and(|value| line.depth > value) {
                found.push(line.place(line.said));
            }
        }
    }
    found
}

/// What stands in a line behind the first name of a kind, and a `:`, a `=` or a blank.
fn behind(line: &str, is_name: impl Fn(&str) -> bool) -> Option<&str> {
    let mut rest = line;
    loop {
        let name = &rest[rest.find(is_of_name)?..];
        let end = name.find(|c| !is_of_name(c)).unwrap_or(name.len());
        let (name, behind) = name.split_at(end);
        rest = behind;
        if !is_name(name) {
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
            // The text stands in the column of its name, or left of it.
            (
                "  token: |\n  a\nb c\n  d: e",
                "  token: |\n  (hidden)\n(hidden)\n  d: e",
            ),
            ("token: >-\n  a\nb\nc: d", "token: >-\n  (hidden)\n(hidden)\nc: d"),
            ("tokens:\na\n- b\nc d", "tokens:\n(hidden)\n(hidden)\nc d"),
            (
                "tokens:\n\u{a0}\u{200b} - a\nb: c",
                "tokens:\n\u{a0}\u{200b} (hidden)\nb: c",
            ),
            // A `value` beside such a name.
            (
                "- name: TOKEN\n  value a b\n- value c",
                "- name: TOKEN\n  value (hidden)\n- value c",
            ),
            (
                "- value: %a\n  x: y\n  name: \"TOKEN\"\n",
                "- value: (hidden)\n  x: y\n  name: \"TOKEN\"\n",
            ),
            (
                "- value: |\n   a\n   b\n  name: TOKEN\n- x: c",
                "- value: |\n   (hidden)\n   (hidden)\n  name: TOKEN\n- x: c",
            ),
            (
                "- { value: @a, name: TOKEN }\n- { name: A, value: b }",
                "- { value: (hidden)\n- { name: A, value: b }",
            ),
            ("- name: TOKEN\n  value: {{ a", "- name: TOKEN\n  value: (hidden)"),
            (
                "- name: TOKEN\n  value: $(A)\n  valueFrom: b",
                "- name: TOKEN\n  value: $(A)\n  valueFrom: b",
            ),
        ] {
            assert_eq!(without(text, in_lines(text)), shown);
        }
    }
}
