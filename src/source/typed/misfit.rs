//! Why a value does not fit: serde's errors, with the path of the value they are about.

use std::fmt;

use serde::de;

use super::super::fault;
use super::place::Place;
use super::unknown::{is_slip, nearest};
use crate::diag::{Diagnostic, FieldPath, Fix, Span};
use crate::model::value::ParseError;

/// Why a value does not fit.
#[derive(Debug)]
pub(super) struct Misfit {
    pub(super) path: Option<FieldPath>,
    pub(super) missing: Option<&'static str>,
    /// Where it stands, such as a key that does not fit; nothing where the path leads there.
    pub(super) span: Option<Span>,
    pub(super) text: String,
    /// The word that was meant, where only a slip of the keys lies between.
    pub(super) fix: Option<Box<Fix>>,
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
        let diagnostic = match self.span {
            Some(span) => diagnostic.at(span),
            None => diagnostic,
        };
        let diagnostic = match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        };
        match self.fix {
            Some(fix) => diagnostic.fix(*fix),
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
            span: None,
            text: message.to_string(),
            fix: None,
        }
    }

    fn missing_field(field: &'static str) -> Self {
        Self {
            path: None,
            missing: Some(field),
            span: None,
            text: format!("`{field}` is missing here"),
            fix: None,
        }
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let choices: Vec<String> = expected.iter().map(|choice| format!("`{choice}`")).collect();
        let near = nearest(variant, expected);
        let help = match near {
            Some(near) => format!("did you mean `{near}`? It takes {}", choices.join(", ")),
            None => format!("it takes {}", choices.join(", ")),
        };
        Self {
            fix: near
                .filter(|near| is_slip(variant, near, expected))
                .map(|near| Box::new(Fix::replace(variant, near))),
            ..Self::custom(format!("`{variant}` is not known here\u{1f}{help}"))
        }
    }

    fn invalid_type(unexpected: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format!("expected {expected}, found {unexpected}"))
    }
}
