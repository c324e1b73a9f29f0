//! Slips, each with what is told of it; and what comes of it who does what is told.

mod brackets;
mod texts;

use crate::diag::SourceId;
use crate::parse::parse;

/// A document with a slip, its place, what is told, and what is to be written in which place.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    [&'static str; 2],
);

const INDENTED: [Case; 10] = [
    (
        "a: b\nc: d\n  e:\n  f: g\n",
        "3:3",
        "line 3 is indented below line 2, which has a value already",
        "write no blanks before line 3, as line 2 has, or take the value of line 2 away",
        ["\n  e", "\ne"],
    ),
    (
        "a:\n  b: 1\nc: 2\n  d: 3\n",
        "3:1",
        "line 4 is indented below line 3, which has a value already",
        "write 2 blanks before line 3, as line 2 has, or write no blanks before line 4, as line 3 has, or take the value of line 3 \
         away",
        ["\nc: 2", "\n  c: 2"],
    ),
    (
        " a: 1\nb: 2\nc: 3\n",
        "1:2",
        "this line is indented like none that it could belong beside",
        "write no blanks before line 1, as line 2 has",
        [" a", "a"],
    ),
    (
        "a:\n   b: 1\n  c: 2\n  d: 3\n",
        "2:4",
        "this line is indented like none that it could belong beside",
        "write 2 blanks before line 2, as line 3 has",
        ["   b", "  b"],
    ),
    (
        "a:\n b: 1\n  c: 2\n  d: 3\n",
        "2:2",
        "line 3 is indented below line 2, which has a value already",
        "write 2 blanks before line 2, as line 3 has, or take the value of line 2 away",
        [" b", "  b"],
    ),
    (
        "a: b\n  c: d\n",
        "2:3",
        "line 2 is indented below line 1, which has a value already",
        "write no blanks before line 2, as line 1 has, or write 2 blanks before line 1, as line 2 has, or take the value of line 1 \
         away",
        ["a: b", "a:"],
    ),
    (
        "a:\n  b: [c]\n    d: e\n  f: g\n",
        "3:5",
        "line 3 is indented below line 2, which has a value already",
        "write 2 blanks before line 3, as line 2 has, or write 4 blanks before line 2, as line 3 has, or take the value of line 2 \
         away",
        ["    d", "  d"],
    ),
    (
        "a:\n  b:\n    c: 1\n   d: 2\n    e: 3\n",
        "4:4",
        "this line is indented like none that it could belong beside",
        "write 4 blanks before line 4, as line 3 has, or write 2 blanks before line 4, as line 2 has",
        ["   d", "    d"],
    ),
    (
        "a:\n  b:\n- c\n- d\n",
        "3:1",
        "the items of a list cannot stand left of its key",
        "write 2 blanks before each `-` of it, as line 2 has",
        ["- c\n- d", "  - c\n  - d"],
    ),
    (
        "a:\n    - b\n  - c\n",
        "3:3",
        "the items of a list begin in one column",
        "write 4 blanks before each `-` of it, as line 2 has",
        ["  - c", "    - c"],
    ),
];

const NO_BLANK: &str = "stands here, which is no blank for YAML";

const BLANKS: [(&str, &str, &str, &str); 4] = [
    (
        "a:\n  b:\u{a0}1\n  c: 2\n",
        "2:5",
        "a no-break space (U+00A0)",
        "write a blank in its place",
    ),
    (
        "a:\n\u{a0} b: 1\n  c: 2\n",
        "2:1",
        "a no-break space (U+00A0)",
        "write a blank in its place",
    ),
    (
        "a:\n  b:\u{3000}1\n  c: 2\n",
        "2:5",
        "an ideographic space (U+3000)",
        "write a blank in its place",
    ),
    (
        "a:\n  b: 1\n  \u{200b}c:\u{200b}2\n  d: 1\n",
        "3:3",
        "a space without width (U+200B)",
        "remove it",
    ),
];

const NO_COLON: &str = "there is no `:` between a key and its value";
const NO_TEMPLATES: &str = "templates are not read here";
const OWN_FILE: &str =
    "write the value itself: each environment has a file of its own, and says in it what differs";

