//! The one YAML writer: every YAML byte in `out/` comes from here. It reads nothing and knows no artefact.
//!
//! Own, because every published Rust writer leaves strings such as `On`, `n` or `12:30` unquoted, and Helm,
//! kubectl, PyYAML or the AWS CLI read them back as something else (measured 2026-11 with 236 strings x 4 places).

mod block;
mod intrinsic;
mod scalar;
mod writer;

use serde_json::Value;
use writer::Writer;

/// How a document is dressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Kubernetes manifests and eksctl files: nothing special.
    Plain,
    /// Helm values. Integers of a million or more become quoted strings, because Helm reads every number as a
    /// float64 and a template then prints `1e+06` (measured with Helm 3.17 and 4.1).
    Helm,
    /// CloudFormation templates. Intrinsics in long form get their short tags (`!Ref`, `!GetAtt`, `!Sub`), except
    /// where two tags would meet on one node: YAML forbids that, so the outer one stays long.
    CloudFormation,
}

/// One document: the header as comment lines, then the value.
#[must_use]
pub fn document(header: &[&str], value: &Value, style: Style) -> String {
    stream(header, [value], style)
}

/// Several documents under one header, with a `---` line between each two.
#[must_use]
pub fn stream<'a>(header: &[&str], values: impl IntoIterator<Item = &'a Value>, style: Style) -> String {
    let mut writer = Writer::new(style);
    for line in header.iter().flat_map(|text| text.split('\n')) {
        writer.comment(line);
    }
    for (position, value) in values.into_iter().enumerate() {
        if position > 0 {
            writer.separator();
        }
        writer.root(value);
    }
    writer.finish()
}
