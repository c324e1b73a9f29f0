//! Strings that readers of YAML are known to take for something else, each in every place a string can stand.

use std::collections::BTreeSet;

use eksight::emit::yaml::Style;
use serde_json::{Value, json};

use super::readers::{assert_reads_back, plain_type};

/// One line each.
#[rustfmt::skip]
const ONE_LINE: &[&str] = &[
    // booleans and nulls of every reader
    "y", "Y", "n", "N", "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF",
    "true", "True", "TRUE", "tRuE", "false", "False", "FALSE", "null", "Null", "NULL", "nUll", "~", "",
    // integers
    "0", "1", "-1", "+1", "007", "0777", "08", "0_8", "0o17", "0O17", "0x1f", "0X1F", "0x_", "-0xFF", "0b1010",
    "0B1010", "0b_", "1_000", "1__0", "1_", "1,000", "111122223333", "18446744073709551616", "12:30", "4:00",
    "190:20:30", "99:59", "-12:30", "1:2:3.5",
    // floats
    "1.10", "1.30", "1.", ".5", "-.5", "+.5", ".", "..", "1e3", "1E3", "1e+3", "1.0e-3", "1.5e3", "12e03", "e1",
    "E12", "1_000.5", "685_230.15", ".inf", "-.inf", "+.INF", ".Inf", ".nan", ".NaN", "inf", "-inf", "Infinity", "nan",
    "NaN", ".e+3",
    // dates and times
    "2023-05-21", "2010-09-09", "2012-10-17", "2023-5-1", "2023-05-21T06:13:52+09:00", "2001-12-14t21:59:43.10-05:00",
    "2001-12-14 21:59:43.10 -5", "2001-12-15 2:59:43.10", "2001-12-14T21:59:43Z", "06:13:52",
    // merge, value, document and list marks
    "<<", "=", "-", "--", "---", "--- a", "...", "... a", "... q", "- a", "-a", "--flag", "-c", "?", "? a", ":", ": a", "a:", "a: b",
    "a :b", "a:b", "a::b", "::", "a #b", "#", "# a", "a#b",
    // characters that open something
    "!", "!Ref a", "!!str a", "&a", "&", "*a", "*", "*.example.com", "|", "|-", "> a", ">", "%", "%YAML 1.1", "@a", "`a`", "'",
    "'a'", "\"", "\"a\"", "a\"b", "a'b", "\\", "a\\nb", "\\u0041", "[", "]", "[a]", "{", "}", "{a: b}", "{}", "[]", ",",
    "a,b", "a, b", "a]", "a}", "a[0]", "{{ .Values.x }}", "${AWS::Region}", "${stack:A.B}", "$", "(a)", "<a>", ";", "^a",
    "a?b", "?a", "a=b", "=a", "/*", "/", "_", "$1",
    // blanks
    " ", "  ", " a", "a ", "  a  ", "a  b", "\t", "\ta", "a\t", "a\tb", "a:\tb", "a\t#b", "-\ta",
    // what is invisible, or breaks a line somewhere
    "\r", "a\rb", "\u{0}", "\u{7}", "a\u{8}", "\u{1b}[31m", "\u{7f}", "a\u{85}b", "a\u{a0}b", "\u{a0}", "a\u{2028}b", "a\u{2029}b",
    "\u{feff}a", "a\u{feff}", "\u{fffe}", "\u{ffff}", "\u{fdd0}", "\u{1fffe}", "a\u{202e}b", "a\u{2066}b\u{2069}", "\u{200b}",
    // other scripts
    "한국어", "클러스터: 켜짐", "비용 # 주의", "예", "é", "¿qué?", "“quoted”", "👍", "👩‍👩‍👧 family", "١٢٣", "１２", "²",
    // from the lab and from AWS
    "ap-northeast-2a", "arn:aws:acm:ap-northeast-2:111122223333:certificate/0a1b", "t3a.xlarge", "10.0.0.0/16", "10.0.0.1",
    "1.30-eksbuild.1", "v1.30", "100m", "1Gi", "5d", "2w", "alb.ingress.kubernetes.io/listen-ports",
    "[{\"HTTPS\":443}, {\"HTTP\":80}]", "http.server: On", "aws-auth", "system:node:{{EC2PrivateDNSName}}", "^(?:.*)$",
    "fields @timestamp | filter @message like /Error/", "Fn::Sub", "Ref", "x: y # z", "/var/log/*.log",
    "rate(http_requests_total{job=~\"a|b\"}[5m]) > 0.5",
];

