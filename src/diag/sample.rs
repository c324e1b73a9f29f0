//! Findings that the tests of the printed forms share. No product code.

use super::{Code, Diagnostic, FieldPath, Origins, Related, Severity, SourceFile, SourceId, Span};

/// The picture that every reader of the README knows.
pub(super) const BASE: &str = "\
# base
nodeGroups:
  ng1:
    capacityType: onDemand

    instanceType: t3a.xlarge
    zones: [ap-northeast-2a, ap-northeast-2b, ap-northeast-2c]
";

pub(super) fn file(name: &str, text: Option<&str>) -> SourceFile {
    SourceFile {
        name: name.to_owned(),
        text: text.map(Into::into),
    }
}

/// The place of the first `needle` in a file.
pub(super) fn span(origins: &Origins, source: SourceId, needle: &str) -> Span {
    let text = origins.file(source).text.clone().expect("a file with text");
    let start = text.find(needle).expect("the needle");
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    Span {
        source,
        line: text[..start].matches('\n').count() + 1,
        column: text[line_start..start].chars().count() + 1,
        bytes: start..start + needle.len(),
    }
}

pub(super) fn related(path: FieldPath, span: Option<Span>, label: &str) -> Related {
    Related {
        path,
        span,
        label: label.to_owned(),
    }
}

/// An error with a related place, help and a note.
pub(super) fn not_offered() -> (Origins, Diagnostic) {
    let mut origins = Origins::default();
    let base = origins.add_file(file("environments/base.yaml", Some(BASE)));
    let group = FieldPath::root().field("nodeGroups").key("ng1");
    let mut finding = Diagnostic::error(
        Code(1001),
        group.field("instanceType"),
        "`t3a.xlarge` is not offered in `ap-northeast-2b`",
    )
    .help("`t3.xlarge` (same vCPU and memory) is offered in all three zones; or drop `ap-northeast-2b` from node group `ng1`")
    .note("offerings as of 2026-10; `cargo xtask catalog import` takes newer AWS CLI output")
    .at(span(&origins, base, "t3a.xlarge"));
    let zone = span(&origins, base, "ap-northeast-2b");
    finding.related = vec![related(group.field("zones").index(1), Some(zone), "this zone")];
    (origins, finding)
}

/// A warning about something that nobody wrote.
pub(super) fn without_line() -> (Origins, Diagnostic) {
    let mut origins = Origins::default();
    origins.add_file(file("environments/prod.yaml", Some("extends: base.yaml\n")));
    origins.add_file(file("environments/base.yaml", Some(BASE)));
    let path = FieldPath::root().field("nodeGroups").key("ng1").field("diskSize");
    let mut finding = Diagnostic::new(Code(6001), Severity::Warning, path, "the volume has no size");
    finding.related = vec![related(
        FieldPath::root().field("storage"),
        None,
        "the default comes from here",
    )];
    (origins, finding)
}

/// A block of lines behind wide characters.
pub(super) fn korean_block() -> (Origins, Diagnostic) {
    let mut origins = Origins::default();
    let text = "태그: { 소유자: [가나, 다라,\n  마바] }\n";
    let source = origins.add_file(file("environments/한국.yaml", Some(text)));
    let path = FieldPath::root().field("tags").key("소유자");
    let finding = Diagnostic::error(Code(12), path, "`소유자` must be text").at(span(
        &origins,
        source,
        "[가나, 다라,\n  마바]",
    ));
    (origins, finding)
}
