//! The one YAML writer: every YAML byte in `out/` comes from here. It reads nothing and knows no artefact.
//!
//! Own, because every published Rust writer leaves strings such as `On`, `n` or `12:30` unquoted, and Helm,
//! kubectl, PyYAML or the AWS CLI read them back as something else (measured 2026-11 with 236 strings x 4 places).

mod block;
mod intrinsic;
mod scalar;
mod walk;
mod writer;

use serde_json::Value;
use writer::Writer;

/// From here on Go prints a float64 with an exponent, and Helm reads every number as one. Measured with Helm 3.17.2 and
/// 4.1.4, 2026-11.
pub const HELM_EXPONENT_FROM: u64 = 1_000_000;

/// How a document is dressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Kubernetes manifests and eksctl files: nothing special.
    Plain,
    /// Helm values. Integers from [`HELM_EXPONENT_FROM`] on become quoted strings: a template would print `1e+06`.
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
    writer.comments(header);
    for (position, value) in values.into_iter().enumerate() {
        if position > 0 {
            writer.separator();
        }
        writer.root(value).expect("bug in eksight: a tree can be walked");
    }
    writer.finish()
}

/// As [`document`], of JSON that somebody here has written; no tree is made of it.
pub(super) fn of_json(header: &[&str], json: &str, style: Style) -> String {
    let mut writer = Writer::new(style);
    writer.comments(header);
    let mut reader = serde_json::Deserializer::from_str(json);
    writer
        .root(&mut reader)
        .expect("bug in eksight: what was written as JSON is none");
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::{Style, document, of_json};
    use serde_json::json;

    #[test]
    fn a_text_of_json_is_written_as_its_tree() {
        let tree = json!({
            "Ref": { "Ref": "a", "b": { "Fn::Sub": "c\nd" } },
            "\"k\"\n": [[], {}, null, -1, 1.5, 2_000_000, true, "on", "두 줄\n", { "Fn::GetAtt": ["A", "B"] }],
            "l": { "Fn::If": ["c", { "Ref": "Ref" }, [{ "Ref": ["no name"] }]] },
            "m": { "Fn::Join": { "Ref": "x" } },
        });
        for style in [Style::Plain, Style::Helm, Style::CloudFormation] {
            let written = of_json(&["a", "b\nc"], &tree.to_string(), style);
            assert_eq!(written, document(&["a", "b\nc"], &tree, style));
        }
        let call = of_json(
            &[],
            r#"{"a":{"Ref":"b"},"c":{"Ref":"d","e":[1]}}"#,
            Style::CloudFormation,
        );
        assert_eq!(call, "a: !Ref b\nc:\n  Ref: d\n  e:\n    - 1\n");
    }
}
