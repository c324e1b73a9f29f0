//! The look of a document, letter by letter: a reviewer sees it in every diff.

use eksight::emit::yaml::{Style, document, stream};
use serde_json::{Value, json};

use super::readers::{assert_reads_back, yaml_1_1_stream};

#[track_caller]
fn assert_written(value: &Value, expected: &str) {
    assert_eq!(document(&[], value, Style::Plain), expected);
    assert_reads_back(value, Style::Plain);
}

#[test]
fn maps_keep_their_order_and_lists_are_indented() {
    let value = json!({
        "kind": "ConfigMap",
        "apiVersion": "v1",
        "metadata": { "name": "fluent-bit-cluster-info", "labels": {} },
        "data": { "http.server": "On", "y": "n", "version": "1.30", "비고": "한국어" },
        "list": ["a", ["b", ["c"]], { "d": 1, "e": [{ "f": null }] }, {}, []],
        "empty": []
    });
    let expected = r#"kind: ConfigMap
apiVersion: v1
metadata:
  name: fluent-bit-cluster-info
  labels: {}
data:
  http.server: "On"
  "y": "n"
  version: "1.30"
  비고: 한국어
list:
  - a
  - - b
    - - c
  - d: 1
    e:
      - f: null
  - {}
  - []
empty: []
"#;
    assert_written(&value, expected);
}

#[test]
fn texts_of_many_lines_are_literal_blocks() {
    let value = json!({
        "strip": "a\nb",
        "clip": "a\n\n  b \n",
        "keep": "a\n\n",
        "blank first": "  a\nb\n",
        "break first": "\na\n",
        "list": ["a\nb\n", { "k": "  a\n" }],
    });
    let expected = "\
strip: |-
  a
  b
clip: |
  a

    b\u{20}
keep: |+
  a

blank first: |2
    a
  b
break first: |2

  a
list:
  - |
    a
    b
  - k: |2
        a
";
    assert_written(&value, expected);
}

#[test]
fn what_a_block_would_lose_is_quoted_on_one_line() {
    let value = json!({
        "tab first": "\ta\nb",
        "carriage return": "a\r\nb\n",
        "only breaks": "\n\n",
        "blank first": " \na",
        "blank last": "a\n  ",
        "byte order mark": "a\u{feff}",
        "direction mark": "a\u{202e}b",
        "outside the first plane": "\u{1fffe}",
        "filled later": "${stack:FileSystem.FileSystemId}",
        "lines filled later": "a\n${stack:A.B}\n",
        "key\nof two lines": "a\"b\\c\n",
    });
    let expected = r#"tab first: "\ta\nb"
carriage return: "a\r\nb\n"
only breaks: "\n\n"
blank first: " \na"
blank last: "a\n  "
byte order mark: "a\uFEFF"
direction mark: "a\u202Eb"
outside the first plane: "\U0001FFFE"
filled later: "${stack:FileSystem.FileSystemId}"
lines filled later: "a\n${stack:A.B}\n"
"key\nof two lines": |
  a"b\c
"#;
    assert_written(&value, expected);
}

#[test]
fn a_key_too_long_for_libyaml_is_written_with_a_question_mark() {
    for (length, is_explicit) in [(1_000, false), (1_001, true), (5_000, true)] {
        let key = "k".repeat(length);
        for value in [
            json!({ &key: "v", "after": 1 }),
            json!([{ "a": 1, &key: { "b": ["c"] } }]),
            json!({ &key: "a\nb\n" }),
        ] {
            assert_eq!(document(&[], &value, Style::Plain).contains("? k"), is_explicit);
            assert_reads_back(&value, Style::Plain);
        }
    }
}

#[test]
fn the_header_is_comments_whatever_it_holds() {
    let header = [
        "Made by `cargo xtask render prod`.",
        "",
        "a\nb: c",
        "d\re\u{2028}f\u{7}",
    ];
    let expected = "\
# Made by `cargo xtask render prod`.
#
# a
# b: c
# d\\u000De\\u2028f\\u0007
k: v
";
    assert_eq!(document(&header, &json!({ "k": "v" }), Style::Plain), expected);
}

#[test]
fn a_stream_has_a_line_between_documents_and_one_header() {
    let values = [json!({ "a": "x\n---\ny\n\n" }), json!({}), json!(["b"])];
    let text = stream(&["Made here."], &values, Style::Plain);
    let expected = "\
# Made here.
a: |+
  x
  ---
  y

---
{}
---
- b
";
    assert_eq!(text, expected);
    assert_eq!(yaml_1_1_stream(&text).unwrap(), values);
    assert_eq!(stream(&["Nothing."], &[], Style::Plain), "# Nothing.\n");
}
