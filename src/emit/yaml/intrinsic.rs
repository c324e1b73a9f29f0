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

/// The call that this map stands for, if it can be written with a tag.
pub(super) fn call(map: &Map<String, Value>) -> Option<Call<'_>> {
    let (tag, argument) = named(map)?;
    // Two tags on one node do not parse: the outer function stays long.
    if argument.as_object().is_some_and(|inner| named(inner).is_some()) {
        return None;
    }
    let argument = match tag {
        "!GetAtt" => Cow::Owned(Value::String(dotted(argument)?)),
        _ => Cow::Borrowed(argument),
    };
    Some(Call { tag, argument })
}

/// The tag and argument of a map whose only key is a function's name. A map with more keys is plain data, and so is
/// `Ref` of anything but a name.
fn named(map: &Map<String, Value>) -> Option<(&'static str, &Value)> {
    if map.len() != 1 {
        return None;
    }
    let (name, argument) = map.iter().next()?;
    let (_, tag) = TAGS.iter().find(|(long, _)| long == name)?;
    match argument {
        Value::String(_) => Some((tag, argument)),
        Value::Array(_) | Value::Object(_) if *tag != "!Ref" => Some((tag, argument)),
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