/// With line breaks: leading blanks and breaks, every chomping, tabs, carriage returns, trailing blanks.
#[rustfmt::skip]
const MANY_LINES: &[&str] = &[
    "a\nb", "a\nb\n", "a\nb\n\n", "a\nb\n\n\n", "a\n", "a\n\n", "\n", "\n\n", "\n\n\n", "\na", "\n\na\n", "\na\n\n", "\n a\n",
    "a\n\nb", "a\n\n\n\nb\n", " a\nb", "  a\n b\n", "   a\n\n", " \na", "  \n  a\n", "a\n  b\n", "a\n \nb", "a\n\t\nb\n", "a\n ",
    "a\n  \n", "a\n\t", "a\n\t\n", "\ta\nb", "\n\ta\n", "\n  \n", "\n \na", "a\n\tb\n", "a \nb\t\nc  \n", "a\r\nb\r\n", "a\rb\n", "a\n\rb",
    "첫째 줄\n  둘째 줄\n", "이모지 👍\n끝", "- a\n- b\n", "a: b\nc: d\n", "# a\n# b\n", "a\n# b\n", "---\na\n---\n", "a\n...\nb", "a\n---\n",
    "%YAML 1.1\n---\n", "\"a\nb\"", "'a\n", "|\n  a\n", "{\n  \"a\": 1\n}\n", "{{- range . }}\n  - {{ . }}\n{{- end }}\n", "a\u{85}\nb",
    "a\u{2028}\nb", "\u{feff}a\nb", "a\n\u{feff}b", "a\n\u{1b}[0m\n", "a\u{202e}\nb", "a\n\u{a0}", "\u{a0}\na", "a\n\\n\n", "n\ny\n", "~\n",
    "#!/bin/bash\nset -eu\n\tindented\n\n/etc/eks/bootstrap.sh ${ClusterName}\n", "[SERVICE]\n    HTTP_Server  On\n    HTTP_Port    2020\n",
];

/// The string in every place, each with something behind it that a wrong end would swallow.
fn places(text: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("whole document", json!(text)),
        ("value", json!({ "k": text, "after": 1 })),
        ("key", json!({ text: "v", "after": 1 })),
        ("key of a map", json!({ text: { "k": text }, "after": 1 })),
        ("key of a list", json!({ text: [text, 1], "after": 1 })),
        ("list item", json!([text, 1])),
        ("list in a list", json!([[text, text], [[text]], 1])),
        (
            "map in a list",
            json!({ "k": [{ text: text, "l": [text] }, 1], "after": 1 }),
        ),
        ("deep map", json!({ "a": { "b": { "c": text } }, "after": 1 })),
        (
            "tagged",
            json!({ "k": { "Ref": text }, "l": [{ "Fn::Sub": text }], "after": 1 }),
        ),
        (
            "flow list",
            json!({ "k": { "Fn::Join": [text, [text, "x", [text]]] }, "after": 1 }),
        ),
        (
            "tag in a flow list",
            json!({ "k": { "Fn::If": [text, { "Ref": text }, { "Fn::Sub": text }] } }),
        ),
        (
            "tagged block",
            json!([{ "Fn::Sub": [text, { text: { "Ref": text } }] }, 1]),
        ),
    ]
}

#[track_caller]
fn assert_all_places(texts: &[&str]) {
    let distinct: BTreeSet<_> = texts.iter().collect();
    assert_eq!(distinct.len(), texts.len(), "a string stands twice in the table");
    for text in texts {
        for (place, value) in places(text) {
            for style in [Style::Plain, Style::Helm, Style::CloudFormation] {
                let told = std::panic::catch_unwind(|| assert_reads_back(&value, style));
                assert!(told.is_ok(), "{text:?} as {place} in {style:?}");
            }
        }
    }
}

#[test]
fn every_hostile_line_reads_back_in_every_place() {
    assert!(ONE_LINE.len() >= 150, "only {} strings", ONE_LINE.len());
    assert_all_places(ONE_LINE);
}

#[test]
fn every_text_of_many_lines_reads_back_in_every_place() {
    assert_all_places(MANY_LINES);
}

/// The oracle itself: it must see the traps, or the tests above prove nothing.
#[test]
fn the_resolver_knows_the_traps() {
    let expected = [
        ("On", Some("bool")),
        ("n", Some("bool")),
        ("", Some("null")),
        ("~", Some("null")),
        ("012", Some("int")),
        ("0x1F", Some("int")),
        ("12:30", Some("int")),
        ("1_000", Some("int")),
        ("1.30", Some("float")),
        ("-.INF", Some("float")),
        ("190:20:30.15", Some("float")),
        ("1e3", Some("float to some")),
        ("e1", Some("float to some")),
        ("2023-05-21", Some("timestamp")),
        ("2001-12-14 21:59:43.10 -5", Some("timestamp")),
        ("<<", Some("merge or value")),
        ("=", Some("merge or value")),
        ("ap-northeast-2a", None),
        ("10.0.0.0/16", None),
    ];
    for (text, kind) in expected {
        assert_eq!(plain_type(text), kind, "{text:?}");
    }
}
