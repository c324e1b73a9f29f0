//! Brackets, commas and colons that are lost, and keys without a colon above their own lines.

use super::{Case, NO_COLON};

const NO_COMMA: &str = "there is no `,` before this";
const A_COMMA: &str = "write `, ` before it: a `,` stands between any two in brackets";
const NO_BRACKET: &str = "a map in one line stands in `{` and `}`";

pub(super) const BRACKETS: [Case; 16] = [
    (
        "a:,\n  b: 1\n",
        "1:3",
        "a `,` stands in no bracket",
        "remove it: lines of their own need none between them",
        [",", ""],
    ),
    ("a: { b: c d: e }\n", "1:11", NO_COMMA, A_COMMA, [" d", ", d"]),
    ("a: { b: \"c\" d: e }\n", "1:13", NO_COMMA, A_COMMA, [" d", ", d"]),
    ("a: { b: [c] d: e }\n", "1:13", NO_COMMA, A_COMMA, [" d", ", d"]),
    (
        "a:\n  [ \"b\"\n    'c' ]\n",
        "3:5",
        NO_COMMA,
        A_COMMA,
        ["'c'", ", 'c'"],
    ),
    (
        "a: b: c, d: e }\nf: 1\n",
        "1:4",
        NO_BRACKET,
        "write `a: { b: c, d: e }`",
        ["b: c", "{ b: c"],
    ),
    (
        "a: b: c }\nf: 1\n",
        "1:4",
        NO_BRACKET,
        "write `a: { b: c }`",
        ["b: c", "{ b: c"],
    ),
    (
        "a: b: c, d: e # f\n",
        "1:4",
        NO_BRACKET,
        "write `a: { b: c, d: e }`",
        ["b: c, d: e", "{ b: c, d: e }"],
    ),
    (
        "a: b: c, d\n",
        "1:5",
        "a text without quotes cannot have a `:` with a blank behind it",
        "write `a: \"b: c, d\"`, or begin another line",
        ["b: c, d", "\"b: c, d\""],
    ),
    (
        "a:{ b: 1, c: 2 }\nd: 1\n",
        "1:2",
        "there is no blank between `a:` and its value",
        "write `a: { b: 1, c: 2 }`",
        ["a:", "a: "],
    ),
    (
        "a = { b: 1, c: 2 }\nd: 1\n",
        "1:1",
        NO_COLON,
        "write `a: { b: 1, c: 2 }`",
        ["a =", "a:"],
    ),
    (
        "a { b: 1, c: 2 }\nd: 1\n",
        "1:1",
        NO_COLON,
        "write `a: { b: 1, c: 2 }`",
        ["a ", "a: "],
    ),
    (
        "a:\n  b https://example.com/c:1\n  d: 1\n",
        "2:3",
        NO_COLON,
        "write `b: https://example.com/c:1`",
        ["b ", "b: "],
    ),
    (
        "a = [b]\nd: 1\n",
        "1:1",
        NO_COLON,
        "write `a: [b]`",
        ["a =", "a:"],
    ),
    (
        "a:\n  b\n    c: 1\n  d: 1\n",
        "2:3",
        NO_COLON,
        "write `b:`, with its value behind it or below",
        ["  b", "  b:"],
    ),
    (
        "a:\n  b: 1\n  c\n    d: 1\n",
        "3:3",
        NO_COLON,
        "write `c:`, with its value behind it or below",
        ["  c", "  c:"],
    ),
];
