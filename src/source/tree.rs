//! A YAML document as a tree that keeps the place of every key and value. What the values mean is not here.

use serde_json::Value;

use crate::diag::{FieldPath, Origin, Origins, Segment, SourceId, Span};

/// One value and its place.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Where it stands.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) kind: NodeKind,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(crate) enum NodeKind {
    /// Raw text: `1.30` stays `1.30`.
    Scalar {
        /// The text, after escapes.
        text: String,
        /// Whether it stands without quotes, so that `true` may be a switch and `null` nothing.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A map, in the order in which it was written.
    Map(Vec<Entry>),
    /// An item of a list that was cut out: those behind it keep their numbers, by which they are told.
    Cut,
}

/// One key with its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The key.
    pub(crate) key: String,
    /// Where the key stands.
    pub(crate) key_span: Span,
    /// The value.
    pub(crate) value: Node,
}

impl Node {
    /// The tree of a value that stands in no file. Its places lead nowhere, so nothing may be reported by them.
    pub(crate) fn of_value(value: &Value) -> Self {
        let nowhere = Span {
            source: SourceId(0),
            line: 1,
            column: 1,
            bytes: 0..0,
        };
        let plain = |text: String| NodeKind::Scalar { text, plain: true };
        let kind = match value {
            Value::Null => plain(String::new()),
            Value::Bool(switch) => plain(switch.to_string()),
            Value::Number(number) => plain(number.to_string()),
            Value::String(text) => NodeKind::Scalar {
                text: text.clone(),
                plain: false,
            },
            Value::Array(items) => NodeKind::List(items.iter().map(Self::of_value).collect()),
            Value::Object(entries) => {
                let entry = |(key, value): (&String, &Value)| Entry {
                    key: key.clone(),
                    key_span: nowhere.clone(),
                    value: Self::of_value(value),
                };
                NodeKind::Map(entries.iter().map(entry).collect())
            }
        };
        Self { span: nowhere, kind }
    }

    /// Whether this says "nothing": empty, `~` or `null` without quotes.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.kind, NodeKind::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// Whether a comment stands where a value could, as in `channel: #ops`.
    pub(crate) fn is_comment(&self) -> bool {
        matches!(&self.kind, NodeKind::Scalar { text, plain: true } if text.is_empty())
            && !self.span.bytes.is_empty()
    }

    /// The entries, when this is a map.
    pub(crate) fn entries(&self) -> Option<&[Entry]> {
        match &self.kind {
            NodeKind::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The entry with this key, when this is a map that has it.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries()?.iter().find(|entry| entry.key == key)
    }

    /// The entry with this key, to change it.
    pub(crate) fn entry_mut(&mut self, key: &str) -> Option<&mut Entry> {
        match &mut self.kind {
            NodeKind::Map(entries) => entries.iter_mut().find(|entry| entry.key == key),
            _ => None,
        }
    }

    /// Takes the entry with this key out.
    pub(crate) fn take(&mut self, key: &str) -> Option<Entry> {
        let NodeKind::Map(entries) = &mut self.kind else {
            return None;
        };
        let position = entries.iter().position(|entry| entry.key == key)?;
        Some(entries.remove(position))
    }

    /// The value at a path.
    pub(crate) fn at(&self, path: &FieldPath) -> Option<&Node> {
        let mut node = self;
        for segment in path.segments() {
            node = match (segment, &node.kind) {
                (Segment::Index(index), NodeKind::List(items)) => items.get(*index)?,
                (Segment::Field(key) | Segment::Key(key), _) => &node.entry(key)?.value,
                _ => return None,
            };
        }
        Some(node)
    }

    /// The value at a path, to change it.
    pub(crate) fn at_mut(&mut self, path: &FieldPath) -> Option<&mut Node> {
        let mut node = self;
        for segment in path.segments() {
            node = match (segment, &mut node.kind) {
                (Segment::Index(index), NodeKind::List(items)) => items.get_mut(*index)?,
                (Segment::Field(key) | Segment::Key(key), NodeKind::Map(entries)) => {
                    let entry = entries.iter_mut().find(|entry| entry.key == key.as_ref());
                    &mut entry?.value
                }
                _ => return None,
            };
        }
        Some(node)
    }

    /// Cuts the value at a path out of the tree; whether there was one.
    pub(crate) fn cut(&mut self, path: &FieldPath) -> bool {
        let (Some(last), Some(around)) = (path.segments().last(), path.parent()) else {
            return false;
        };
        let Some(node) = self.at_mut(&around) else {
            return false;
        };
        match (last, &mut node.kind) {
            (Segment::Index(index), NodeKind::List(items)) if *index < items.len() => {
                items[*index].kind = NodeKind::Cut;
                true
            }
            (Segment::Field(key) | Segment::Key(key), NodeKind::Map(_)) => node.take(key).is_some(),
            _ => false,
        }
    }

    /// The value as it is written in a line of YAML.
    pub(crate) fn in_a_line(&self) -> String {
        let all = |parts: Vec<String>| parts.join(", ");
        match &self.kind {
            NodeKind::Cut => "null".to_owned(),
            NodeKind::Scalar { text, plain: true } => text.clone(),
            NodeKind::Scalar { text, .. } if is_plain_word(text) => text.clone(),
            NodeKind::Scalar { text, .. } => Value::from(text.as_str()).to_string(),
            NodeKind::List(items) => format!("[{}]", all(items.iter().map(Self::in_a_line).collect())),
            NodeKind::Map(entries) if entries.is_empty() => "{}".to_owned(),
            NodeKind::Map(entries) => {
                let entry = |entry: &Entry| format!("{}: {}", entry.key, entry.value.in_a_line());
                format!("{{ {} }}", all(entries.iter().map(entry).collect()))
            }
        }
    }

    /// Records the place of everything in the tree.
    pub(crate) fn record(&self, origins: &mut Origins) {
        origins.record(
            FieldPath::root(),
            Origin {
                key: self.span.clone(),
                value: self.span.clone(),
            },
        );
        self.record_below(&FieldPath::root(), origins);
    }

    fn record_below(&self, path: &FieldPath, origins: &mut Origins) {
        match &self.kind {
            NodeKind::Scalar { .. } | NodeKind::Cut => {}
            NodeKind::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    let path = path.index(index);
                    item.record_below(&path, origins);
                    origins.record(
                        path,
                        Origin {
                            key: item.span.clone(),
                            value: item.span.clone(),
                        },
                    );
                }
            }
            NodeKind::Map(entries) => {
                for entry in entries {
                    let path = path.key(&entry.key);
                    entry.value.record_below(&path, origins);
                    origins.record(
                        path,
                        Origin {
                            key: entry.key_span.clone(),
                            value: entry.value.span.clone(),
                        },
                    );
                }
            }
        }
    }
}

/// Whether a text is one without quotes too, for every reader of YAML.
fn is_plain_word(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let means_more = matches!(
        lower.as_str(),
        "true" | "false" | "null" | "y" | "n" | "yes" | "no" | "on" | "off"
    );
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(is_plain) && !means_more
}
