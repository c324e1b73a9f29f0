//! Lines that stand left of the text that they belong to, and keys behind one.

use super::{Case, NO_COLON};

const NOT_IN_TEXT: &str = "the text of `q`, from line 2 on, ends before this line, which stands further left";
const TWO_BLANKS: &str = "write 4 blanks before each line of it, as line 3 has";

pub(super) const TEXTS: [Case; 8] = [
    (
        "a:\n  q: >-\n    sum(b)\n  / sum(c)\n  d: 1\n",
        "4:3",
        NOT_IN_TEXT,
        TWO_BLANKS,
        ["  / ", "    / "],
    ),
    (
        "a:\n  q: |\n    sum(b)\n   or b:c > 1\n  d: 1\n",
        "4:4",
        NOT_IN_TEXT,
        TWO_BLANKS,
        ["   or", "    or"],
    ),
    (
        "a:\n  q: |2-\n    b\nsum by (c) (d{e=\"f\"})\n  d: 1\n",
        "4:1",
        NOT_IN_TEXT,
        TWO_BLANKS,
        ["sum", "    sum"],
    ),
    (
        "a:\n  q: >\n  sum by (b) (c)\n  d: 1\n",
        "3:3",
        NOT_IN_TEXT,
        "indent each line of it further than `q`",
        ["  sum", "    sum"],
    ),
    (
        "a:\n  q: >\n    b\n  c 1\n  d: 1\n",
        "4:3",
        NO_COLON,
        "write `c: 1`",
        ["c 1", "c: 1"],
    ),
    (
        "a:\n  q: >\n    b\n  c:1\n  d: 1\n",
        "4:4",
        "there is no blank between `c:` and its value",
        "write `c: 1`",
        ["c:1", "c: 1"],
    ),
    (
        "a:\n  q: >\n    b\n  c = (1)\n  d: 1\n",
        "4:3",
        NO_COLON,
        "write `c: (1)`",
        ["c =", "c:"],
    ),
    (
        "a:\n  q: >\n    b\n  c:\n    d e(f)\n    g: 1\n",
        "5:5",
        NO_COLON,
        "write `d: e(f)`",
        ["d e", "d: e"],
    ),
];
