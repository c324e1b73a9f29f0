//! The syntax of labels in Kubernetes, which taints share. For rules. Source: Kubernetes documentation, labels and
//! selectors, syntax and character set, as of 2026-11.

use crate::catalog::LABEL_CHARACTERS;

/// Characters of a prefix.
const PREFIX: usize = 253;

/// How to mend one that is none.
pub(super) fn help() -> String {
    format!(
        "write at most {LABEL_CHARACTERS} letters, digits, `-`, `_` and `.`, with a letter or digit at both ends; a key may \
         have a domain and `/` before it, such as `example.com/team`"
    )
}

/// What is wrong with the key or the value of a `what`: a label, a taint.
pub(super) fn fault(what: &str, key: &str, value: Option<&str>) -> Option<String> {
    if let Some(wrong) = key_fault(key) {
        return Some(format!("`{key}` is no key of a {what}: {wrong}"));
    }
    let value = value.filter(|value| !value.is_empty())?;
    let wrong = name_fault(value)?;
    Some(format!("`{value}` is no value of a {what}: {wrong}"))
}

fn key_fault(key: &str) -> Option<String> {
    let Some((prefix, name)) = key.split_once('/') else {
        return name_fault(key);
    };
    if prefix.len() > PREFIX {
        return Some(format!("its prefix has {} characters", prefix.len()));
    }
    if !prefix.split('.').all(is_dns_label) {
        return Some("its prefix is no domain in lower case".to_owned());
    }
    name_fault(name)
}

/// Whether a text is one by its letters: part of a domain, or the name of a port.
pub(super) fn is_dns_label(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && !text.starts_with('-') && !text.ends_with('-') && text.chars().all(inner)
}

/// What is wrong with a name, or with a value that is not empty.
fn name_fault(name: &str) -> Option<String> {
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if name.is_empty() {
        return Some("there is no name".to_owned());
    }
    let stranger = |c: &char| !(c.is_ascii_alphanumeric() || "-_.".contains(*c));
    if let Some(stranger) = name.chars().find(stranger) {
        return Some(format!("it has a `{stranger}`"));
    }
    if name.len() > LABEL_CHARACTERS {
        return Some(format!("it has {} characters", name.len()));
    }
    let edges = edge(name.chars().next()) && edge(name.chars().next_back());
    (!edges).then(|| "it begins or ends with a mark".to_owned())
}
