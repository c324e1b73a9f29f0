//! What is the same in two environments but for their own names, which stand in paths, commands and names of objects.

use serde_json::Value;

use crate::Effect;

/// Stands for the environment's own name.
const OWN: &str = "\u{0}";

/// The same text without the environment's own name, wherever that stands by itself.
pub(super) fn nameless(text: &str, name: &str) -> String {
    let mut rest = text;
    let mut without = String::with_capacity(text.len());
    while let Some(at) = rest.find(name).filter(|_| !name.is_empty()) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let word = |c: char| c.is_alphanumeric();
        without.push_str(before);
        match before.ends_with(word) || without.ends_with(word) || after.starts_with(word) {
            true => without.push_str(name),
            false => without.push_str(OWN),
        }
        rest = after;
    }
    without + rest
}

/// The same effects without it.
pub(super) fn nameless_effects(effects: &[Effect], name: &str) -> Vec<Effect> {
    let of = |text: &String| nameless(text, name);
    let nameless = effects.iter().map(|effect| Effect {
        artefact: of(&effect.artefact),
        object: of(&effect.object),
        path: effect.path.iter().map(of).collect(),
        old: effect.old.as_ref().map(|value| nameless_value(value, name)),
        new: effect.new.as_ref().map(|value| nameless_value(value, name)),
        reason: effect.reason.as_ref().map(of),
        follows: effect.follows.as_ref().map(of),
        ..effect.clone()
    });
    nameless.collect()
}

fn nameless_value(value: &Value, name: &str) -> Value {
    match value {
        Value::String(text) => nameless(text, name).into(),
        Value::Array(items) => items.iter().map(|item| nameless_value(item, name)).collect(),
        Value::Object(entries) => {
            let entries = entries.iter();
            let entries = entries.map(|(key, value)| (nameless(key, name), nameless_value(value, name)));
            Value::Object(entries.collect())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::nameless;

    #[test]
    fn a_name_goes_where_it_stands_by_itself() {
        let cases = [
            ("dev", "--values out/dev/helm/x", "--values out/\0/helm/x"),
            (
                "dev",
                "dev-eks, dev.external-dns and dev",
                "\0-eks, \0.external-dns and \0",
            ),
            ("dev", "devices of xdev and dev1", "devices of xdev and dev1"),
            ("dev", "devdev dev", "devdev \0"),
            ("", "any", "any"),
        ];
        for (name, text, expected) in cases {
            assert_eq!(nameless(text, name), expected, "{name} in {text}");
        }
    }
}
