//! Why a value does not fit: serde's errors, with the path of the value they are about.

use std::fmt;

use serde::de;

use super::super::fault;
use super::super::tree::Entry;
use super::place::Place;
use crate::diag::{Code, Diagnostic, FieldPath, Fix, Span};
use crate::model::value::ParseError;

/// Why a value does not fit.
#[derive(Debug)]
pub(super) struct Misfit {
    pub(super) path: Option<FieldPath>,
    pub(super) missing: Option<&'static str>,
    /// Where the key stands, when it is the key that does not fit.
    pub(super) key: Option<Span>,
    pub(super) text: String,
}

impl Misfit {
    /// As of this place, unless it is known to be of one inside.
    pub(super) fn at(mut self, place: Place) -> Self {
        self.path.get_or_insert_with(|| place.path());
        self
    }

    pub(super) fn into_diagnostic(self, path: FieldPath) -> Diagnostic {
        let (problem, help) = ParseError::split(&self.text);
        let code = if self.missing.is_some() {
            fault::MISSING_FIELD
        } else {
            fault::WRONG_VALUE
        };
        let diagnostic = Diagnostic::error(code, path, problem);
        let diagnostic = match self.key {
            Some(key) => diagnostic.at(key),
            None => diagnostic,
        };
        match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Misfit {}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self {
            path: None,
            missing: None,
            key: None,
            text: message.to_string(),
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Self {
            path: None,
            missing: Some(field),
            key: None,
            text: format!("`{field}` is missing here"),
        }
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let choices: Vec<String> = expected.iter().map(|choice| format!("`{choice}`")).collect();
        let help = match nearest(variant, expected) {
            Some(near) => format!("did you mean `{near}`? It takes {}", choices.join(", ")),
            None => format!("it takes {}", choices.join(", ")),
        };
        Self::custom(format!("`{variant}` is not known here\u{1f}{help}"))
    }

    fn invalid_type(unexpected: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format!("expected {expected}, found {unexpected}"))
    }
}

/// The known name that is nearest to a mistyped one, if any is near.
fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|candidate| {
            (
                strsim::jaro_winkler(&name.to_lowercase(), &candidate.to_lowercase()),
                *candidate,
            )
        })
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// Whether nothing but a slip of the keys lies between the two, and no other field is as near.
fn is_slip(key: &str, near: &str, fields: &[&str]) -> bool {
    let letters = |field: &str| strsim::damerau_levenshtein(&key.to_lowercase(), &field.to_lowercase());
    let slips = letters(near);
    slips <= 2 && slips * 3 <= key.len() && fields.iter().filter(|field| letters(field) <= slips).count() == 1
}

pub(super) fn unknown_field(code: Code, entry: &Entry, fields: &[&str], path: &FieldPath) -> Diagnostic {
    let key = &entry.key;
    let fault = Diagnostic::error(code, path.field(key), format!("`{key}` is not a field here"));
    let fault = fault.at(entry.key_span.clone());
    let list: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
    match nearest(key, fields) {
        Some(near) if is_slip(key, near, fields) => fault
            .help(format!("did you mean `{near}`?"))
            .fix(Fix::replace(key, near)),
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None if list.is_empty() => fault.help("there are no fields here: write `{}`"),
        None => fault.help(format!("the fields here are {}", list.join(", "))),
    }
}
