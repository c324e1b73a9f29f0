//! From YAML text to a tree. Anchors, aliases, merge keys, tags and a second document are refused here.

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, Span as Place};

use super::fault;
use super::slip::{self, Slip};
use super::tree::{Entry, Node, NodeKind};
use crate::diag::{Code, Diagnostic, FieldPath, SourceId, Span};

/// An environment is some ten levels deep; a bomb is thousands.
const MOST_LEVELS: usize = 48;

/// What to do instead of sharing values within a file.
const SHARE: &str = "write the value out; what several environments share belongs in a file they `extends`";

/// Reads one document. Gives a tree with every problem that does not stop the reading, or the one that does.
pub(crate) fn parse(text: &str, source: SourceId) -> Result<(Node, Vec<Diagnostic>), Box<Diagnostic>> {
    let mut options = Options::default();
    options.flow_nesting_limit = MOST_LEVELS;
    options.block_nesting_limit = MOST_LEVELS;
    options.emit_comments = false;
    let mut builder = Builder {
        text,
        source,
        faults: Vec::new(),
        open: Vec::new(),
        root: None,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        match event {
            Ok((event, place)) => builder.take(event, &place)?,
            Err(error) => return Err(Box::new(builder.not_yaml(&error))),
        }
    }
    match builder.root {
        Some(root) if !root.is_null() => Ok((root, builder.faults)),
        _ => {
            let message = "the file is empty".to_owned();
            let span = Span {
                source,
                line: 1,
                column: 1,
                bytes: 0..0,
            };
            let help = "an environment begins with `apiVersion: eksight/v1`";
            Err(Box::new(refusal(fault::NOT_YAML, message, span).help(help)))
        }
    }
}

fn refusal(code: Code, message: String, span: Span) -> Diagnostic {
    Diagnostic::error(code, FieldPath::root(), message).at(span)
}

/// A collection whose end has not come yet.
enum Open {
    List {
        span: Span,
        items: Vec<Node>,
    },
    Map {
        span: Span,
        entries: Vec<Entry>,
        key: Option<(String, Span)>,
    },
}

