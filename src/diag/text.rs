//! Findings as people read them on a terminal. Which findings there are, and the summary line, are not ours.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::diagnostic::{Diagnostic, Related, Severity};
use super::origin::{Origins, SourceId, Span};

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
        .primary_title(&diagnostic.message)
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
    let help = diagnostic.help.iter().map(|help| Level::HELP.message(help));
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

/// What stands for the place of a finding that nobody wrote a line for: the environment's own file and the field.
fn field_line(diagnostic: &Diagnostic, origins: &Origins) -> Option<String> {
    let environment = origins.files().first().map(|file| file.name.clone());
    let field = (diagnostic.path.segments().first()).map(|_| diagnostic.path.to_string());
    match (environment, field) {
        (Some(environment), Some(field)) => Some(format!("{environment}: {field}")),
        (environment, field) => environment.or(field),
    }
}

fn line_and_column(span: &Span, origins: &Origins) -> String {
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
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
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
mod tests {
    use super::render;
    use crate::diag::{Code, Diagnostic, FieldPath, Origins, Severity, Span, sample};

    fn plain((origins, finding): &(Origins, Diagnostic)) -> String {
        render(finding, origins, false)
    }

    #[test]
    fn the_picture_of_the_design() {
        let shown = plain(&sample::not_offered());
        assert_eq!(
            shown,
            "\
error[EKS1001]: `t3a.xlarge` is not offered in `ap-northeast-2b`
 --> environments/base.yaml:6:19
  |
6 |     instanceType: t3a.xlarge
  |                   ^^^^^^^^^^
7 |     zones: [ap-northeast-2a, ap-northeast-2b, ap-northeast-2c]
  |                              --------------- this zone
  = help: `t3.xlarge` (same vCPU and memory) is offered in all three zones; or drop `ap-northeast-2b` from node group `ng1`
  = note: offerings as of 2026-10; `eksight catalog import` takes newer AWS CLI output
"
        );
    }

    #[test]
    fn in_colour_the_same_words_stand() {
        let (origins, finding) = sample::not_offered();
        let shown = render(&finding, &origins, true);
        assert!(
            shown.starts_with("\u{1b}[1m\u{1b}[91merror[EKS1001]\u{1b}[0m\u{1b}[1m: "),
            "{shown:?}"
        );
        let mut words = String::new();
        for part in shown.split('\u{1b}') {
            words.push_str(
                part.strip_prefix('[')
                    .and_then(|part| part.split_once('m'))
                    .map_or(part, |(_, rest)| rest),
            );
        }
        assert_eq!(words, render(&finding, &origins, false));
    }

    #[test]
    fn without_a_line_the_environment_and_the_field_stand_for_it() {
        assert_eq!(
            plain(&sample::without_line()),
            r#"warning[EKS6001]: the volume has no size
 --> environments/prod.yaml: nodeGroups["ng1"].diskSize
  = note: the default comes from here: `storage`
"#
        );
    }

    #[test]
    fn wide_characters_do_not_shift_the_caret_and_a_block_is_shown_by_its_first_line() {
        assert_eq!(
            plain(&sample::korean_block()),
            "\
error[EKS0012]: `소유자` must be text
 --> environments/한국.yaml:1:12
  |
1 | 태그: { 소유자: [가나, 다라,
  |                 ^^^^^^^^^^^^
"
        );
    }

    #[test]
    fn two_files() {
        let (mut origins, mut finding) = sample::not_offered();
        let prod = origins.add_file(sample::file(
            "environments/prod.yaml",
            Some("extends: base.yaml\n\n\n\n\n\n\n\n\nzones: [ap-northeast-2b]\n"),
        ));
        finding.related[0].span = Some(sample::span(&origins, prod, "ap-northeast-2b"));
        assert_eq!(plain(&(origins, finding)), "\
error[EKS1001]: `t3a.xlarge` is not offered in `ap-northeast-2b`
  --> environments/base.yaml:6:19
   |
 6 |     instanceType: t3a.xlarge
   |                   ^^^^^^^^^^
   |
  ::: environments/prod.yaml:10:9
   |
10 | zones: [ap-northeast-2b]
   |         --------------- this zone
   = help: `t3.xlarge` (same vCPU and memory) is offered in all three zones; or drop `ap-northeast-2b` from node group `ng1`
   = note: offerings as of 2026-10; `eksight catalog import` takes newer AWS CLI output
");
    }

    #[test]
    fn a_rust_place_without_text_is_just_its_line() {
        let (mut origins, mut finding) = sample::not_offered();
        let rust = origins.add_file(sample::file("xtask/src/main.rs", None));
        let at = |line, column| {
            Some(Span {
                source: rust,
                line,
                column,
                bytes: 0..0,
            })
        };
        finding.span = at(12, 9);
        assert_eq!(plain(&(origins.clone(), finding.clone())), "\
error[EKS1001]: `t3a.xlarge` is not offered in `ap-northeast-2b`
 --> xtask/src/main.rs:12:9
  |
 ::: environments/base.yaml:7:30
  |
7 |     zones: [ap-northeast-2a, ap-northeast-2b, ap-northeast-2c]
  |                              --------------- this zone
  = help: `t3.xlarge` (same vCPU and memory) is offered in all three zones; or drop `ap-northeast-2b` from node group `ng1`
  = note: offerings as of 2026-10; `eksight catalog import` takes newer AWS CLI output
");
        finding.related[0].span = at(14, 9);
        assert_eq!(plain(&(origins, finding)), "\
error[EKS1001]: `t3a.xlarge` is not offered in `ap-northeast-2b`
 --> xtask/src/main.rs:12:9
  = help: `t3.xlarge` (same vCPU and memory) is offered in all three zones; or drop `ap-northeast-2b` from node group `ng1`
  = note: this zone: xtask/src/main.rs:14:9
  = note: offerings as of 2026-10; `eksight catalog import` takes newer AWS CLI output
");
    }

    #[test]
    fn a_rust_place_with_text_is_found_by_line_and_column() {
        let mut origins = Origins::default();
        let rust = origins.add_file(sample::file(
            "src/main.rs",
            Some("fn main() {\n    // 한\n    /* 한 */ group();\n}\n"),
        ));
        let finding = Diagnostic::error(Code(1), FieldPath::root(), "no zones").at(Span {
            source: rust,
            line: 3,
            column: 13,
            bytes: 0..0,
        });
        assert_eq!(
            plain(&(origins, finding)),
            "\
error[EKS0001]: no zones
 --> src/main.rs:3:13
  |
3 |     /* 한 */ group();
  |              ^^^^^
"
        );
    }

    #[test]
    fn nothing_known_at_all_is_the_message_alone() {
        let finding = Diagnostic::error(Code(1), FieldPath::root(), "no environment");
        assert_eq!(
            plain(&(Origins::default(), finding)),
            "error[EKS0001]: no environment\n"
        );
    }

    #[test]
    fn far_down_in_a_long_line_the_caret_still_stands_below_its_word() {
        let mut origins = Origins::default();
        let text = format!(
            "a: 1\nkey: [{}, wrong, {}]\n",
            "item, ".repeat(32).trim_end_matches(", "),
            "가나다, ".repeat(30)
        );
        let source = origins.add_file(sample::file("environments/long.yaml", Some(&text)));
        let mut finding = Diagnostic::error(Code(3), FieldPath::root(), "`wrong` is wrong")
            .at(sample::span(&origins, source, "wrong"));
        assert_eq!(plain(&(origins.clone(), finding.clone())), "\
error[EKS0003]: `wrong` is wrong
 --> environments/long.yaml:2:199
  |
2 | ...em, item, item, item, item, item, item, item, item, wrong, 가나다, 가나다, 가나다, 가나다, 가나다, 가나다, 가...
  |                                                        ^^^^^
");
        finding.related = vec![sample::related(
            FieldPath::root(),
            Some(sample::span(&origins, source, "key")),
            "in this list",
        )];
        assert_eq!(plain(&(origins, finding)), "\
error[EKS0003]: `wrong` is wrong
 --> environments/long.yaml:2:199
  |
2 | ...em, item, item, item, item, item, item, item, item, wrong, 가나다, 가나다, 가나다, 가나다, 가나다, 가나다, 가...
  |                                                        ^^^^^
  |
 ::: environments/long.yaml:2:1
  |
2 | key: [item, item, item, item, item, item, item, item, item, item, item, item, item, item, item, item, item, item,...
  | --- in this list
");
    }

    #[test]
    fn wide_characters_that_are_cropped_do_not_shift_the_caret() {
        let mut origins = Origins::default();
        let text = format!("# 긴 줄\n키: [{}wrong]\n", "가나다, ".repeat(30));
        let source = origins.add_file(sample::file("environments/long.yaml", Some(&text)));
        let finding = Diagnostic::error(Code(3), FieldPath::root(), "`wrong` is wrong")
            .at(sample::span(&origins, source, "wrong"));
        assert_eq!(
            plain(&(origins, finding)),
            "\
error[EKS0003]: `wrong` is wrong
 --> environments/long.yaml:2:155
  |
2 | ... , 가나다, 가나다, 가나다, 가나다, 가나다, 가나다, wrong]
  |                                                       ^^^^^
"
        );
    }

    #[test]
    fn lines_between_are_folded() {
        let mut origins = Origins::default();
        let text = format!("first: 1\n{}last: 2\r\n", "between: 0\n".repeat(120));
        let source = origins.add_file(sample::file("environments/a.yaml", Some(&text)));
        let mut finding = Diagnostic::new(
            Code(3),
            Severity::Warning,
            FieldPath::root(),
            "`last` repeats `first`",
        )
        .help("drop one\nof the two")
        .at(sample::span(&origins, source, "last: 2\r"));
        finding.related = vec![sample::related(
            FieldPath::root(),
            Some(sample::span(&origins, source, "first")),
            "written here",
        )];
        assert_eq!(
            plain(&(origins, finding)),
            "\
warning[EKS0003]: `last` repeats `first`
   --> environments/a.yaml:122:1
    |
  1 | first: 1
    | ----- written here
...
122 | last: 2
    | ^^^^^^^
    = help: drop one
            of the two
"
        );
    }

    #[test]
    fn the_end_of_a_file_has_a_line_too() {
        let at_end = |text: &str, line, column| {
            let mut origins = Origins::default();
            let source = origins.add_file(sample::file("environments/a.yaml", Some(text)));
            let bytes = text.len()..text.len();
            let finding = Diagnostic::error(Code(2), FieldPath::root(), "the file ends here").at(Span {
                source,
                line,
                column,
                bytes,
            });
            plain(&(origins, finding))
        };
        assert_eq!(
            at_end("", 1, 1),
            "\
error[EKS0002]: the file ends here
 --> environments/a.yaml:1:1
  |
1 |
  | ^
"
        );
        assert_eq!(
            at_end("a: 1", 1, 5),
            "\
error[EKS0002]: the file ends here
 --> environments/a.yaml:1:5
  |
1 | a: 1
  |     ^
"
        );
        assert_eq!(
            at_end("a: 1\n", 2, 1),
            "\
error[EKS0002]: the file ends here
 --> environments/a.yaml:2:1
  |
2 |
  | ^
"
        );
    }

    #[test]
    fn a_place_outside_the_text_is_just_its_line() {
        let (origins, mut finding) = sample::not_offered();
        finding.span = finding.span.map(|span| Span {
            bytes: 5000..5010,
            ..span
        });
        finding.related.clear();
        assert_eq!(plain(&(origins, finding)), "\
error[EKS1001]: `t3a.xlarge` is not offered in `ap-northeast-2b`
 --> environments/base.yaml:6:19
  = help: `t3.xlarge` (same vCPU and memory) is offered in all three zones; or drop `ap-northeast-2b` from node group `ng1`
  = note: offerings as of 2026-10; `eksight catalog import` takes newer AWS CLI output
");
    }

    #[test]
    fn a_file_cannot_drive_the_terminal() {
        let mut origins = Origins::default();
        let source = origins.add_file(sample::file("environments/a.yaml", Some("a: \u{1b}[31mred\n")));
        let finding = Diagnostic::error(Code(2), FieldPath::root(), "\u{1b}[2J is no name").at(sample::span(
            &origins,
            source,
            "\u{1b}[31mred",
        ));
        assert_eq!(
            plain(&(origins, finding)),
            "\
error[EKS0002]: ␛[2J is no name
 --> environments/a.yaml:1:4
  |
1 | a: ␛[31mred
  |    ^^^^^^^^
"
        );
    }
}
