//! Two independent readers of what the writer wrote. Short CloudFormation tags come back in long form.

use std::sync::LazyLock;

use eksight::emit::yaml::{Style, document};
use eksight_testing::{function, long_form};
use serde_json::{Number, Value, json};
use serde_yaml::granit_parser::{Event, Parser, ScalarStyle, Tag};

/// Writes the value and asserts that both readers give it back.
#[track_caller]
pub(crate) fn assert_reads_back(value: &Value, style: Style) {
    let text = document(&["header"], value, style);
    match libyaml(&text) {
        Ok(read) => assert_eq!(&read, value, "libyaml reads another value from:\n{text}"),
        Err(error) => panic!("libyaml refuses ({error}):\n{text}\nwritten from {value}"),
    }
    match yaml_1_1(&text) {
        Ok(read) => assert_eq!(
            &read, value,
            "a YAML 1.1 reader reads another value from:\n{text}"
        ),
        Err(error) => panic!("the YAML 1.1 reader refuses ({error}):\n{text}\nwritten from {value}"),
    }
}

/// Reads one document as libyaml does, through the port that the YAML organisation keeps.
pub(crate) fn libyaml(text: &str) -> Result<Value, String> {
    let value: yaml_serde::Value = yaml_serde::from_str(text).map_err(|error| error.to_string())?;
    Ok(long_form(value))
}

/// Reads one document, every plain scalar by the tables of yaml.org/type (YAML 1.1, 2005) and what today's readers add.
/// What any of them takes for something else than a string comes back as a marked string, so it never compares equal.
pub(crate) fn yaml_1_1(text: &str) -> Result<Value, String> {
    let mut documents = yaml_1_1_stream(text)?;
    match documents.len() {
        1 => Ok(documents.remove(0)),
        count => Err(format!("{count} documents")),
    }
}

/// Reads a stream of documents like [`yaml_1_1`].
pub(crate) fn yaml_1_1_stream(text: &str) -> Result<Vec<Value>, String> {
    let mut open: Vec<(Value, Option<String>, Option<String>)> = Vec::new();
    let mut documents = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, _) = event.map_err(|error| error.to_string())?;
        let node = match event {
            Event::Scalar(text, style, _, tag) => {
                let value = match (style, &tag) {
                    (ScalarStyle::Plain, None) => resolve(&text),
                    _ => Value::from(text.as_ref()),
                };
                tagged(value, name_of(tag.as_deref()))
            }
            Event::SequenceStart(_, _, tag) => {
                open.push((json!([]), name_of(tag.as_deref()), None));
                continue;
            }
            Event::MappingStart(_, _, tag) => {
                open.push((json!({}), name_of(tag.as_deref()), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let (value, tag, _) = open.pop().expect("the parser pairs its events");
                tagged(value, tag)
            }
            _ => continue,
        };
        match open.last_mut() {
            None => documents.push(node),
            Some((Value::Array(items), ..)) => items.push(node),
            Some((Value::Object(entries), _, key)) => match (key.take(), node) {
                (Some(key), node) => assert!(entries.insert(key, node).is_none(), "a key stands twice"),
                (None, Value::String(text)) => *key = Some(text),
                (None, other) => return Err(format!("the key {other} is no string")),
            },
            Some(_) => unreachable!("only collections are opened"),
        }
    }
    Ok(documents)
}

fn name_of(tag: Option<&Tag>) -> Option<String> {
    tag.map(|tag| tag.suffix().to_owned())
}

fn tagged(value: Value, tag: Option<String>) -> Value {
    match tag {
        Some(name) => function(&name, value),
        None => value,
    }
}

/// Regular expressions of each type: first those of YAML 1.1, then what single readers add.
const TYPES: [(&str, &[&str]); 7] = [
    ("null", &["~", "null|Null|NULL", ""]),
    (
        "bool",
        &[
            "y|Y|yes|Yes|YES|n|N|no|No|NO",
            "true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF",
        ],
    ),
    (
        "int",
        &[
            "[-+]?0b[0-1_]+",
            "[-+]?0[0-7_]+",
            "[-+]?(0|[1-9][0-9_]*)",
            "[-+]?0x[0-9a-fA-F_]+",
            "[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+",
            // YAML 1.2, and the Go reader behind Helm and kubectl.
            "[-+]?0o[0-7_]+",
            "[-+]?0[BX][0-9a-fA-F_]+",
            "[-+]?[0-9]+",
            // Ruby.
            "[-+]?[1-9]([0-9]|,[0-9]|_[0-9])*",
        ],
    ),
    (
        "float",
        &[
            r"[-+]?([0-9][0-9_]*)?\.[0-9.]*([eE][-+][0-9]+)?",
            r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*",
            r"[-+]?\.(inf|Inf|INF)",
            r"\.(nan|NaN|NAN)",
        ],
    ),
    (
        "float to some",
        &[
            // YAML 1.2: no dot, no sign of the exponent.
            r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
            // PyYAML: `_` after the dot.
            r"[-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?",
            // The JavaScript package `yaml` 2.9 in its 1.1 mode: null.
            "[eE][0-9]+",
            // Go's own words for floats.
            "[-+]?([iI][nN][fF]([iI][nN][iI][tT][yY])?|[nN][aA][nN])",
        ],
    ),
    (
        "timestamp",
        &[
            "[0-9]{4}-[0-9]{2}-[0-9]{2}",
            r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?([ \t]*(Z|[-+][0-9]{1,2}(:?[0-9]{2})?))?",
            // The Go reader takes a month and day of one digit.
            "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}",
        ],
    ),
    ("merge or value", &["<<", "="]),
];

/// One validator a type: `pattern` of JSON Schema is the regular expression engine at hand.
static RESOLVERS: LazyLock<Vec<(&str, jsonschema::Validator)>> = LazyLock::new(|| {
    let validator = |patterns: &[&str]| {
        let pattern = format!("^(?:{})$", patterns.join("|"));
        jsonschema::validator_for(&json!({ "pattern": pattern }))
            .expect("the table holds regular expressions")
    };
    TYPES
        .iter()
        .map(|(name, patterns)| (*name, validator(patterns)))
        .collect()
});

/// The type that a plain scalar has to some reader; `None` for a string to all of them.
pub(crate) fn plain_type(text: &str) -> Option<&'static str> {
    let instance = Value::from(text);
    RESOLVERS
        .iter()
        .find(|(_, validator)| validator.is_valid(&instance))
        .map(|(name, _)| *name)
}

/// The value of a plain scalar where all readers agree on it.
fn resolve(text: &str) -> Value {
    let agreed = match plain_type(text) {
        None => Some(Value::from(text)),
        Some("null") => (text == "null").then_some(Value::Null),
        Some("bool") => text.parse().ok().map(Value::Bool),
        Some("int") => text
            .parse::<i64>()
            .map(Value::from)
            .or_else(|_| text.parse::<u64>().map(Value::from))
            .ok(),
        Some("float") => text.parse().ok().and_then(Number::from_f64).map(Value::Number),
        Some(_) => None,
    };
    agreed.unwrap_or_else(|| Value::from(format!("not agreed on: {text}")))
}
