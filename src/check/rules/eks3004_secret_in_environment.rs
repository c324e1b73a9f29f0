//! EKS3004: a text in the environment that is a secret, or looks like one. Everything there ends up in `out/`.

use std::io;

use serde::Serialize as _;
use serde_json::ser::{CharEscape, Formatter, Serializer};
use serde_json::{Map, Value};

use crate::diag::FieldPath;
use crate::diag::secrets;
use crate::model::{Environment, ReleaseValues};
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    // Mostly there is none, and then nobody needs the paths.
    if holds_token(subject.environment()) {
        let tree = serde_json::to_value(subject.environment()).expect("bug in eksight: a model is plain data");
        look(&FieldPath::root(), &tree, &mut found);
    }
    for (at, values) in passed_through(subject) {
        look_at_keys(&at, "", values, &mut found);
    }
    for (name, group) in &subject.environment().node_groups {
        for (index, command) in group.pre_bootstrap_commands.iter().enumerate() {
            let at = at!(nodeGroups[name].preBootstrapCommands[#index]);
            let given = given(&at, command);
            found.extend(given.map(|finding| finding.help(FETCH)));
        }
    }
    found
}

/// All that an environment passes on without knowing it.
fn passed_through<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (FieldPath, &'a ReleaseValues)> {
    let environment = subject.environment();
    let charts = environment.charts.iter();
    let addons = environment.addons.iter();
    charts
        .map(|(release, chart)| (at!(charts[release].extraValues), &chart.extra_values))
        .chain(addons.map(|(name, addon)| (at!(addons[name].configuration), &addon.configuration)))
}

/// Whether one of the texts is a token. Every environment is asked, so no tree is made for it.
fn holds_token(environment: &Environment) -> bool {
    let mut texts = Serializer::with_formatter(io::sink(), Texts::default());
    // It stops at the first one, with an error.
    environment.serialize(&mut texts).is_err()
}

/// Looks at texts as they are written.
#[derive(Default)]
struct Texts {
    /// The text so far; it comes in pieces, between what JSON escapes.
    begun: String,
}

impl Formatter for Texts {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, _: &mut W, fragment: &str) -> io::Result<()> {
        self.begun.push_str(fragment);
        Ok(())
    }

    fn write_char_escape<W: ?Sized + io::Write>(&mut self, _: &mut W, escape: CharEscape) -> io::Result<()> {
        self.begun.push(match escape {
            CharEscape::Quote => '"',
            CharEscape::ReverseSolidus => '\\',
            CharEscape::Solidus => '/',
            CharEscape::Backspace => '\u{8}',
            CharEscape::FormFeed => '\u{c}',
            CharEscape::LineFeed => '\n',
            CharEscape::CarriageReturn => '\r',
            CharEscape::Tab => '\t',
            CharEscape::AsciiControl(byte) => char::from(byte),
        });
        Ok(())
    }

    fn end_string<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        let found = secrets::token(&self.begun);
        self.begun.clear();
        match found {
            Some(token) => Err(io::Error::other(token)),
            None => Ok(()),
        }
    }
}

/// Texts that begin like a token, wherever they stand.
fn look(at: &FieldPath, value: &Value, found: &mut Vec<Finding>) {
    match value {
        Value::String(text) => {
            let first = secrets::tokens(text).into_iter().next();
            found.extend(first.map(|(token, bytes)| {
                finding(at.clone(), &format!("this looks like a secret (`{token}…`)")).part(bytes)
            }));
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

/// Texts under a key that says that they are secret. `parent` is the key of the map.
fn look_at_keys(at: &FieldPath, parent: &str, entries: &Map<String, Value>, found: &mut Vec<Finding>) {
    for (key, value) in entries {
        // Without a blank behind its colon, `{TOKEN:x}` has a key alone; no path shows it.
        found.extend(given(at, key));
        // Of an ExternalSecret, the name that the text gets. Source: External Secrets, API specification, ExternalSecretData.
        if key == "secretKey" && entries.contains_key("remoteRef") {
            continue;
        }
        look_at_key(&at.key(key), parent, secrets::name_of(entries, key), value, found);
    }
}

fn look_at_key(at: &FieldPath, parent: &str, key: &str, value: &Value, found: &mut Vec<Finding>) {
    match value {
        Value::String(text) if secrets::holds_secret(parent, key, text) => {
            found.push(finding(at.clone(), &format!("`{key}` holds a secret")));
        }
        Value::String(text) => found.extend(given(at, text)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| look_at_key(&at.index(index), key, key, item, found)),
        Value::Object(entries) => look_at_keys(at, key, entries, found),
        _ => {}
    }
}

/// A text that gives a secret to a name in it. A token is found wherever it stands.
fn given(at: &FieldPath, text: &str) -> Option<Finding> {
    let (name, bytes) = secrets::plain(text).filter(|_| secrets::token(text).is_none())?;
    Some(finding(at.clone(), &format!("`{name}` holds a secret")).part(bytes))
}

/// What to do about one in a command.
const FETCH: &str = "let the command fetch it, such as from Secrets Manager: everything here is committed with `out/`, and stands \
                     in the user data of the nodes";

fn finding(at: FieldPath, message: &str) -> Finding {
    Finding::at(at, message)
        .help("put it into a Kubernetes Secret and name that: everything here is committed with `out/`, and shown to reviewers")
}

#[cfg(test)]
mod tests {
    use super::Texts;
    use serde::Serialize as _;
    use serde_json::json;
    use serde_json::ser::Serializer;

    #[test]
    fn a_token_is_found_between_what_json_escapes() {
        let holds = |text: &str| {
            let mut texts = Serializer::with_formatter(std::io::sink(), Texts::default());
            json!({ "a": [1, text] }).serialize(&mut texts).is_err()
        };
        for text in ["ghp_0123456789abcdef", "a\n\"ghp_0123456789abcdef\"\\", "https://a:0123456789@example.com\n"] {
            assert!(holds(text), "{text}");
        }
        // The next text is not the end of this one.
        for text in ["", "ghp_", "a\tb\n", "https://example.com/@"] {
            assert!(!holds(text), "{text}");
        }
    }
}
