//! A place as programs are told it: file, lines and columns.

use serde::Serialize;

use super::origin::{Origins, Span};

/// File, first character and the one after the last, from 1; what is not known is `None`. Without a line the file is the
/// environment's own.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Place<'a> {
    pub(super) file: Option<&'a str>,
    pub(super) line: Option<usize>,
    pub(super) column: Option<usize>,
    pub(super) end_line: Option<usize>,
    pub(super) end_column: Option<usize>,
}

impl<'a> Place<'a> {
    pub(super) fn new(span: Option<&Span>, origins: &'a Origins) -> Self {
        let file = match span {
            Some(span) => Some(origins.file(span.source)),
            None => origins.files().first(),
        };
        let end = span.and_then(|span| end(span, origins.file(span.source).text.as_ref()?));
        Self {
            file: file.map(|file| file.name.as_str()),
            line: span.map(|span| span.line),
            column: span.map(|span| span.column),
            end_line: end.map(|(line, _)| line),
            end_column: end.map(|(_, column)| column),
        }
    }
}

/// Line and column of the character after a place whose bytes are known.
fn end(span: &Span, text: &str) -> Option<(usize, usize)> {
    let inside = text.get(span.bytes.clone()).filter(|inside| !inside.is_empty())?;
    Some(match inside.rsplit_once('\n') {
        Some((before, last)) => (
            span.line + before.matches('\n').count() + 1,
            last.chars().count() + 1,
        ),
        None => (span.line, span.column + inside.chars().count()),
    })
}
