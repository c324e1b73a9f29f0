//! The generator varies everything that the schema of environments has: each field has two values at least, and each
//! word of a closed set is used.

use std::collections::{BTreeMap, BTreeSet};

use eksight::source::schema;
use serde_json::Value;

use crate::cases::CASES;

/// They say what a file is: these tests read files of one kind and version, without a base.
const OF_FILES: [&str; 4] = [
    "Environment.apiVersion",
    "Environment.kind",
    "Environment.extends",
    "Kind = \"Base\"",
];

/// What a schema says of a value.
#[derive(Default)]
struct Seen {
    /// The values of each field, as far as there are two.
    fields: BTreeMap<String, BTreeSet<String>>,
    /// The words of closed sets.
    words: BTreeSet<String>,
}

/// Parts of a schema that say something of the same value.
fn alternatives(schema: &Value) -> impl Iterator<Item = &Value> {
    let groups = ["allOf", "anyOf", "oneOf"]
        .into_iter()
        .filter_map(|key| schema[key].as_array());
    groups.flatten()
}

/// Follows a reference to a definition.
fn definition<'a>(root: &'a Value, schema: &'a Value) -> Option<(&'a str, &'a Value)> {
    let name = schema["$ref"].as_str()?.strip_prefix("#/definitions/")?;
    Some((name, &root["definitions"][name]))
}

impl Seen {
    /// Looks at a value; one of `null` says that a field is not there.
    fn look(&mut self, root: &Value, owner: &str, schema: &Value, value: &Value) {
        if let Some((name, schema)) = definition(root, schema) {
            return self.look(root, name, schema, value);
        }
        alternatives(schema).for_each(|schema| self.look(root, owner, schema, value));
        let words = schema["enum"]
            .as_array()
            .into_iter()
            .flatten()
            .chain(schema.get("const"));
        for word in words.filter(|word| *word == value) {
            self.words.insert(format!("{owner} = {word}"));
        }
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let below = &value[name];
            let values = self.fields.entry(format!("{owner}.{name}")).or_default();
            if values.len() < 2 {
                values.insert(below.to_string());
            }
            if !below.is_null() {
                self.look(root, owner, field, below);
            }
        }
        let patterns = schema["patternProperties"]
            .as_object()
            .into_iter()
            .flat_map(serde_json::Map::values);
        let entries = patterns
            .chain(schema.get("additionalProperties"))
            .filter(|schema| schema.is_object());
        for schema in entries {
            let values = value.as_object().into_iter().flat_map(serde_json::Map::values);
            values.for_each(|below| self.look(root, owner, schema, below));
        }
        for below in value
            .as_array()
            .into_iter()
            .flatten()
            .filter(|_| schema["items"].is_object())
        {
            self.look(root, owner, &schema["items"], below);
        }
    }
}

/// Every word of every closed set.
fn all_words(owner: &str, schema: &Value, words: &mut BTreeSet<String>) {
    let own = schema["enum"]
        .as_array()
        .into_iter()
        .flatten()
        .chain(schema.get("const"));
    words.extend(own.map(|word| format!("{owner} = {word}")));
    alternatives(schema).for_each(|schema| all_words(owner, schema, words));
}

#[test]
fn every_field_and_every_word_of_the_schema_varies() {
    let root: Value = serde_json::from_str(schema::TEXT).expect("JSON");
    let definitions = root["definitions"].as_object().expect("definitions");
    let mut seen = Seen::default();
    for case in CASES.iter() {
        let value = serde_json::to_value(&case.environment).expect("a tree");
        seen.look(&root, "Environment", &root, &value);
    }
    let mut wanted = BTreeSet::new();
    for (name, schema) in definitions {
        all_words(name, schema, &mut wanted);
    }
    let of_fields = |(name, schema): (&String, &Value)| {
        let own = std::iter::once(schema)
            .chain(alternatives(schema))
            .filter_map(|schema| schema["properties"].as_object());
        own.flat_map(|fields| {
            fields
                .keys()
                .map(|field| format!("{name}.{field}"))
                .collect::<Vec<_>>()
        })
        .collect::<Vec<_>>()
    };
    let mut constant: Vec<String> = definitions.iter().flat_map(of_fields).collect();
    constant.extend(
        root["properties"]
            .as_object()
            .expect("fields")
            .keys()
            .map(|field| format!("Environment.{field}")),
    );
    constant.retain(|field| seen.fields.get(field).is_none_or(|values| values.len() < 2));
    let unused = wanted
        .difference(&seen.words)
        .filter(|word| !word.starts_with("RetentionDays") && !word.starts_with("ApiVersion"));
    let missing: Vec<String> = constant
        .into_iter()
        .chain(unused.cloned())
        .filter(|what| !OF_FILES.contains(&what.as_str()))
        .collect();
    assert_eq!(
        missing,
        Vec::<String>::new(),
        "the generator leaves these as they are"
    );
}
