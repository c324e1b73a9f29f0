//! Where the values of an environment were written: a side table from field paths to places in files.

use std::ops::Range;
use std::sync::Arc;

use super::path::FieldPath;

/// One file that an environment was read from (for a Rust environment: the Rust source, whose text may be absent).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path as shown to people, relative to the project, with `/`.
    pub name: String,
    /// The text; `None` for Rust sources that are not at hand.
    pub text: Option<Arc<str>>,
}

/// Index of a [`SourceFile`] in [`Origins`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceId(pub usize);

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Which file.
    pub source: SourceId,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Byte range in the file's text; empty where only line and column are known (Rust callers).
    pub bytes: Range<usize>,
}

impl Span {
    /// The character that a reader of JSON complains of. It counts lines from 1, and bytes, and points behind what it
    /// could not use.
    #[must_use]
    pub fn of_reader(source: SourceId, text: &str, (line, column): (usize, usize)) -> Self {
        let before = text.split_inclusive('\n').take(line.saturating_sub(1));
        let start: usize = before.map(str::len).sum();
        let rest = text[start..].lines().next().unwrap_or_default();
        let at = column.saturating_sub(1).min(rest.len().saturating_sub(1));
        let at = rest.floor_char_boundary(at);
        let width = rest[at..].chars().next().map_or(0, char::len_utf8);
        Self::of_bytes(source, text, start + at..start + at + width)
    }

    /// A part of a text.
    #[must_use]
    pub fn of_bytes(source: SourceId, text: &str, bytes: Range<usize>) -> Self {
        let before = &text[..bytes.start];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            source,
            line: before.matches('\n').count() + 1,
            column: without_mark(&before[start..]).chars().count() + 1,
            bytes,
        }
    }
}

/// A text without the mark of its encoding, which some editors of Windows put before it: nobody counts it.
pub(crate) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Where one field was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The key or list item that introduces the value.
    pub key: Span,
    /// The value itself.
    pub value: Span,
}

impl Origin {
    /// What a message points at: the value, or its key when the value is a block that begins on a later line.
    #[must_use]
    pub fn pointed(&self) -> &Span {
        if self.value.source == self.key.source && self.value.line == self.key.line {
            &self.value
        } else {
            &self.key
        }
    }
}

/// The side table: every field that somebody wrote, with its place, and the files they wrote it in.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    files: Vec<SourceFile>,
    /// How many of the first files are the environment's own and those that it extends.
    laid_over: usize,
    places: Vec<(FieldPath, Origin)>,
}

impl Origins {
    /// Registers a file and gives its id.
    pub fn add_file(&mut self, file: SourceFile) -> SourceId {
        self.files.push(file);
        SourceId(self.files.len() - 1)
    }

    /// Says that all files so far are the environment's own, the first, and those that it extends.
    pub fn end_of_extended(&mut self) {
        self.laid_over = self.files.len();
    }

    /// Whether a file is one that the environment extends: others may do so too.
    #[must_use]
    pub fn is_extended(&self, id: SourceId) -> bool {
        (1..self.laid_over).contains(&id.0)
    }

    /// Records where a field was written.
    pub fn record(&mut self, path: FieldPath, origin: Origin) {
        self.places.push((path, origin));
    }

    /// The files, in the order in which they were read.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Gives a file another text. Places in it stay right where the new one is as long, line by line.
    pub fn replace_text(&mut self, id: SourceId, text: &str) {
        self.files[id.0].text = Some(Arc::from(text));
    }

    /// One file.
    #[must_use]
    pub fn file(&self, id: SourceId) -> &SourceFile {
        &self.files[id.0]
    }

    /// Where exactly this field was written, if somebody wrote it.
    #[must_use]
    pub fn exact(&self, path: &FieldPath) -> Option<&Origin> {
        self.places
            .iter()
            .find(|(at, _)| at.leads_to_same(path))
            .map(|(_, origin)| origin)
    }

    /// What a message about a field points at. A part of its text has a line of its own where the text is a whole file.
    #[must_use]
    pub fn pointed(&self, path: &FieldPath, part: Option<&Range<usize>>) -> Option<Span> {
        let span = self.nearest(path)?.pointed();
        let text = self.file(span.source).text.as_ref();
        let whole = text.filter(|text| span.bytes == (0..text.len()));
        Some(match whole.zip(part) {
            Some((text, part)) => Span::of_bytes(span.source, text, part.clone()),
            None => span.clone(),
        })
    }

    /// The fields at which a message would point into this line.
    pub fn written_in(&self, source: SourceId, line: usize) -> impl Iterator<Item = &FieldPath> {
        let here = move |origin: &Origin| origin.pointed().source == source && origin.pointed().line == line;
        let places = self.places.iter().filter(move |(_, origin)| here(origin));
        places.map(|(path, _)| path)
    }

    /// Where this field, or else the nearest thing that holds it, was written: a default has no line of its own.
    #[must_use]
    pub fn nearest(&self, path: &FieldPath) -> Option<&Origin> {
        let mut path = path.clone();
        loop {
            if let Some(origin) = self.exact(&path) {
                return Some(origin);
            }
            path = path.parent()?;
        }
    }
}
