//! Numbers: the same number to every reader, and Helm's million.

use eksight::emit::yaml::{Style, document};
use serde_json::{Value, json};

use super::readers::assert_reads_back;

fn written(value: &Value, style: Style) -> String {
    document(&[], value, style).trim_end().to_owned()
}

#[test]
fn helm_gets_integers_of_a_million_or_more_as_strings() {
    for (value, expected) in [
        (json!(999_999), "999999"),
        (json!(1_000_000), r#""1000000""#),
        (json!(-999_999), "-999999"),
        (json!(-1_000_000), r#""-1000000""#),
        (json!(i64::MIN), r#""-9223372036854775808""#),
        (json!(u64::MAX), r#""18446744073709551615""#),
        (json!(0), "0"),
        (json!(0.5), "0.5"),
        (json!(1_500_000.5), "1500000.5"),
    ] {
        assert_eq!(written(&value, Style::Helm), expected);
    }
}

#[test]
fn other_documents_keep_large_integers() {
    for style in [Style::Plain, Style::CloudFormation] {
        assert_eq!(written(&json!(1_000_000), style), "1000000");
        assert_eq!(written(&json!(u64::MAX), style), "18446744073709551615");
    }
}

#[test]
fn floats_have_a_dot_and_a_signed_exponent() {
    for (value, expected) in [
        (json!(1.0), "1.0"),
        (json!(-0.0), "-0.0"),
        (json!(0.1), "0.1"),
        (json!(1e16), "1.0e+16"),
        (json!(1.25e300), "1.25e+300"),
        (json!(-5e-324), "-5.0e-324"),
        (json!(1.5e-7), "1.5e-7"),
    ] {
        assert_eq!(written(&value, Style::Plain), expected);
        assert_reads_back(&value, Style::Plain);
    }
}

#[test]
fn a_list_of_numbers_keeps_its_numbers_in_brackets() {
    let value = json!({ "k": { "Fn::Select": [0, { "Fn::GetAZs": "" }] } });
    assert_eq!(
        written(&value, Style::CloudFormation),
        r#"k: !Select [0, !GetAZs ""]"#
    );
}
