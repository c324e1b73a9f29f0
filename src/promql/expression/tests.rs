//! Regular expressions that Prometheus takes, and those that it refuses.

use super::takes_nothing;

#[test]
fn what_can_be_left_out_takes_nothing() {
    for expression in [
        "",
        ".*",
        "x|",
        "|x",
        "x*",
        "(x|y)?",
        "(?:x*|y)",
        "^$",
        "x{0,3}",
        "[a-z]*",
        "x{0}",
        "a?b*",
        "(?i)",
        "(?i)x*",
        r"\Q\E",
        "(x{5}){0,3}",
        "a*?",
    ] {
        assert_eq!(takes_nothing(expression), Ok(true), "{expression}");
    }
    for expression in [
        ".+",
        "x",
        "x|y",
        "x*y",
        "(x|y)",
        "[]*]",
        "x{1,}",
        r"\*",
        r"\.",
        "5..",
        "a?b",
        "(?i:x)",
        "(?i)x.*",
        "(?i)(x|y)",
        r"\b",
        "a{",
        "a{,3}",
        "{x}",
        r"\Qa*\E",
        "(?P<n>a)",
        "(?<n>a)",
        r"[\d\-_]+",
        r"[^]a]",
        "[a-]",
        "[[:alpha:]_]",
        "[[:a]",
        r"\p{Han}\pL",
        r"\x41\x{1F600}\012",
        "(a{500}){2}",
        "a(?i)*b",
        "^*a",
        "a{1000}",
        "[+--]",
        "(?-s:a)",
        "(?i-s)a",
    ] {
        assert_eq!(takes_nothing(expression), Ok(false), "{expression}");
    }
}

#[test]
fn what_go_does_not_read_is_refused() {
    for (expression, expected) in [
        ("*", "`*` repeats nothing"),
        ("a|*", "`*` repeats nothing"),
        ("(+)", "`+` repeats nothing"),
        ("a**", "`*` repeats nothing"),
        ("a*??", "`?` repeats nothing"),
        ("(?i)*", "`*` repeats nothing"),
        ("{2}", "`{2}` repeats nothing"),
        ("a{1001}", "`{1001}` is no number of times, which is at most 1000"),
        ("a{2,1}", "`{2,1}` is no number of times, which is at most 1000"),
        (
            "(a{500}){3}",
            "`{3}` repeats what is repeated already, more than 1000 times in all",
        ),
        ("(a", "a `)` is missing"),
        ("a)", "`)` closes nothing"),
        ("[a", "a `]` is missing"),
        ("[]", "a `]` is missing"),
        ("[b-a]", "`b-a` ends before it begins"),
        ("[[:foo:]]", "`[:foo:]` is no class of characters"),
        (r"\y", r"`\y` means nothing"),
        (r"\1", r"`\1` means nothing"),
        (r"\C", r"`\C` means nothing"),
        (r"\x4", r"`\x` means nothing"),
        (r"a\", "it ends with a backslash"),
        (r"\Qa", r"`\Q` has no `\E`"),
        ("(?P<a-b>x)", "`a-b` is no name of a group"),
        (
            "(?=a)",
            "`(?=` is no group that Go knows; it looks neither ahead nor back",
        ),
        ("(?<!a)", "`!a)` is no name of a group"),
        (
            "(?i-)a",
            "`(?i-)` is no group that Go knows; it looks neither ahead nor back",
        ),
    ] {
        assert_eq!(
            takes_nothing(expression),
            Err(expected.to_owned()),
            "{expression}"
        );
    }
    let deep = format!("{}{}", "(".repeat(2000), ")".repeat(2000));
    assert_eq!(
        takes_nothing(&deep),
        Err("brackets stand more than 1000 deep".to_owned())
    );
}
