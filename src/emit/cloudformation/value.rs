//! A typed text of a property: written out, or an expression that CloudFormation evaluates.

use super::kind::{Text, UserData};
use super::logical_id::LogicalId;
use super::sub::{Part, render_parts};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::marker::PhantomData;

/// A text of the kind `K`. References to a resource come from its [`Handle`](super::Handle) only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value<K> {
    expression: Expression,
    kind: PhantomData<K>,
}

/// What stands behind a [`Value`], without its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expression {
    Literal(String),
    /// `Ref`, to a logical id or a pseudo parameter.
    Reference(String),
    /// `Fn::GetAtt`
    Attribute(LogicalId, &'static str),
    /// `Fn::Sub`
    Sub(Vec<Part>),
    /// `Fn::Select` from `Fn::Split`
    Piece {
        delimiter: &'static str,
        index: usize,
        of: Box<Expression>,
    },
    /// `Fn::Base64`
    Base64(Box<Expression>),
}

impl<K> Value<K> {
    /// A value that is known when the template is written.
    #[must_use]
    pub fn literal(text: impl Into<String>) -> Self {
        Self::new(Expression::Literal(text.into()))
    }

    /// The same value where any text will do, such as an output or a tag.
    #[must_use]
    pub fn text(&self) -> Value<Text> {
        Value::new(self.expression.clone())
    }

    /// What stands at `index` (from 0) when this is split at each `delimiter`.
    #[must_use]
    pub fn piece(&self, delimiter: &'static str, index: usize) -> Value<Text> {
        Value::new(Expression::Piece {
            delimiter,
            index,
            of: Box::new(self.expression.clone()),
        })
    }

    pub(super) const fn new(expression: Expression) -> Self {
        Self {
            expression,
            kind: PhantomData,
        }
    }

    pub(super) const fn expression(&self) -> &Expression {
        &self.expression
    }
}

impl From<&str> for Value<Text> {
    fn from(text: &str) -> Self {
        Self::literal(text)
    }
}

impl From<String> for Value<Text> {
    fn from(text: String) -> Self {
        Self::literal(text)
    }
}

impl Value<UserData> {
    /// A script in the encoding that EC2 wants. CloudFormation encodes, so that reviewers read plain text.
    #[must_use]
    pub fn base64(script: &Value<Text>) -> Self {
        Self::new(Expression::Base64(Box::new(script.expression.clone())))
    }
}

/// A value that CloudFormation knows without being told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pseudo {
    /// The account that the stack is in.
    AccountId,
    /// `aws`, `aws-cn`, `aws-us-gov`: the second part of each ARN.
    Partition,
    /// The region that the stack is in.
    Region,
    /// The stack's name.
    StackName,
    /// The domain of AWS endpoints: `amazonaws.com`.
    UrlSuffix,
}

impl Pseudo {
    /// The reference to it.
    #[must_use]
    pub fn value(self) -> Value<Text> {
        let name = match self {
            Self::AccountId => "AWS::AccountId",
            Self::Partition => "AWS::Partition",
            Self::Region => "AWS::Region",
            Self::StackName => "AWS::StackName",
            Self::UrlSuffix => "AWS::URLSuffix",
        };
        Value::new(Expression::Reference(name.to_owned()))
    }
}

impl<K> Serialize for Value<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.expression.serialize(serializer)
    }
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Literal(text) => serializer.serialize_str(text),
            Self::Reference(name) => function(serializer, "Ref", name),
            Self::Attribute(id, attribute) => function(serializer, "Fn::GetAtt", &(id, attribute)),
            Self::Sub(parts) => match render_parts(parts) {
                (text, variables) if variables.is_empty() => function(serializer, "Fn::Sub", &text),
                with_variables => function(serializer, "Fn::Sub", &with_variables),
            },
            Self::Piece { delimiter, index, of } => {
                function(serializer, "Fn::Select", &(index, Split(delimiter, of)))
            }
            Self::Base64(text) => function(serializer, "Fn::Base64", text),
        }
    }
}

/// The list that `Fn::Select` takes from.
struct Split<'a>(&'static str, &'a Expression);

impl Serialize for Split<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        function(serializer, "Fn::Split", &(self.0, self.1))
    }
}

/// Writes `{name: argument}`.
fn function<S: Serializer>(
    serializer: S,
    name: &'static str,
    argument: &(impl Serialize + ?Sized),
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(name, argument)?;
    map.end()
}

#[cfg(test)]
mod tests {
    use super::super::kind::{IssuerUrl, VpcId};
    use super::*;
    use serde_json::{json, to_value};

    fn attribute<K>(id: &str, name: &'static str) -> Value<K> {
        Value::new(Expression::Attribute(LogicalId::new(id), name))
    }

    #[test]
    fn a_literal_is_plain_text() {
        let value = Value::<VpcId>::literal("vpc-0a1b");
        assert_eq!(to_value(&value).unwrap(), json!("vpc-0a1b"));
    }

    #[test]
    fn references_are_in_long_form() {
        let endpoint: Value<Text> = attribute("Cluster", "Endpoint");
        assert_eq!(
            to_value(Pseudo::Region.value()).unwrap(),
            json!({"Ref": "AWS::Region"})
        );
        assert_eq!(
            to_value(Pseudo::UrlSuffix.value()).unwrap(),
            json!({"Ref": "AWS::URLSuffix"})
        );
        assert_eq!(
            to_value(&endpoint).unwrap(),
            json!({"Fn::GetAtt": ["Cluster", "Endpoint"]})
        );
    }

    #[test]
    fn a_piece_is_selected_from_a_split() {
        let issuer: Value<IssuerUrl> = attribute("Cluster", "OpenIdConnectIssuerUrl");
        assert_eq!(
            to_value(issuer.piece("//", 1)).unwrap(),
            json!({"Fn::Select": [1, {"Fn::Split": ["//", {"Fn::GetAtt": ["Cluster", "OpenIdConnectIssuerUrl"]}]}]})
        );
    }

    #[test]
    fn user_data_is_encoded_by_cloudformation() {
        let script = Value::from("#!/bin/bash\n");
        assert_eq!(
            to_value(Value::base64(&script)).unwrap(),
            json!({"Fn::Base64": "#!/bin/bash\n"})
        );
    }
}
