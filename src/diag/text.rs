//! Findings as people read them on a terminal. Which findings there are, and the summary line, are not ours.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::diagnostic::{Diagnostic, Related, Severity};
use super::origin::{Origins, SourceId, Span, without_mark};
use super::visible::unhidden;

/// Columns of source that are shown. One crop serves all lines of a snippet, so places that lie further apart than
/// this get snippets of their own; otherwise one far label would crop the start off every line.
const WIDTH: usize = 120;

/// One finding: message, places with the lines they stand on, help and notes. Ends with a line break.
///
/// Plain text has no escape sequences; with `colour` it has ANSI ones. Control characters of sources and messages are
/// shown as pictures (`␛`), so that a file cannot drive the reader's terminal.
#[must_use]
pub fn render(diagnostic: &Diagnostic, origins: &Origins, colour: bool) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(WIDTH);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Advice => Level::INFO.with_name(Severity::Advice.word()),
    };
    let title = level
        .clone()
        .primary_title(unhidden(&diagnostic.message))
        .id(diagnostic.code.to_string());
    let places = places(diagnostic, origins);
    let lines_shown = places.iter().any(|place| matches!(place, Element::Cause(_)));
    let group = Group::with_title(title)
        .elements(places)
        .elements(footers(diagnostic, origins));
    // annotate-snippets 0.12 puts an empty `|` line between snippet and help, but only in its first group. So the
    // first group is an empty one, of which nothing but a line break is printed.
    let report = [Group::with_level(level), group];
    let mut shown = renderer.render(&report).trim_start_matches('\n').to_owned();
    if !lines_shown {
        // Without line numbers it leaves no column for them; the arrow should stand where it always does.
        shown = shown.replace('\n', "\n ");
    }
    shown.push('\n');
    shown
}

/// The lines under the sources: help, notes, and related places that no line can be shown for.
fn footers<'a>(diagnostic: &'a Diagnostic, origins: &'a Origins) -> impl Iterator<Item = Element<'a>> {
    let unseen = diagnostic
        .related
        .iter()
        .filter(|related| Mark::of(related, origins).is_none())
        .map(|Related { path, span, label }| match span {
            Some(span) => format!("{label}: {}", line_and_column(span, origins)),
            None => format!("{label}: `{path}`"),
        });
    let help = diagnostic
        .help
        .iter()
        .map(|help| Level::HELP.message(unhidden(help)));
    let notes = diagnostic.notes.iter().map(|note| Level::NOTE.message(note));
    help.chain(unseen.map(|text| Level::NOTE.message(text)))
        .chain(notes)
        .map(Element::from)
}

/// The place of the finding, then the places that belong to it.
fn places<'a>(diagnostic: &'a Diagnostic, origins: &'a Origins) -> Vec<Element<'a>> {
    let mut elements: Vec<Element<'a>> = Vec::new();
    let mut windows: Vec<Window<'a>> = Vec::new();
    match diagnostic
        .span
        .as_ref()
        .map(|span| (span, Mark::new(span, origins, None)))
    {
        Some((_, Some(mark))) => windows.push(Window::around(mark)),
        Some((span, None)) => elements.push(Origin::path(line_and_column(span, origins)).into()),
        None => elements.extend(field_line(diagnostic, origins).map(|line| Origin::path(line).into())),
    }
    for mark in diagnostic
        .related
        .iter()
        .filter_map(|related| Mark::of(related, origins))
    {
        match windows.iter_mut().find(|window| window.has_room_for(&mark)) {
            Some(window) => window.add(mark),
            None => windows.push(Window::around(mark)),
        }
    }
    elements.extend(windows.into_iter().map(|window| window.snippet(origins).into()));
    elements
}

/// The place of a finding, as its arrow names it.
pub(crate) fn place(diagnostic: &Diagnostic, origins: &Origins) -> Option<String> {
    match &diagnostic.span {
        Some(span) => Some(line_and_column(span, origins)),
        None => field_line(diagnostic, origins),
    }
}

/// What stands for the place of a finding that nobody wrote a line for: the environment's own file and the field.
fn field_line(diagnostic: &Diagnostic, origins: &Origins) -> Option<String> {
    let environment = origins.files().first().map(|file| file.name.clone());
    let field = (diagnostic.path.segments().first()).map(|_| diagnostic.path.to_string());
    match (environment, field) {
        (Some(environment), Some(field)) => Some(format!("{environment}: {field}")),
        (environment, field) => environment.or(field),
    }
}

