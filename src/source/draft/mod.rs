//! Environments written in Rust: drafts of the model's types, which remember the line that set each field.
//!
//! A draft becomes the same tree that a YAML file becomes, so that defaults, faults, overlays and rules are the same
//! for both, and a finding about a Rust environment points at its Rust line.

mod fields;
mod setting;

use std::marker::PhantomData;
use std::panic::Location;

use super::tree::{Entry, Node, NodeKind};
use crate::diag::{Origins, SourceFile, SourceId, Span};

pub use fields::FIELDS;
pub use setting::Setting;

/// The line that set a field.
pub(crate) type Caller = &'static Location<'static>;

/// A value of the model in the making. Fields that nobody sets keep their defaults, as in a YAML file.
#[derive(Debug, Clone)]
pub struct Draft<T> {
    began: Caller,
    parts: Vec<(String, Caller, Part)>,
    of: PhantomData<fn() -> T>,
}

/// What a field was set to.
#[derive(Debug, Clone)]
pub enum Part {
    /// A raw text, as it would stand in YAML; `quoted` where a plain text would mean something else.
    Text {
        /// The text.
        text: String,
        /// Whether it is a text whatever it looks like.
        quoted: bool,
    },
    /// A list.
    List(Vec<Part>),
    /// A map; entries know their own lines where a nested draft set them.
    Map(Vec<(String, Option<Caller>, Part)>),
}

/// Begins a draft of a type of the model.
pub trait Drafted: Sized {
    /// A draft in which nothing is set yet.
    #[must_use]
    #[track_caller]
    fn draft() -> Draft<Self> {
        Draft {
            began: Location::caller(),
            parts: Vec::new(),
            of: PhantomData,
        }
    }
}

impl<T> Draft<T> {
    /// Sets a field; the last setting counts.
    fn set(mut self, field: &str, caller: Caller, part: Part) -> Self {
        self.parts.retain(|(known, _, _)| known != field);
        self.parts.push((field.to_owned(), caller, part));
        self
    }

    /// Sets an entry of a map with names; the last setting of a name counts.
    fn set_entry(mut self, field: &str, name: String, caller: Caller, part: Part) -> Self {
        if !self.parts.iter().any(|(known, _, _)| known == field) {
            self.parts.push((field.to_owned(), caller, Part::Map(Vec::new())));
        }
        for (known, _, map) in &mut self.parts {
            if let (true, Part::Map(entries)) = (known == field, map) {
                entries.retain(|(known, _, _)| *known != name);
                entries.push((name, Some(caller), part));
                break;
            }
        }
        self
    }

    /// Lays changes over this draft, as an overlay is laid over the file that it extends.
    #[must_use]
    pub fn with(self, change: impl FnOnce(Self) -> Self) -> Self {
        change(self)
    }

    fn into_part(self) -> Part {
        Part::Map(
            self.parts
                .into_iter()
                .map(|(field, caller, part)| (field, Some(caller), part))
                .collect(),
        )
    }

    /// The tree of this draft, with its Rust files registered.
    pub(crate) fn into_tree(self, origins: &mut Origins) -> Node {
        let began = self.began;
        let mut files = Files {
            origins,
            known: Vec::new(),
        };
        files.node(self.into_part(), began)
    }
}

/// Rust files by name, registered as they come up.
struct Files<'a> {
    origins: &'a mut Origins,
    known: Vec<(&'static str, SourceId)>,
}

impl Files<'_> {
    fn span(&mut self, caller: Caller) -> Span {
        let source = match self.known.iter().find(|(name, _)| *name == caller.file()) {
            Some((_, id)) => *id,
            None => {
                let id = self.origins.add_file(SourceFile {
                    name: caller.file().replace('\\', "/"),
                    text: None,
                });
                self.known.push((caller.file(), id));
                id
            }
        };
        Span {
            source,
            line: caller.line() as usize,
            column: caller.column() as usize,
            bytes: 0..0,
        }
    }

    fn node(&mut self, part: Part, caller: Caller) -> Node {
        let span = self.span(caller);
        let kind = match part {
            Part::Text { text, quoted } => NodeKind::Scalar { text, plain: !quoted },
            Part::List(items) => {
                NodeKind::List(items.into_iter().map(|item| self.node(item, caller)).collect())
            }
            Part::Map(entries) => NodeKind::Map(
                entries
                    .into_iter()
                    .map(|(key, own, part)| {
                        let caller = own.unwrap_or(caller);
                        Entry {
                            key,
                            key_span: self.span(caller),
                            value: self.node(part, caller),
                        }
                    })
                    .collect(),
            ),
        };
        Node { span, kind }
    }
}
