//! IAM policy documents: trust, permissions, key and endpoint policies. Which statements a workload needs is not here.

use super::document::{Document, Text as Plain};
use super::kind::{OidcProviderArn, PrincipalArn, ResourceArn, Text};
use super::value::Value;
use indexmap::IndexMap;
use serde::{Serialize, Serializer};

/// A policy in the current language version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyDocument(Vec<Statement>);

impl PolicyDocument {
    /// A policy of these statements.
    #[must_use]
    pub fn new(statements: impl IntoIterator<Item = Statement>) -> Self {
        Self(statements.into_iter().collect())
    }

    /// A trust policy that lets an AWS service take the role: `ec2.amazonaws.com`.
    #[must_use]
    pub fn trust_service(service: &str) -> Self {
        let principal = Principal::Service(service.to_owned());
        Self::new([Statement::allow(["sts:AssumeRole"]).principal(principal)])
    }
}

impl Serialize for PolicyDocument {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let statements = self.0.iter().map(Statement::document).collect();
        map([
            ("Version", text("2012-10-17")),
            ("Statement", Document::List(statements)),
        ])
        .serialize(serializer)
    }
}

/// What a statement decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It permits.
    Allow,
    /// It forbids, whatever others permit.
    Deny,
}

/// Whom a statement is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// An AWS service: `pods.eks.amazonaws.com`.
    Service(String),
    /// An IAM principal.
    Aws(Value<PrincipalArn>),
    /// Whoever an OIDC provider vouches for.
    Federated(Value<OidcProviderArn>),
    /// Everybody, also without an account: for policies that narrow what IAM has permitted already.
    Anyone,
}

/// How a condition compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// Equal text.
    StringEquals,
    /// Equal text, or an absent key.
    StringEqualsIfExists,
    /// Other text.
    StringNotEquals,
    /// Text that fits a pattern with `*`.
    StringLike,
    /// An equal ARN; in IAM the same as [`Self::ArnLike`].
    ArnEquals,
    /// An ARN that fits a pattern with `*`.
    ArnLike,
    /// `true` or `false`.
    Bool,
    /// `true`: the key is absent.
    Null,
    /// Each of several equals one of these; true when there are none.
    ForAllValuesStringEquals,
    /// Each of several fits one of these patterns; true when there are none.
    ForAllValuesStringLike,
    /// One of several equals one of these.
    ForAnyValueStringEquals,
}

impl Operator {
    const fn name(self) -> &'static str {
        match self {
            Self::StringEquals => "StringEquals",
            Self::StringEqualsIfExists => "StringEqualsIfExists",
            Self::StringNotEquals => "StringNotEquals",
            Self::StringLike => "StringLike",
            Self::ArnEquals => "ArnEquals",
            Self::ArnLike => "ArnLike",
            Self::Bool => "Bool",
            Self::Null => "Null",
            Self::ForAllValuesStringEquals => "ForAllValues:StringEquals",
            Self::ForAllValuesStringLike => "ForAllValues:StringLike",
            Self::ForAnyValueStringEquals => "ForAnyValue:StringEquals",
        }
    }
}

/// One statement of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Statement {
    sid: Option<String>,
    effect: Effect,
    principal: Option<Principal>,
    actions: Vec<String>,
    resources: Vec<Value<ResourceArn>>,
    conditions: IndexMap<Operator, Vec<Comparison>>,
}

/// What one key of a condition is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Comparison {
    key: Value<Text>,
    values: Vec<Value<Text>>,
}

impl Statement {
    /// Permits these actions.
    pub fn allow(actions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::new(Effect::Allow, actions)
    }

    /// Forbids these actions.
    pub fn deny(actions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::new(Effect::Deny, actions)
    }

    fn new(effect: Effect, actions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            sid: None,
            effect,
            principal: None,
            actions: actions.into_iter().map(Into::into).collect(),
            resources: Vec::new(),
            conditions: IndexMap::new(),
        }
    }

    /// Names the statement; letters and digits.
    pub fn sid(mut self, sid: impl Into<String>) -> Self {
        self.sid = Some(sid.into());
        self
    }

    /// Says whom it is about.
    pub fn principal(mut self, principal: Principal) -> Self {
        self.principal = Some(principal);
        self
    }

    /// Adds what it is about.
    pub fn resource<K>(mut self, arn: &Value<K>) -> Self {
        self.resources.push(Value::new(arn.expression().clone()));
        self
    }

    /// Says that it is about everything that the actions can be about.
    pub fn any_resource(self) -> Self {
        self.resource(&Value::<ResourceArn>::literal("*"))
    }

    /// Narrows it to where `key` compares with one of `values`. Of a key that is not known now, such as the host of a
    /// cluster's issuer, CloudFormation makes the whole policy when it creates the stack.
    ///
    /// # Panics
    /// When the operator has the key already: IAM would read only one of the two.
    pub fn when<V: Into<Value<Text>>>(
        mut self,
        operator: Operator,
        key: impl Into<Value<Text>>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let comparison = Comparison {
            key: key.into(),
            values: values.into_iter().map(Into::into).collect(),
        };
        let comparisons = self.conditions.entry(operator).or_default();
        let taken = comparisons.iter().any(|known| known.key == comparison.key);
        assert!(!taken, "bug in eksight: a condition's key is used twice");
        comparisons.push(comparison);
        self
    }

    fn document(&self) -> Document<'_> {
        let mut entries = Vec::new();
        let mut entry = |key, value| entries.push((Plain::Literal(key), value));
        if let Some(sid) = &self.sid {
            entry("Sid", text(sid));
        }
        entry(
            "Effect",
            text(if self.effect == Effect::Allow {
                "Allow"
            } else {
                "Deny"
            }),
        );
        if let Some(principal) = &self.principal {
            entry("Principal", principal.document());
        }
        entry(
            "Action",
            Document::one_or_more(self.actions.iter().map(|action| text(action)).collect()),
        );
        if !self.resources.is_empty() {
            entry(
                "Resource",
                Document::one_or_more(self.resources.iter().map(Document::text).collect()),
            );
        }
        if !self.conditions.is_empty() {
            entry("Condition", self.condition_document());
        }
        Document::Map(entries)
    }

    fn condition_document(&self) -> Document<'_> {
        map(self.conditions.iter().map(|(operator, comparisons)| {
            let compare = comparisons.iter().map(|Comparison { key, values }| {
                let values = values.iter().map(Document::text).collect();
                (Plain::Expression(key.expression()), Document::one_or_more(values))
            });
            (operator.name(), Document::Map(compare.collect()))
        }))
    }
}