const SIGNS: [Case; 21] = [
    (
        "a: 1\n\"b: 2\nc: 3\n",
        "2:1",
        "the text that begins here has no `\"` at its end",
        "write `b: 2`",
        ["\"b", "b"],
    ),
    (
        "a: [\"b, c]\nd: 3\n",
        "1:5",
        "the text that begins here has no `\"` at its end",
        "write a `\"` where the text ends",
        ["b,", "b\","],
    ),
    (
        "a: 1\nb c\nd: 2\n",
        "2:1",
        NO_COLON,
        "write `b: c`",
        ["b c", "b: c"],
    ),
    (
        "a:\n  b c\n  d: 2\n",
        "2:3",
        NO_COLON,
        "write `b: c`",
        ["b c", "b: c"],
    ),
    (
        "a: 1\nb = \"c\"\nd: 2\n",
        "2:1",
        NO_COLON,
        "write `b: \"c\"`",
        ["b = ", "b: "],
    ),
    (
        "a: 1\nb\n  c: 2\n",
        "2:1",
        NO_COLON,
        "write `b:`, with its value behind it or below",
        ["b", "b:"],
    ),
    (
        "a:\n  - b\n  -c\n",
        "3:3",
        "there is no blank between `-` and its item",
        "write `- c`",
        ["-c", "- c"],
    ),
    (
        "a: [b\nc: [d]\n",
        "1:4",
        "the `[` that stands here is never closed",
        "write `[b]`",
        ["[b", "[b]"],
    ),
    (
        "a: { b: 1, c: [2 # d\ne: 3\n",
        "1:4",
        "the `{` that stands here is never closed",
        "write `{ b: 1, c: [2 ]}`",
        ["[2", "[2 ]}"],
    ),
    (
        "a: [\n  b,\nc: 1\n",
        "1:4",
        "the `[` that stands here is never closed",
        "write `]` behind the last that belongs to it",
        ["b,", "b]"],
    ),
    (
        "a: { b: #c }\nd: 1\n",
        "1:4",
        "the `{` that stands here is never closed",
        "`#` begins a comment, and `}` stands in it: quote the text that begins with `#`",
        ["#c", "\"#c\""],
    ),
    (
        "a: 1\nb: [c}\n",
        "2:6",
        "the `[` of line 2 is closed by `}`",
        "write `]` in its place or before it",
        ["}", "]"],
    ),
    (
        "a: { b: 1 },\nc: 2\n",
        "1:12",
        "a `,` stands in no bracket",
        "remove it: lines of their own need none between them",
        [",", ""],
    ),
    (
        "a: *.b.c\n",
        "1:4",
        "a text without quotes cannot begin with `*`",
        "quote it: `\"*.b.c\"`",
        ["*.b.c", "\"*.b.c\""],
    ),
    (
        "a: [*.b, c]\n",
        "1:5",
        "a text without quotes cannot begin with `*`",
        "quote it: `\"*.b\"`",
        ["*.b", "\"*.b\""],
    ),
    (
        "a: @b\n",
        "1:4",
        "a text without quotes cannot begin with `@`",
        "quote it: `\"@b\"`",
        ["@b", "\"@b\""],
    ),
    (
        "a: %b # c\n",
        "1:4",
        "a text without quotes cannot begin with `%`",
        "quote it: `\"%b\"`",
        ["%b", "\"%b\""],
    ),
    (
        "a: `b\n",
        "1:4",
        "a text without quotes cannot begin with ```",
        "quote it: `\"`b\"`",
        ["`b", "\"`b\""],
    ),
    (
        "a: {{ .Values.b }}\n",
        "1:5",
        NO_TEMPLATES,
        OWN_FILE,
        ["{{ .Values.b }}", "b"],
    ),
    (
        "{{- if .Values.a }}\na: 1\n{{- end }}\n",
        "1:1",
        NO_TEMPLATES,
        OWN_FILE,
        ["{{- if .Values.a }}\na: 1\n{{- end }}", "a: 1"],
    ),
    (
        "{% if a %}\na: 1\n",
        "1:1",
        NO_TEMPLATES,
        OWN_FILE,
        ["{% if a %}\n", ""],
    ),
];

#[track_caller]
fn assert_told(text: &str, expected: [&str; 3]) {
    let fault = parse(text, SourceId(0)).expect_err(text);
    let span = fault.span.expect("a place");
    let place = format!("{}:{}", span.line, span.column);
    let told = [
        place.as_str(),
        &fault.message,
        fault.help.as_deref().unwrap_or_default(),
    ];
    assert_eq!(told, expected, "{text}");
}

#[test]
fn each_slip_is_told_at_its_place_and_what_is_told_mends_it() {
    for (text, place, message, help, [from, to]) in INDENTED
        .into_iter()
        .chain(SIGNS)
        .chain(texts::TEXTS)
        .chain(brackets::BRACKETS)
    {
        assert_told(text, [place, message, help]);
        let mended = text.replacen(from, to, 1);
        assert!(parse(&mended, SourceId(0)).is_ok(), "{mended}");
    }
}

#[test]
fn what_looks_like_a_blank_is_called_by_its_name() {
    for (text, place, name, help) in BLANKS {
        assert_told(text, [place, &format!("{name} {NO_BLANK}"), help]);
    }
}

#[test]
fn what_goes_on_from_the_line_before_is_no_key_without_a_colon() {
    for text in [
        "a: b\n  c\n  d: e\n",
        "a: b\n  c\n  d\n  e: f\n",
        "a: b\n  c\n    d: e\n",
    ] {
        let fault = parse(text, SourceId(0)).expect_err(text);
        assert!(fault.message.starts_with("this is not valid YAML: "), "{fault:?}");
    }
}

#[test]
fn the_mark_of_the_encoding_is_in_no_column() {
    assert_told(
        "\u{feff}a: [b\n",
        ["1:4", "the `[` that stands here is never closed", "write `[b]`"],
    );
}

#[test]
fn a_second_document_without_anything_is_a_line_too_much() {
    let message = "a second document is not read";
    for text in ["a: 1\n---\n", "a: 1\n---\n\n# b\n"] {
        assert_told(
            text,
            ["2:1", message, "remove this line: nothing stands behind it"],
        );
    }
    assert_told(
        "a: 1\n---\nb: 1\n",
        ["2:1", message, "put each environment into a file of its own"],
    );
}
