//! Random trees of hostile strings: both readers give back what was written.

use eksight::emit::yaml::{Style, document, stream};
use proptest::prelude::*;
use proptest::{collection::vec, num::f64, sample::select};
use serde_json::{Map, Value};

use super::readers::{assert_reads_back, yaml_1_1_stream};

/// Pieces that mean something to some reader, to be put side by side.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "a", "z", "0", "1", "9", "y", "n", "on", "e", "E", "x", "o", "b", "f", "T", "Z", "inf", "nan", "null", "true", "한", "👍", "é",
    " ", "  ", "\t", "\n", "\n\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{feff}", "\u{a0}", "\u{0}", "\u{1b}", "\u{202e}", "\u{ffff}",
    ":", ": ", "::", " #", "#", "-", "- ", "---", "...", ".", "..", "+", "_", ",", ", ", "?", "? ", "!", "&", "*", "|", ">", "%", "@",
    "`", "'", "\"", "\\", "\\n", "[", "]", "{", "}", "${", "{{", "}}", "~", "=", "<<", "/", "$", "(", "<", "12:30", "2023-05-21", "0x",
];

/// Keys that make a map an intrinsic function, or nearly.
const FUNCTIONS: &[&str] = &[
    "Ref",
    "Fn::Sub",
    "Fn::GetAtt",
    "Fn::Join",
    "Fn::If",
    "Fn::Base64",
    "Fn::Other",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => vec(select(PIECES), 0..7).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![3 => text(), 1 => select(FUNCTIONS).prop_map(str::to_owned)]
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => text().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        1 => (f64::NORMAL | f64::SUBNORMAL | f64::ZERO).prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(5, 48, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            vec((key(), inner), 0..5)
                .prop_map(|entries| Value::from(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plain_documents(value in tree()) {
        assert_reads_back(&value, Style::Plain);
    }

    #[test]
    fn templates(value in tree()) {
        assert_reads_back(&value, Style::CloudFormation);
    }

    #[test]
    fn streams(values in vec(tree(), 0..4)) {
        let text = stream(&["header"], &values, Style::Plain);
        prop_assert_eq!(yaml_1_1_stream(&text).unwrap(), values);
    }

    #[test]
    fn headers_never_reach_the_value(header in text(), value in tree()) {
        let text = document(&[&header], &value, Style::Plain);
        let plain = document(&[], &value, Style::Plain);
        prop_assert!(text.ends_with(&plain));
        prop_assert_eq!(yaml_1_1_stream(&text).unwrap(), [value]);
    }
}
