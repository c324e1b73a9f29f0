//! YAML that others have written, as the trees that it means. An environment's own files are read by `source`, with their places.

use granit_parser::{Event, Options, Parser, ScalarStyle};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Templates and values of charts are some ten levels deep.
const MOST_LEVELS: usize = 64;
/// Nodes that aliases may add to a text: the largest values of charts have ten thousand in all, a bomb has billions.
const MOST_COPIES: usize = 100_000;

/// How untagged plain scalars and tags are resolved, which YAML calls a schema.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// The value of a text without quotes and without a tag.
    pub plain: fn(&str) -> Value,
    /// What the suffix of a tag makes of its value.
    pub tagged: fn(&str, Value) -> Value,
}

/// A text is not YAML, or has what no JSON can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotYaml {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
}

/// The trees of all documents in a text, with what aliases and merge keys stand for.
///
/// # Errors
/// When it is not YAML, a key is a map or a list, or aliases make more of it than anybody writes.
pub fn documents(text: &str, schema: Schema) -> Result<Vec<Value>, NotYaml> {
    let mut options = Options::default();
    options.flow_nesting_limit = MOST_LEVELS;
    options.block_nesting_limit = MOST_LEVELS;
    options.emit_comments = false;
    let mut reader = Reader {
        schema,
        open: Vec::new(),
        roots: Vec::new(),
        anchors: BTreeMap::new(),
        copies: 0,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, place) = event.map_err(|error| NotYaml {
            line: error.marker().line(),
            column: error.marker().col() + 1,
        })?;
        reader.take(event).ok_or(NotYaml {
            line: place.start.line(),
            column: place.start.col() + 1,
        })?;
    }
    Ok(reader.roots)
}

/// A collection whose end has not come yet.
struct Open {
    anchor: usize,
    tag: Option<String>,
    collection: Collection,
}

enum Collection {
    List(Vec<Value>),
    Map(Map<String, Value>, Option<String>),
}

struct Reader {
    schema: Schema,
    open: Vec<Open>,
    roots: Vec<Value>,
    /// By the number that the parser gives, which is never 0.
    anchors: BTreeMap<usize, Value>,
    copies: usize,
}

impl Reader {
    /// Takes an event; `None` where nothing can be made of it.
    fn take(&mut self, event: Event<'_>) -> Option<()> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = match (style, &tag) {
                    (ScalarStyle::Plain, None) => (self.schema.plain)(&text),
                    _ => Value::from(text.as_ref()),
                };
                self.ready(anchor, tag.as_ref().map(|tag| tag.suffix()), value)
            }
            Event::SequenceStart(_, anchor, tag) => {
                let tag = tag.map(|tag| tag.suffix().to_owned());
                self.start(anchor, tag, Collection::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                let tag = tag.map(|tag| tag.suffix().to_owned());
                self.start(anchor, tag, Collection::Map(Map::new(), None))
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let closed = self.open.pop()?;
                let value = match closed.collection {
                    Collection::List(items) => Value::from(items),
                    Collection::Map(entries, _) => Value::from(merged(entries)),
                };
                self.ready(closed.anchor, closed.tag.as_deref(), value)
            }
            Event::Alias(anchor) => {
                let value = self.anchors.get(&anchor)?.clone();
                self.copies += nodes(&value);
                (self.copies <= MOST_COPIES).then(|| self.value(value))?
            }
            _ => Some(()),
        }
    }

    fn start(&mut self, anchor: usize, tag: Option<String>, collection: Collection) -> Option<()> {
        self.open.push(Open {
            anchor,
            tag,
            collection,
        });
        Some(())
    }

    /// Takes a node that is whole.
    fn ready(&mut self, anchor: usize, tag: Option<&str>, value: Value) -> Option<()> {
        let value = match tag {
            Some(tag) => (self.schema.tagged)(tag, value),
            None => value,
        };
        if anchor != 0 {
            self.anchors.insert(anchor, value.clone());
        }
        self.value(value)
    }

    /// Puts a node where it belongs.
    fn value(&mut self, value: Value) -> Option<()> {
        match self.open.last_mut().map(|open| &mut open.collection) {
            None => self.roots.push(value),
            Some(Collection::List(items)) => items.push(value),
            Some(Collection::Map(entries, key)) => match key.take() {
                Some(key) => {
                    entries.insert(key, value);
                }
                None => {
                    *key = Some(match value {
                        Value::String(text) => text,
                        Value::Number(number) => number.to_string(),
                        Value::Bool(truth) => truth.to_string(),
                        Value::Null | Value::Array(_) | Value::Object(_) => return None,
                    });
                }
            },
        }
        Some(())
    }
}

/// A map with the entries of those under `<<` that it has not itself.
fn merged(mut entries: Map<String, Value>) -> Map<String, Value> {
    let below = match entries.shift_remove("<<") {
        None => return entries,
        Some(Value::Array(maps)) => maps,
        Some(map) => vec![map],
    };
    for map in below {
        let Value::Object(map) = map else { continue };
        for (key, value) in map {
            entries.entry(key).or_insert(value);
        }
    }
    entries
}

fn nodes(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(nodes).sum(),
        Value::Object(entries) => entries.values().map(nodes).sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{NotYaml, Schema, documents};
    use serde_json::{Value, json};

    const TEXTS: Schema = Schema {
        plain: |text| Value::from(text),
        tagged: |tag, value| json!({ tag: value }),
    };

    #[test]
    fn each_document_is_a_tree_with_what_its_aliases_stand_for() {
        let text =
            "a: &a {b: 1, c: [x]}\nd: *a\ne: {<<: *a, b: 2}\nf: {<<: [*a, {g: 3}]}\n---\n- !T 4\n- \"5\"\n";
        let a = json!({"b": "1", "c": ["x"]});
        let first = json!({
            "a": a, "d": a, "e": {"b": "2", "c": ["x"]}, "f": {"b": "1", "c": ["x"], "g": "3"},
        });
        assert_eq!(documents(text, TEXTS), Ok(vec![first, json!([{"T": "4"}, "5"])]));
        assert_eq!(documents("", TEXTS), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_tree_is_told_where_it_stands() {
        let at = |line, column| Err(NotYaml { line, column });
        assert_eq!(documents("a: 1\nb: *c\n", TEXTS), at(2, 4));
        assert_eq!(documents("a: 1\n? [b]\n: 2\n", TEXTS), at(2, 5));
        assert_eq!(documents("a: 1\nb: ]\n", TEXTS), at(2, 4));
    }

    #[test]
    fn a_bomb_of_aliases_is_none() {
        let mut text = "a0: &a0 [x, x]\n".to_owned();
        for level in 1..40 {
            let below = level - 1;
            text.push_str(&format!("a{level}: &a{level} [*a{below}, *a{below}]\n"));
        }
        let fault = documents(&text, TEXTS).unwrap_err();
        assert_eq!(fault.line, 15);
    }
}
