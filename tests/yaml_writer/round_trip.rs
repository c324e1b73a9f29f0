//! Random trees of hostile strings: both readers give back what was written.

use eksight::emit::yaml::{Style, document, stream};
use eksight_testing::Random;
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

/// Trees of each property, one a seed.
const TREES: u64 = 1_000;

fn text(random: &mut Random) -> String {
    match random.chance(80) {
        true => (0..random.below(7)).map(|_| random.pick(PIECES)).collect(),
        // `char` has no value for the surrogates, which no text can hold.
        false => (0..random.below(20))
            .filter_map(|_| char::from_u32(random.between(0, 0x10_ffff)))
            .collect(),
    }
}

fn key(random: &mut Random) -> String {
    match random.chance(75) {
        true => text(random),
        false => random.pick(FUNCTIONS).to_owned(),
    }
}

/// Any number but those that JSON has no word for.
fn float(random: &mut Random) -> f64 {
    loop {
        let number = f64::from_bits(random.bits());
        if number.is_finite() {
            return number;
        }
    }
}

fn leaf(random: &mut Random) -> Value {
    match random.below(11) {
        0 => Value::from(random.bits().cast_signed()),
        1 => Value::from(random.bits()),
        2 => Value::from(float(random)),
        // What random bits hardly ever make: subnormal numbers and the zeros.
        3 => Value::from(f64::from_bits(random.bits() >> 12) * random.pick(&[0.0, -0.0, 1.0, -1.0])),
        4 => Value::from(random.chance(50)),
        5 => Value::Null,
        _ => Value::from(text(random)),
    }
}

fn tree(random: &mut Random, depth: usize) -> Value {
    if depth == 0 || random.chance(35) {
        return leaf(random);
    }
    let children = 0..random.below(5);
    match random.chance(50) {
        true => children.map(|_| tree(random, depth - 1)).collect(),
        false => Value::Object(
            children
                .map(|_| (key(random), tree(random, depth - 1)))
                .collect::<Map<_, _>>(),
        ),
    }
}

/// The choices of each seed.
fn seeds() -> impl Iterator<Item = Random> {
    (0..TREES).map(Random::new)
}

#[test]
fn plain_documents() {
    for mut random in seeds() {
        assert_reads_back(&tree(&mut random, 5), Style::Plain);
    }
}

#[test]
fn templates() {
    for mut random in seeds() {
        assert_reads_back(&tree(&mut random, 5), Style::CloudFormation);
    }
}

#[test]
fn streams() {
    for mut random in seeds() {
        let values: Vec<Value> = (0..random.below(4)).map(|_| tree(&mut random, 5)).collect();
        let text = stream(&["header"], &values, Style::Plain);
        assert_eq!(yaml_1_1_stream(&text).unwrap(), values, "from:\n{text}");
    }
}

#[test]
fn headers_never_reach_the_value() {
    for mut random in seeds() {
        let (header, value) = (text(&mut random), tree(&mut random, 5));
        let text = document(&[&header], &value, Style::Plain);
        let plain = document(&[], &value, Style::Plain);
        assert!(text.ends_with(&plain), "{text}");
        assert_eq!(yaml_1_1_stream(&text).unwrap(), [value], "from:\n{text}");
    }
}
