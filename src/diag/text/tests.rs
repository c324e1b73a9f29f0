//! How findings look to people, to the letter.

use super::render;
use crate::{Code, Diagnostic, FieldPath, Origins, Severity, Span, sample};

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
  = note: offerings as of 2026-10; `cargo xtask catalog import` takes newer AWS CLI output
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
   = note: offerings as of 2026-10; `cargo xtask catalog import` takes newer AWS CLI output
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
  = note: offerings as of 2026-10; `cargo xtask catalog import` takes newer AWS CLI output
");
    finding.related[0].span = at(14, 9);
    assert_eq!(plain(&(origins, finding)), "\
error[EKS1001]: `t3a.xlarge` is not offered in `ap-northeast-2b`
 --> xtask/src/main.rs:12:9
  = help: `t3.xlarge` (same vCPU and memory) is offered in all three zones; or drop `ap-northeast-2b` from node group `ng1`
  = note: this zone: xtask/src/main.rs:14:9
  = note: offerings as of 2026-10; `cargo xtask catalog import` takes newer AWS CLI output
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
  = note: offerings as of 2026-10; `cargo xtask catalog import` takes newer AWS CLI output
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

#[test]
fn what_nobody_can_see_is_shown_and_the_mark_of_the_encoding_is_in_no_column() {
    let mut origins = Origins::default();
    let file = sample::file("a.yaml", Some("\u{feff}name: dev\u{200b}\n"));
    let source = origins.add_file(file);
    let mut finding =
        Diagnostic::error(Code(5), FieldPath::root(), "`dev\u{200b}` is no name").help("not `\u{a0}`");
    finding.span = Some(sample::span(&origins, source, "dev\u{200b}"));
    let shown = render(&finding, &origins, false);
    let expected = "error[EKS0005]: `dev\\u200b` is no name\n --> a.yaml:1:7\n";
    assert!(shown.starts_with(expected), "{shown}");
    assert!(shown.ends_with("  = help: not `\\u00a0`\n"), "{shown}");
}
