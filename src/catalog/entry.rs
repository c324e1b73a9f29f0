//! One entry of a JSON object that keeps each entry on a line of its own, found without parsing the rest.

use super::Meta;

/// Key and value of a line such as `"c5":{"xx.x":"large"},`; `None` for a line of any other shape.
pub(super) fn entry(line: &str) -> Option<(&str, &str)> {
    let (key, rest) = line.strip_prefix('"')?.split_once('"')?;
    let value = rest.strip_prefix(':')?;
    Some((key, value.strip_suffix(',').unwrap_or(value)))
}

/// The `_meta` entry, which generated files keep on their second line.
pub(super) fn meta(text: &str) -> Meta {
    let meta = text
        .lines()
        .nth(1)
        .and_then(entry)
        .filter(|(key, _)| *key == "_meta");
    meta.and_then(|(_, value)| serde_json::from_str(value).ok())
        .expect("bug in eksight: a generated catalogue file has no `_meta`")
}
