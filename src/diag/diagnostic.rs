//! One finding: what is wrong, where, and what to do.

use std::fmt;
use std::ops::Range;

use super::fix::Fix;
use super::help::Help;
use super::origin::Span;
use super::path::FieldPath;

/// How bad a finding is. Each code has one severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written or applied while one of these stands.
    Error,
    /// It deploys, but something will not work, or will stop working; stops nothing unless `--deny warnings`.
    Warning,
    /// It works; there is a better way. Stops nothing.
    Advice,
}

impl Severity {
    /// The word people read.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        }
    }
}

/// The number of a rule or of a reading fault: `EKS1001`. Never reused; thousands are subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EKS{:04}", self.0)
    }
}

/// Another place that belongs to the finding: the other side of a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Field, resolved to a span by the engine.
    pub path: FieldPath,
    /// Place, when it is known.
    pub span: Option<Span>,
    /// What this place has to do with it, a few words.
    pub label: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule or fault.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// What is wrong, with the values; one lower-case fragment, literals in backticks.
    pub message: String,
    /// The field it is about.
    pub path: FieldPath,
    /// Where that field stands, when it is known.
    pub span: Option<Span>,
    /// Bytes of the field's text that it is about. They are pointed at where the text is a file of its own.
    pub part: Option<Range<usize>>,
    /// Whether it is about the name under which the field stands, not about its value.
    pub of_name: bool,
    /// The other side of a conflict.
    pub related: Vec<Related>,
    /// What to do, with concrete values.
    pub help: Option<String>,
    /// Whether the help says to take out what it is about.
    pub takes_out: bool,
    /// Background: dates of data, where a limit comes from.
    pub notes: Vec<String>,
    /// The mend, when it needs no decision.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// An error at a field.
    #[must_use]
    pub fn error(code: Code, path: FieldPath, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, path, message)
    }

    /// A finding of the given severity at a field.
    #[must_use]
    pub fn new(code: Code, severity: Severity, path: FieldPath, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            path,
            span: None,
            part: None,
            of_name: false,
            related: Vec::new(),
            help: None,
            takes_out: false,
            notes: Vec::new(),
            fix: None,
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<Help>) -> Self {
        let Help { text, takes_out } = help.into();
        self.help = Some(text);
        self.takes_out = takes_out;
        self
    }

    /// Adds background.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds a mend that needs no decision.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Points at another field that belongs to the finding.
    #[must_use]
    pub fn related(mut self, path: FieldPath, label: impl Into<String>) -> Self {
        self.related.push(Related {
            path,
            span: None,
            label: label.into(),
        });
        self
    }

    /// Fixes the place, where the reader knows it better than the path does.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }
}
