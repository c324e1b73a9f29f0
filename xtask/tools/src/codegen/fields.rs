//! `docs/fields.md`: every field of an environment with its values, default and meaning, as the JSON Schema has them.

use anyhow::{Context, Result};
use serde_json::{Map, Value};

use super::Generated;

const HEAD: &str = "\
# Fields of an environment

Made by `cargo xtask codegen schema` from `schemas/environment.schema.json`, which editors read: the comment in the first line
of each shipped environment names it. `cargo xtask explain` knows the rules about them, and `cargo xtask trace FIELD <env>`
all that a field reaches.

`<key>` is a name that you give, or whatever the meaning says; `[]` is each entry of a list. A field that is `required` has to
stand wherever the one above it does, in the file itself or in one that it extends. Text is quoted where YAML takes it for
something else.
";

/// The page, of the text of the schema.
pub(super) fn page(schema: &str) -> Result<Generated> {
    let schema: Value = serde_json::from_str(schema).context("reading the schema")?;
    let fields = Fields { schema: &schema };
    let top = properties(&schema);
    let (sections, single): (Vec<_>, Vec<_>) = top
        .iter()
        .partition(|(_, property)| fields.kind(property).below.is_some());
    let links: Vec<String> = sections
        .iter()
        .map(|(name, _)| format!("[{name}](#{})", name.to_lowercase()))
        .collect();
    let mut text = format!("{HEAD}\n{}\n\n{COLUMNS}", links.join(" · "));
    for (name, property) in single {
        fields.rows(name, property, &mut text);
    }
    for (name, property) in sections {
        text.push_str(&format!("\n## {name}\n\n{COLUMNS}"));
        fields.rows(name, property, &mut text);
    }
    Ok(Generated {
        path: "docs/fields.md",
        text,
    })
}

const COLUMNS: &str = "| field | value | default | meaning |\n|---|---|---|---|\n";

/// The one field that goes when the file is read, so that it has no default.
const EXTENDS: &str = "extends";

struct Fields<'a> {
    schema: &'a Value,
}

/// What a field takes.
struct Kind<'a> {
    words: String,
    /// How the fields below it are reached, and the schema that has them.
    below: Option<(String, &'a Value)>,
}

impl Kind<'_> {
    fn of(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            below: None,
        }
    }
}

impl<'a> Fields<'a> {
    /// A row for the field, and for all below it.
    fn rows(&self, path: &str, property: &'a Value, text: &mut String) {
        let kind = self.kind(property);
        let (meaning, default) = described(property);
        let default = default.unwrap_or_else(|| match property.get("default") {
            None if path != EXTENDS => "required".to_owned(),
            None | Some(Value::Object(_) | Value::Array(_) | Value::Null) => "none".to_owned(),
            Some(value) => code(value),
        });
        // Where the meaning has an example, the one of its type would be a second, which may be of something else.
        let says = ["such as", "key of", "entry of"]
            .iter()
            .any(|word| meaning.contains(word));
        let words = match kind.words.split_once(", such as ") {
            Some((words, _)) if says => words,
            _ => &kind.words,
        };
        row(text, path, words, &default, &meaning);
        let Some((step, below)) = kind.below else {
            return;
        };
        for (name, property) in properties(below) {
            self.rows(&format!("{path}{step}.{name}"), property, text);
        }
        for choice in choices(below) {
            for (name, property) in properties(choice) {
                let path = format!("{path}{step}.{name}");
                let kind = self.kind(property);
                row(text, &path, &kind.words, "", &described(choice).0);
                for (name, property) in kind.below.iter().flat_map(|(_, below)| properties(below)) {
                    self.rows(&format!("{path}.{name}"), property, text);
                }
            }
        }
    }