impl Principal {
    fn document(&self) -> Document<'_> {
        match self {
            Self::Service(name) => map([("Service", text(name))]),
            Self::Aws(arn) => map([("AWS", Document::text(arn))]),
            Self::Federated(provider) => map([("Federated", Document::text(provider))]),
            Self::Anyone => map([("AWS", text("*"))]),
        }
    }
}

fn text(text: &str) -> Document<'_> {
    Document::Text(Plain::Literal(text))
}

fn map<'a>(entries: impl IntoIterator<Item = (&'a str, Document<'a>)>) -> Document<'a> {
    let entries = entries.into_iter();
    Document::Map(entries.map(|(key, value)| (Plain::Literal(key), value)).collect())
}

#[cfg(test)]
mod tests {
    use super::super::kind::IssuerUrl;
    use super::super::logical_id::LogicalId;
    use super::super::sub::Sub;
    use super::super::value::Expression;
    use super::*;
    use serde_json::{json, to_value};

    #[test]
    fn a_trust_policy_for_pods() {
        let principal = Principal::Service("pods.eks.amazonaws.com".to_owned());
        let policy =
            PolicyDocument::new(
                [Statement::allow(["sts:AssumeRole", "sts:TagSession"]).principal(principal)],
            );
        assert_eq!(
            serde_json::to_string(&policy).unwrap(),
            concat!(
                r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","#,
                r#""Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}"#
            )
        );
    }

    #[test]
    fn a_statement_with_everything() {
        let statement = Statement::deny(["s3:GetObject"])
            .sid("NoOthers")
            .principal(Principal::Anyone)
            .resource(&Value::<ResourceArn>::literal("arn:aws:s3:::example/*"))
            .any_resource()
            .when(
                Operator::StringNotEquals,
                "aws:PrincipalAccount",
                ["111122223333"],
            )
            .when(Operator::StringNotEquals, "aws:PrincipalTag/team", ["a", "b"])
            .when(Operator::ForAllValuesStringLike, "aws:TagKeys", ["eks*"]);
        assert_eq!(
            serde_json::to_string(&PolicyDocument::new([statement])).unwrap(),
            concat!(
                r#"{"Version":"2012-10-17","Statement":[{"Sid":"NoOthers","Effect":"Deny","Principal":{"AWS":"*"},"#,
                r#""Action":"s3:GetObject","Resource":["arn:aws:s3:::example/*","*"],"Condition":{"#,
                r#""StringNotEquals":{"aws:PrincipalAccount":"111122223333","aws:PrincipalTag/team":["a","b"]},"#,
                r#""ForAllValues:StringLike":{"aws:TagKeys":"eks*"}}}]}"#
            )
        );
    }

    #[test]
    #[should_panic(expected = "bug in eksight: a condition's key is used twice")]
    fn a_key_stands_once_under_an_operator() {
        let statement = Statement::allow(["s3:GetObject"]);
        let _ = statement
            .when(Operator::Bool, "k", ["true"])
            .when(Operator::Bool, "k", ["false"]);
    }

    #[test]
    fn a_trust_policy_with_the_issuer_in_a_key_is_text() {
        let issuer: Value<IssuerUrl> = Value::new(Expression::Attribute(
            LogicalId::new("Cluster"),
            "OpenIdConnectIssuerUrl",
        ));
        let provider = Value::new(Expression::Attribute(LogicalId::new("Provider"), "Arn"));
        let key: Value<Text> = Sub::new().value(&issuer.piece("//", 1)).text(":sub").build();
        let statement = Statement::allow(["sts:AssumeRoleWithWebIdentity"])
            .principal(Principal::Federated(provider))
            .when(
                Operator::StringEquals,
                key,
                ["system:serviceaccount:kube-system:lb"],
            );
        let written = to_value(PolicyDocument::new([statement])).unwrap();
        let template = written["Fn::Sub"][0].as_str().unwrap();
        let filled = template
            .replace("${ClusterOpenIdConnectIssuerUrlPiece1}", "oidc.example.com/id/1")
            .replace("${Provider.Arn}", "arn:p");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&filled).unwrap(),
            json!({"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow",
                "Principal": {"Federated": "arn:p"},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"StringEquals": {"oidc.example.com/id/1:sub": "system:serviceaccount:kube-system:lb"}},
            }]})
        );
        assert_eq!(
            written["Fn::Sub"][1],
            json!({"ClusterOpenIdConnectIssuerUrlPiece1": to_value(issuer.piece("//", 1)).unwrap()})
        );
    }
}
