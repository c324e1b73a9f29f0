//! Texts that are legal where they stand and that careless readers and writers take for something else.

use std::fmt::Display;
use std::str::FromStr;

use eksight::model::Texts;
use serde_json::{Map, Value, json};

use crate::random::Random;

/// Text for tags. IAM is the strictest: letters, digits and spaces of any script, and `_.:/=+-@`; no emoji. Add-ons and
/// OIDC providers want one character at least. Sources, as of 2026-11: IAM API reference, Tag; CloudFormation schemas.
const TAG_VALUES: [&str; 19] = [
    "On",
    "off",
    "y",
    "012",
    "0x1F",
    "1e3",
    "12:30",
    "1_000",
    "1.30",
    "null",
    "true",
    ".5",
    "2026-11-24",
    "=",
    "- a",
    "a: b",
    "플랫폼 팀",
    "équipe données",
    "ops@example.com",
];
const TAG_KEYS: [&str; 9] = [
    "owner",
    "No",
    "011",
    "23:59",
    "비용 센터",
    "cost-centre",
    "example.com/team",
    "a=b",
    "environment",
];

/// Text that people read, where nobody restricts it.
const FREE: [&str; 16] = [
    "On",
    "012",
    "12:30",
    "null",
    "#ops",
    "#운영-알림",
    "🚨 급함",
    "say \"hi\"",
    "it's",
    "{{ .Labels.severity }}",
    "${HOME} ${!x}",
    "a\\b",
    "key: value # no comment",
    "*alias",
    "- item",
    "50% [x, y] {z}",
];

/// Values of Kubernetes labels and taints: at most 63 of letters, digits and `_.-`.
const LABEL_VALUES: [&str; 12] = [
    "On",
    "off",
    "y",
    "012",
    "1e3",
    "1.30",
    "1_000",
    "true",
    "null",
    "gpu",
    "0b1",
    "2026-11-24",
];
const LABEL_KEYS: [&str; 8] = [
    "role",
    "on",
    "no",
    "012",
    "example.com/team",
    "example.com/1e3",
    "dedicated",
    "n",
];

/// Shell commands, with what a template or a YAML writer may stumble over.
const COMMANDS: [&str; 13] = [
    "dnf install --assumeyes jq",
    "echo \"${HOME}\" > /tmp/home",
    "echo ${!HOME} $${x} $ {y}",
    "cat > /etc/motd <<'EOF'\n  On: 012\n\n# not a comment\nEOF",
    "echo '한국어 😀'",
    "sed -i 's/^a\\t.*/&\\n/' /etc/hosts",
    "test -f /etc/x && echo \"a: b\" # comment",
    "\techo tab first",
    "echo trailing space ",
    "- not a list",
    "echo '{{ not a template }}'",
    "awk '{ print $1 }' <<< \"x y\"",
    "true",
];

/// A value of the model.
///
/// # Panics
/// When the text is none.
pub(crate) fn parsed<T: FromStr<Err: Display>>(text: impl AsRef<str>) -> T {
    let text = text.as_ref();
    let refuse = |fault| panic!("bug in the generator: {text}: {fault}");
    text.parse().unwrap_or_else(refuse)
}

/// A whole number within the bounds of the model's type.
///
/// # Panics
/// When it lies beyond them.
pub(crate) fn bounded<T: TryFrom<u32, Error: Display>>(number: u32) -> T {
    let refuse = |fault| panic!("bug in the generator: {number}: {fault}");
    number.try_into().unwrap_or_else(refuse)
}

pub(crate) fn free(random: &mut Random) -> String {
    random.pick(&FREE).to_owned()
}

pub(crate) fn command(random: &mut Random) -> String {
    random.pick(&COMMANDS).to_owned()
}

pub(crate) fn label_value(random: &mut Random) -> String {
    random.pick(&LABEL_VALUES).to_owned()
}

/// Distinct keys of labels or taints.
pub(crate) fn label_keys(random: &mut Random, most: usize) -> Vec<String> {
    let keys = random.some_of(&LABEL_KEYS, 0, most);
    keys.into_iter().map(str::to_owned).collect()
}

pub(crate) fn labels(random: &mut Random) -> Texts {
    let keys = label_keys(random, 4);
    keys.into_iter().map(|key| (key, label_value(random))).collect()
}

/// Tags of an environment; each key once, whatever its case, as IAM wants it.
pub(crate) fn tags(random: &mut Random) -> Texts {
    let keys = random.some_of(&TAG_KEYS, 0, TAG_KEYS.len());
    let tag = |key: &str| (key.to_owned(), random.pick(&TAG_VALUES).to_owned());
    keys.into_iter().map(tag).collect()
}

/// Values for somebody else's schema: every kind of scalar, nested, under a key that no field of ours writes.
pub(crate) fn foreign_values(random: &mut Random) -> Map<String, Value> {
    let scalar = |random: &mut Random| match random.below(5) {
        0 => json!(random.chance(50)),
        1 => json!(random.between(0, 999_999)),
        2 => json!(-1),
        3 => json!(0.5),
        _ => json!(free(random)),
    };
    let mut inner = Map::new();
    for key in random.some_of(&["On", "012", "a.b/c", "한글", "list", "empty", "args"], 1, 5) {
        let value = match key {
            "list" => json!([scalar(random), { "nested": scalar(random) }, []]),
            "empty" => json!({}),
            "args" => json!([command(random), command(random)]),
            _ => scalar(random),
        };
        inner.insert(key.to_owned(), value);
    }
    Map::from_iter([("eksightExample".to_owned(), Value::Object(inner))])
}