struct Builder<'a> {
    text: &'a str,
    source: SourceId,
    faults: Vec<Diagnostic>,
    open: Vec<Open>,
    root: Option<Node>,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, place: &Place) -> Result<(), Box<Diagnostic>> {
        let span = self.span(place);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), &span)?;
                let plain = style == ScalarStyle::Plain;
                let comment = Some(&span).filter(|_| plain && matches!(&*text, "" | "~"));
                let comment = comment.and_then(|nothing| self.comment_in_place_of_text(nothing));
                let (span, text) = match comment {
                    Some(comment) => (comment, String::new()),
                    None => (span, text.into_owned()),
                };
                self.value(Node {
                    span,
                    kind: NodeKind::Scalar { text, plain },
                })
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), &span)?;
                self.open.push(Open::List {
                    span,
                    items: Vec::new(),
                });
                Ok(())
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_properties(anchor, tag.is_some(), &span)?;
                self.open.push(Open::Map {
                    span,
                    entries: Vec::new(),
                    key: None,
                });
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(&span),
            Event::Alias(_) => Err(self.refused("aliases are not read", SHARE, &span)),
            Event::DocumentStart(..) if self.root.is_some() => {
                let rest = self.text.get(span.bytes.end..).unwrap_or_default();
                let is_empty = rest
                    .lines()
                    .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
                let help = if is_empty {
                    "remove this line: nothing stands behind it"
                } else {
                    "put each environment into a file of its own"
                };
                Err(self.refused("a second document is not read", help, &span))
            }
            _ => Ok(()),
        }
    }

    fn close(&mut self, end: &Span) -> Result<(), Box<Diagnostic>> {
        let node = match self.open.pop() {
            Some(Open::List { span, items }) => Node {
                span: until(&span, end),
                kind: NodeKind::List(items),
            },
            Some(Open::Map { span, entries, .. }) => Node {
                span: until(&span, end),
                kind: NodeKind::Map(entries),
            },
            None => return Ok(()),
        };
        self.value(node)
    }

    fn value(&mut self, node: Node) -> Result<(), Box<Diagnostic>> {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { entries, key, .. }) => match key.take() {
                // The second of two is reported already; the first one counts, so that the rest can be read.
                Some((key, _)) if entries.iter().any(|entry| entry.key == key) => {}
                Some((key, key_span)) => entries.push(Entry {
                    key,
                    key_span,
                    value: node,
                }),
                None => {
                    let NodeKind::Scalar { text, .. } = node.kind else {
                        let before = self.text.get(..node.span.bytes.start).unwrap_or_default();
                        let (message, help) = match (&node.kind, before.ends_with('{')) {
                            (NodeKind::Map(_), true) => slip::NO_TEMPLATES,
                            _ => ("a key must be a text", "write the name of a field or of an entry"),
                        };
                        return Err(self.refused(message, help, &node.span));
                    };
                    if text == "<<" {
                        return Err(self.refused("merge keys are not read", SHARE, &node.span));
                    }
                    if let Some(first) = entries.iter().find(|entry| entry.key == text) {
                        let message = format!("`{text}` stands twice in this map");
                        let line = first.key_span.line;
                        self.faults.push(
                            refusal(fault::DUPLICATE_KEY, message, node.span.clone())
                                .help(format!("remove one of the two; the first stands in line {line}")),
                        );
                    }
                    *key = Some((text, node.span));
                }
            },
        }
        Ok(())
    }

    fn refuse_properties(&self, anchor: usize, tagged: bool, span: &Span) -> Result<(), Box<Diagnostic>> {
        if anchor != 0 {
            return Err(self.refused("anchors are not read", SHARE, &self.property('&', span)));
        }
        if tagged {
            return Err(self.refused(
                "tags are not read",
                "remove it: what a value is follows from its field",
                &self.property('!', span),
            ));
        }
        Ok(())
    }

    /// The comment `#ops` of `channel: #ops`, which somebody may take for the value.
    fn comment_in_place_of_text(&self, nothing: &Span) -> Option<Span> {
        let line = self.text.get(nothing.bytes.start..)?.lines().next()?;
        let comment = line.trim_start_matches([':', '-', ' ']);
        comment
            .strip_prefix('#')?
            .starts_with(char::is_alphanumeric)
            .then(|| {
                let begin = nothing.bytes.start + line.len() - comment.len();
                Span::of_bytes(self.source, self.text, begin..begin + comment.trim_end().len())
            })
    }

    /// Where the tag or the anchor of a value stands: the parser tells the place of the value alone.
    fn property(&self, mark: char, value: &Span) -> Span {
        let before = self.text.get(..value.bytes.start).unwrap_or_default();
        let Some(start) = before.rfind(mark) else {
            return value.clone();
        };
        let word = before[start..]
            .split_ascii_whitespace()
            .next()
            .unwrap_or_default();
        Span::of_bytes(self.source, self.text, start..start + word.len())
    }

    fn refused(&self, message: &str, help: &str, span: &Span) -> Box<Diagnostic> {
        Box::new(refusal(fault::REFUSED_YAML, message.to_owned(), span.clone()).help(help))
    }

    fn not_yaml(&self, error: &ScanError) -> Diagnostic {
        if let Some((line, column)) = self.indenting_tab(error) {
            let message = "a tab cannot indent YAML".to_owned();
            return refusal(fault::NOT_YAML, message, self.span_at(line, column))
                .help("indent with blanks alone, as many as the lines beside this one have");
        }
        let span = self.span_at(error.marker().line(), error.marker().col());
        if let Some(Slip { at, message, help }) = slip::before(self.text, span.bytes.start) {
            let span = Span::of_bytes(self.source, self.text, at);
            return refusal(fault::NOT_YAML, message, span).help(help);
        }
        let message = format!("this is not valid YAML: {}", error.info());
        refusal(fault::NOT_YAML, message, span)
    }

    /// Line and column of the tab over which the parser gave up, where one indents a line. The parser's own place is often
    /// what stands in the line before.
    fn indenting_tab(&self, error: &ScanError) -> Option<(usize, usize)> {
        let (line, column) = (error.marker().line(), error.marker().col());
        let indent = |text: &str| text.chars().take_while(|c| matches!(c, ' ' | '\t')).count();
        let tab = |(line, text): (usize, &str)| {
            let column = text.chars().take(indent(text)).position(|c| c == '\t')?;
            Some((line, column))
        };
        let mut lines = (1..).zip(self.text.lines()).skip(line.saturating_sub(1));
        let own = lines.next()?;
        if column <= indent(own.1) {
            return tab(own);
        }
        let is_over_tab = matches!(
            error.kind(),
            ErrorKind::TabInPlainScalar | ErrorKind::TabAtBlockScalarStart | ErrorKind::TabInIndentation
        );
        let says_something =
            |(_, text): &(usize, &str)| !text.trim().is_empty() && !text.trim().starts_with('#');
        lines
            .filter(|line| is_over_tab && says_something(line))
            .find_map(tab)
    }

    fn span(&self, place: &Place) -> Span {
        let bytes = place.byte_range().unwrap_or(0..0);
        // A block collection's range ends after its last line break; the caret should not.
        let trimmed = self
            .text
            .get(bytes.clone())
            .map_or(bytes.end, |text| bytes.start + text.trim_end().len());
        Span {
            source: self.source,
            line: place.start.line(),
            column: place.start.col() + 1,
            bytes: bytes.start..trimmed.max(bytes.start),
        }
    }

    fn span_at(&self, line: usize, column: usize) -> Span {
        // No column counts the mark of the encoding, with which a file may begin.
        let mark = self.text.len() - self.text.trim_start_matches('\u{feff}').len();
        let lines = self.text.split_inclusive('\n');
        let before = lines.take(line.saturating_sub(1)).map(str::len);
        let start = before.sum::<usize>().max(mark);
        let rest = self.text.get(start..).unwrap_or("");
        let offset: usize = rest.chars().take(column).map(char::len_utf8).sum();
        let at = (start + offset).min(self.text.len());
        let width = self.text[at..]
            .chars()
            .next()
            .filter(|c| *c != '\n')
            .map_or(0, char::len_utf8);
        Span {
            source: self.source,
            line: line.max(1),
            column: column + 1,
            bytes: at..at + width,
        }
    }
}

fn until(start: &Span, end: &Span) -> Span {
    let last = end.bytes.end.max(start.bytes.start);
    Span {
        bytes: start.bytes.start..last,
        ..start.clone()
    }
}
