//! One generated file: its text, and what was written there.

use std::sync::OnceLock;

use serde_json::Value;

use crate::cloudformation;
use crate::resolve::Resolved;
use crate::same::same;
use crate::stack_output::StackOutput;
use crate::yaml::{self, Style};

/// One generated file.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// Path below `out/<environment>/`, with `/`.
    pub path: String,
    form: Form,
    /// What [`Artifact::documents`] gives.
    documents: OnceLock<Vec<Value>>,
    /// What [`Artifact::text`] wrote.
    written: OnceLock<String>,
}

/// How a file is written.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// As it stands here.
    Prose(String),
    /// The documents as YAML below a comment.
    Yaml { header: String, style: Style },
    /// The documents as JSON, each from a line of its own.
    Json,
    /// A template of CloudFormation as YAML below a comment. It is one line of JSON until somebody wants a tree.
    Template { header: String, json: String },
}

impl Artifact {
    fn new(path: impl Into<String>, documents: impl Into<OnceLock<Vec<Value>>>, form: Form) -> Self {
        Self {
            path: path.into(),
            form,
            documents: documents.into(),
            written: OnceLock::new(),
        }
    }

    /// A file for people, or of a language of its own.
    #[must_use]
    pub fn prose(path: impl Into<String>, text: String) -> Self {
        Self::new(path, Vec::new(), Form::Prose(text))
    }

    /// JSON documents, with nothing above them.
    #[must_use]
    pub fn json(path: impl Into<String>, documents: Vec<Value>) -> Self {
        Self::new(path, documents, Form::Json)
    }

    /// YAML documents, below the line that every generated file begins with.
    pub(super) fn yaml(
        resolved: &Resolved,
        path: impl Into<String>,
        documents: Vec<Value>,
        style: Style,
    ) -> Self {
        let header = provenance(resolved);
        Self::new(path, documents, Form::Yaml { header, style })
    }

    /// A template of CloudFormation, which is one line of JSON, below the line that every generated file begins with.
    pub(super) fn template(resolved: &Resolved, path: impl Into<String>, json: String) -> Self {
        let header = provenance(resolved);
        Self::new(path, OnceLock::new(), Form::Template { header, json })
    }

    /// The YAML or JSON documents in it, for who compares meanings rather than lines; none where it is prose or a query.
    #[must_use]
    pub fn documents(&self) -> &[Value] {
        self.documents.get_or_init(|| match &self.form {
            Form::Template { json, .. } => vec![cloudformation::read(json)],
            Form::Prose(_) | Form::Yaml { .. } | Form::Json => Vec::new(),
        })
    }

    /// The whole text. It is written when it is first asked for: who compares or checks reads the documents.
    #[must_use]
    pub fn text(&self) -> &str {
        match &self.form {
            Form::Prose(text) => text,
            Form::Yaml { header, style } => self
                .written
                .get_or_init(|| yaml::stream(&[header], self.documents(), *style)),
            Form::Json => self.written.get_or_init(|| {
                let lines = self.documents().iter().map(|tree| format!("{tree:#}\n"));
                lines.collect()
            }),
            Form::Template { header, json } => self
                .written
                .get_or_init(|| yaml::of_json(&[header], json, Style::CloudFormation)),
        }
    }

    /// A template as one line of JSON, about two thirds as large as the file: for calls of CloudFormation that take so many
    /// bytes and no more. Nothing else has one.
    #[must_use]
    pub fn minified(&self) -> Option<&str> {
        match &self.form {
            Form::Template { json, .. } => Some(json),
            Form::Prose(_) | Form::Yaml { .. } | Form::Json => None,
        }
    }

    fn has_documents_of(&self, other: &Self) -> bool {
        let (own, others) = (self.documents(), other.documents());
        own.len() == others.len() && own.iter().zip(others).all(|(one, other)| same(one, other))
    }

    /// Takes over what is written already of a file that is the same.
    pub(super) fn take_text(&self, known: &Self) {
        if let Some(text) = known.written.get().filter(|_| self == known) {
            self.written.get_or_init(|| text.clone());
        }
    }

    /// Whether it holds something that only the deployed stack knows.
    #[must_use]
    pub fn waits_for_outputs(&self) -> bool {
        match &self.form {
            Form::Prose(text) | Form::Template { json: text, .. } => waits(text),
            Form::Yaml { .. } | Form::Json => self.documents().iter().any(tree_waits),
        }
    }
}

impl PartialEq for Artifact {
    fn eq(&self, other: &Self) -> bool {
        let equal = (&self.path, &self.form) == (&other.path, &other.form);
        // What has its text in its form has no more to compare.
        equal && (matches!(self.form, Form::Template { .. }) || self.has_documents_of(other))
    }
}

impl Eq for Artifact {}

fn waits(text: &str) -> bool {
    // Most texts have no such sign, which is soon seen.
    text.contains('$') && text.contains(StackOutput::OPEN)
}

fn tree_waits(tree: &Value) -> bool {
    match tree {
        Value::String(text) => waits(text),
        Value::Array(list) => list.iter().any(tree_waits),
        Value::Object(map) => map.iter().any(|(key, value)| waits(key) || tree_waits(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The line that every generated file begins with: which command made it, from which files. No version, no date.
#[must_use]
pub fn provenance(resolved: &Resolved) -> String {
    format!(
        "Generated by `cargo xtask render {}` from {}. Do not edit.",
        resolved.name,
        resolved.sources.join(", ")
    )
}

/// The files that such a line names; `None` where it is another one.
pub(super) fn sources(provenance: &str) -> Option<Vec<String>> {
    let line = provenance.strip_suffix(". Do not edit.")?;
    let (_, sources) = line.split_once("` from ")?;
    Some(sources.split(", ").map(str::to_owned).collect())
}
