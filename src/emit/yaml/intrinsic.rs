//! Which maps of a CloudFormation template are intrinsic functions, and the short tag and argument of each.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// Functions with a short form, long name and tag: those of
/// docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html whose tag cfn-lint
/// 1.51.0 reads back as the long form (2026-11). What is not listed stays long, which is always valid.
const TAGS: [(&str, &str); 16] = [
    ("Ref", "!Ref"),
    ("Fn::And", "!And"),
    ("Fn::Base64", "!Base64"),
    ("Fn::Cidr", "!Cidr"),
    ("Fn::Equals", "!Equals"),
    ("Fn::FindInMap", "!FindInMap"),
    ("Fn::GetAZs", "!GetAZs"),
    ("Fn::GetAtt", "!GetAtt"),
    ("Fn::If", "!If"),
    ("Fn::ImportValue", "!ImportValue"),
    ("Fn::Join", "!Join"),
    ("Fn::Not", "!Not"),
    ("Fn::Or", "!Or"),
    ("Fn::Select", "!Select"),
    ("Fn::Split", "!Split"),
    ("Fn::Sub", "!Sub"),
];

/// A call of an intrinsic function as it is written.
pub(super) struct Call<'a> {
    pub(super) tag: &'static str,
    pub(super) argument: Cow<'a, Value>,
}

/// The long name of a function with a short form.
pub(super) fn long_name(key: &str) -> Option<&'static str> {
    TAGS.iter().find(|(long, _)| *long == key).map(|(long, _)| *long)
}

/// The call that a map with this as its only entry stands for, if it can be written with a tag. A map with more entries is
/// plain data.
pub(super) fn call<'a>(name: &str, argument: &'a Value) -> Option<Call<'a>> {
    let tag = tag(name, argument)?;
    // Two tags on one node do not parse: the outer function stays long.
    if argument.as_object().is_some_and(is_call) {
        return None;
    }
    let argument = match tag {
        "!GetAtt" => Cow::Owned(Value::String(dotted(argument)?)),
        _ => Cow::Borrowed(argument),
    };
    Some(Call { tag, argument })
}

fn is_call(map: &Map<String, Value>) -> bool {
    let first = map.iter().next().filter(|_| map.len() == 1);
    first.is_some_and(|(name, argument)| tag(name, argument).is_some())
}

/// The tag of a function with this argument. `Ref` of anything but a name is plain data.
fn tag(name: &str, argument: &Value) -> Option<&'static str> {
    let (_, tag) = TAGS.iter().find(|(long, _)| *long == name)?;
    match argument {
        Value::String(_) => Some(tag),
        Value::Array(_) | Value::Object(_) if *tag != "!Ref" => Some(tag),
        _ => None,
    }
}

/// `[resource, attribute]` as `resource.attribute`. cfn-lint and the AWS CLI cut at the first dot, so only the attribute may
/// hold one (`Outputs.VpcId`); every other shape stays long.
fn dotted(argument: &Value) -> Option<String> {
    match argument.as_array()?.as_slice() {
        [Value::String(resource), Value::String(attribute)] if !resource.contains('.') => {
            Some(format!("{resource}.{attribute}"))
        }
        _ => None,
    }
}