pub(crate) fn line_and_column(span: &Span, origins: &Origins) -> String {
    format!("{}:{}:{}", origins.file(span.source).name, span.line, span.column)
}

/// A place whose line can be shown.
struct Mark<'a> {
    source: SourceId,
    text: &'a str,
    /// What to underline, within one line: a block value is shown by its first line.
    bytes: Range<usize>,
    /// The number of that line, and its bytes without the line break.
    number: usize,
    line: Range<usize>,
    /// What is underlined, in columns from 0.
    columns: Range<usize>,
    /// `None` for the place of the finding itself.
    label: Option<&'a str>,
}

impl<'a> Mark<'a> {
    fn of(related: &'a Related, origins: &'a Origins) -> Option<Self> {
        Self::new(related.span.as_ref()?, origins, Some(&related.label))
    }

    /// `None` when the text is not at hand, or is not the one that the place was found in.
    fn new(span: &Span, origins: &'a Origins, label: Option<&'a str>) -> Option<Self> {
        let text: &str = origins.file(span.source).text.as_ref()?;
        let bytes = if span.bytes.is_empty() {
            word_at(span, text)?
        } else {
            span.bytes.clone()
        };
        let start = bytes.start;
        let inside = text.get(bytes)?;
        let underlined = inside.lines().next().unwrap_or_default().trim_end();
        let before = &text[..start];
        let first = before.len() - without_mark(before).len();
        let line_start = before.rfind('\n').map_or(first, |at| at + 1);
        let line_end = text[start..]
            .find(['\r', '\n'])
            .map_or(text.len(), |at| start + at);
        let left = columns(&text[line_start..start]);
        Some(Self {
            source: span.source,
            text,
            bytes: start..start + underlined.len(),
            number: span.line,
            line: line_start..line_end,
            columns: left..left + columns(underlined),
            label,
        })
    }
}

/// The word at a place that is known by line and column only: the method that a Rust caller calls.
fn word_at(span: &Span, text: &str) -> Option<Range<usize>> {
    let lines = text.split_inclusive('\n').take(span.line.checked_sub(1)?);
    let line_start: usize = lines.map(str::len).sum();
    let before: usize = text[line_start..]
        .chars()
        .take(span.column.checked_sub(1)?)
        .map(char::len_utf8)
        .sum();
    let start = line_start + before;
    let rest = text.get(start..)?;
    let word = rest
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    Some(start..start + word)
}

/// An upper bound of the columns that a text takes on a terminal; exact for ASCII.
fn columns(text: &str) -> usize {
    let wide = |c: char| if c == '\t' { 4 } else { c.len_utf8().min(2) };
    text.chars().map(wide).sum()
}

/// Marks of one file, near enough to be shown together.
struct Window<'a> {
    marks: Vec<Mark<'a>>,
    columns: Range<usize>,
}

impl<'a> Window<'a> {
    fn around(mark: Mark<'a>) -> Self {
        let columns = mark.columns.clone();
        Self {
            marks: vec![mark],
            columns,
        }
    }

    fn with(&self, mark: &Mark<'a>) -> Range<usize> {
        self.columns.start.min(mark.columns.start)..self.columns.end.max(mark.columns.end)
    }

    fn has_room_for(&self, mark: &Mark<'a>) -> bool {
        // 20: line number, gutter, and `...` at both ends.
        self.marks[0].source == mark.source && self.with(mark).len() + 20 <= WIDTH
    }

    fn add(&mut self, mark: Mark<'a>) {
        self.columns = self.with(&mark);
        self.marks.push(mark);
    }

    /// Only the lines between the first and the last mark are handed over: the renderer's work then does not grow with
    /// the file.
    fn snippet(self, origins: &'a Origins) -> Snippet<'a, Annotation<'a>> {
        let first = self
            .marks
            .iter()
            .min_by_key(|mark| mark.line.start)
            .expect("bug in eksight: a window has a mark");
        let end = self
            .marks
            .iter()
            .map(|mark| mark.line.end)
            .max()
            .unwrap_or(first.line.end);
        let start = first.line.start;
        let (text, number, name) = (first.text, first.number, &origins.file(first.source).name);
        let annotations = self.marks.iter().map(|mark| {
            let kind = if mark.label.is_some() {
                AnnotationKind::Context
            } else {
                AnnotationKind::Primary
            };
            kind.span(mark.bytes.start - start..mark.bytes.end - start)
                .label(mark.label)
        });
        Snippet::source(&text[start..end])
            .line_start(number)
            .path(name)
            .annotations(annotations)
    }
}

#[cfg(test)]
mod tests;