    fn kind(&self, schema: &'a Value) -> Kind<'a> {
        let schema = self.meant(schema);
        if !choices(schema).is_empty() {
            return chosen(schema);
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return Kind::of(any(values.iter().map(code).collect()));
        }
        let takes = |name: &str| match &schema["type"] {
            Value::Array(types) => types.iter().any(|it| it == name),
            one => one == name,
        };
        if takes("array") {
            return self.several("list of", "[]", &schema["items"]);
        }
        if takes("object") {
            let named = schema.get("patternProperties").and_then(Value::as_object);
            let named = named.and_then(|patterns| patterns.values().next());
            return match (named, &schema["additionalProperties"]) {
                (Some(entry), _) | (None, entry @ Value::Object(_)) => {
                    self.several("map of", ".<key>", entry)
                }
                (None, Value::Bool(true)) => Kind::of("any"),
                _ if properties(schema).is_empty() => Kind::of("`{}`"),
                _ => Kind {
                    words: "fields".to_owned(),
                    below: Some((String::new(), schema)),
                },
            };
        }
        let example = schema["examples"].get(0).map(code);
        let example = example.map_or_else(String::new, |example| format!(", such as {example}"));
        match () {
            () if takes("string") => Kind::of(format!("text{example}")),
            () if takes("integer") => Kind::of(match (&schema["minimum"], &schema["maximum"]) {
                (least, Value::Number(most)) => format!("{least} to {most}"),
                _ => "whole number".to_owned(),
            }),
            () if takes("number") => Kind::of("number"),
            () => Kind::of("`true` or `false`"),
        }
    }

    /// Of a list or map of these.
    fn several(&self, word: &str, step: &str, entry: &'a Value) -> Kind<'a> {
        let entry = self.kind(entry);
        Kind {
            words: format!("{word} {}", entry.words),
            below: entry
                .below
                .map(|(below, schema)| (format!("{step}{below}"), schema)),
        }
    }

    /// What a reference stands for, and what there is beside null.
    fn meant(&self, schema: &'a Value) -> &'a Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let pointer = reference.trim_start_matches('#');
            return self.meant(self.schema.pointer(pointer).unwrap_or(&Value::Null));
        }
        let one = ["allOf", "anyOf"].iter().find_map(|word| schema[word].get(0));
        one.map_or(schema, |one| self.meant(one))
    }
}

/// One of some words, or one of some maps with a single key.
fn chosen(schema: &Value) -> Kind<'_> {
    let words: Option<Vec<String>> = choices(schema)
        .iter()
        .map(|choice| choice.get("const").map(code))
        .collect();
    match words {
        Some(words) => Kind::of(any(words)),
        None => Kind {
            words: "one of these".to_owned(),
            below: Some((String::new(), schema)),
        },
    }
}

fn choices(schema: &Value) -> &[Value] {
    schema["oneOf"].as_array().map_or(&[], Vec::as_slice)
}

fn properties(schema: &Value) -> &Map<String, Value> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    schema["properties"].as_object().unwrap_or(&NONE)
}

/// What a description says, and the default in it: the last thing that it says.
fn described(schema: &Value) -> (String, Option<String>) {
    let text = schema["description"]
        .as_str()
        .unwrap_or_default()
        .replace('\n', " ");
    match text.split_once("Default: ") {
        Some((meaning, default)) => {
            let default = default.trim_end_matches('.').to_owned();
            (meaning.trim_end().to_owned(), Some(default))
        }
        None => (text, None),
    }
}

fn row(text: &mut String, path: &str, kind: &str, default: &str, meaning: &str) {
    let cells = [&format!("`{path}`"), kind, default, meaning].map(|cell| cell.replace('|', "\\|"));
    text.push_str(&format!("| {} |\n", cells.join(" | ")));
}

fn code(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    }
}

/// `a`, `b` or `c`.
fn any(mut words: Vec<String>) -> String {
    match words.pop() {
        Some(last) if !words.is_empty() => format!("{} or {last}", words.join(", ")),
        last => last.unwrap_or_default(),
    }
}
