//! Environments written in Rust: drafts of the model's types, which remember the line that set each field.
//!
//! A draft becomes the same tree that a YAML file becomes, so that defaults, faults, overlays and rules are the same
//! for both, and a finding about a Rust environment points at its Rust line.

mod fields;
#[cfg(test)]
mod probe;
mod setting;

use std::marker::PhantomData;
use std::panic::Location;
use std::path::Path;

use super::documents::Documents;
use super::overlay::{self, Removed};
use super::tree::{Entry, Node, NodeKind};
use crate::diag::{Origins, SourceFile, SourceId, Span};
use crate::model::{ApiVersion, Environment};

pub use fields::FIELDS;
pub use setting::{Absent, Setting};

/// The line that set a field.
pub(crate) type Caller = &'static Location<'static>;

/// A value of the model in the making. Fields that nobody sets keep their defaults, as in a YAML file. What is set
/// later is laid over what was set before, as an overlay is laid over its base: maps merge, everything else replaces,
/// [`Absent`] removes.
#[derive(Debug, Clone)]
pub struct Draft<T> {
    began: Caller,
    settings: Vec<(String, Caller, Part)>,
    of: PhantomData<fn() -> T>,
}

/// What a field is set to.
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
    /// A map, setting by setting; those of a nested draft know their own lines.
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
            settings: Vec::new(),
            of: PhantomData,
        }
    }
}

impl<T> Draft<T> {
    fn set(mut self, field: &str, caller: Caller, part: Part) -> Self {
        self.settings.push((field.to_owned(), caller, part));
        self
    }

    /// Sets one entry of a map with names.
    fn set_entry(self, field: &str, name: &str, caller: Caller, part: Part) -> Self {
        self.set(
            field,
            caller,
            Part::Map(vec![(name.to_owned(), Some(caller), part)]),
        )
    }

    fn into_part(self) -> Part {
        Part::Map(
            self.settings
                .into_iter()
                .map(|(field, caller, part)| (field, Some(caller), part))
                .collect(),
        )
    }
}

impl Draft<Environment> {
    /// The tree of this draft, with its Rust files registered, and what was taken out of it.
    pub(crate) fn into_tree(self, origins: &mut Origins, documents: &dyn Documents) -> (Node, Removed) {
        let began = self.began;
        let mut files = Files {
            origins,
            documents,
            known: Vec::new(),
            removed: Removed::default(),
        };
        // A program speaks the version of the crate that it links.
        let tree = files.node(
            self.set("apiVersion", began, ApiVersion::V1.part()).into_part(),
            began,
        );
        (tree, files.removed)
    }
}

/// Rust files by name, registered as they come up.
struct Files<'a> {
    origins: &'a mut Origins,
    documents: &'a dyn Documents,
    known: Vec<(&'static str, SourceId)>,
    removed: Removed,
}

impl Files<'_> {
    fn span(&mut self, caller: Caller) -> Span {
        let source = match self.known.iter().find(|(name, _)| *name == caller.file()) {
            Some((_, id)) => *id,
            None => {
                let name = caller.file().replace('\\', "/");
                // An installed program runs without its sources; the line's number has to do then.
                let text = self.documents.read(Path::new(&name)).ok().map(Into::into);
                let id = self.origins.add_file(SourceFile { name, text });
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
        let kind = match part {
            Part::Text { text, quoted } => NodeKind::Scalar { text, plain: !quoted },
            Part::List(items) => {
                NodeKind::List(items.into_iter().map(|item| self.node(item, caller)).collect())
            }
            Part::Map(settings) => return self.map(settings, caller),
        };
        Node {
            span: self.span(caller),
            kind,
        }
    }

    fn map(&mut self, settings: Vec<(String, Option<Caller>, Part)>, caller: Caller) -> Node {
        let span = self.span(caller);
        let with = |entries| Node {
            span: span.clone(),
            kind: NodeKind::Map(entries),
        };
        let mut map = with(Vec::new());
        for (key, own, part) in settings {
            let caller = own.unwrap_or(caller);
            let mark = self.removed.mark();
            let entry = Entry {
                key_span: self.span(caller),
                value: self.node(part, caller),
                key,
            };
            self.removed.lies_below(&entry.key, mark);
            map = overlay::merge(map, with(vec![entry]), &mut self.removed);
        }
        map
    }
}
