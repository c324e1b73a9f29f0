//! `Fn::Sub`, built from text and values; never from a text that somebody wrote in CloudFormation's notation.

use super::value::{Expression, Value};
use indexmap::IndexMap;

/// Text with values in it. What is given as text stays text: `${` in it is escaped.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Sub(Vec<Part>);

/// A stretch of [`Sub`]. Two texts never follow each other, or `$` and `{` could meet unescaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    Value(Expression),
}

impl Sub {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Appends text.
    pub fn text(mut self, text: impl AsRef<str>) -> Self {
        self.push_text(text.as_ref());
        self
    }

    /// Appends a value.
    pub fn value<K>(mut self, value: &Value<K>) -> Self {
        self.push_escaped(value.expression(), &str::to_owned);
        self
    }

    /// The whole, as the kind that the caller knows it to be. It is a function only when it has to be one.
    #[must_use]
    pub fn build<K>(mut self) -> Value<K> {
        if self.0.iter().any(|part| matches!(part, Part::Value(_))) && self.0.len() > 1 {
            return Value::new(Expression::Sub(self.0));
        }
        match self.0.pop() {
            None => Value::literal(""),
            Some(Part::Text(text)) => Value::literal(text),
            Some(Part::Value(expression)) => Value::new(expression),
        }
    }

    pub(super) fn push_text(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(Part::Text(last)) => last.push_str(text),
            _ if text.is_empty() => {}
            _ => self.0.push(Part::Text(text.to_owned())),
        }
    }

    /// Appends an expression with its literal text as `escape` spells it.
    pub(super) fn push_escaped(&mut self, expression: &Expression, escape: &dyn Fn(&str) -> String) {
        match expression {
            Expression::Literal(text) => self.push_text(&escape(text)),
            Expression::Sub(parts) => {
                for part in parts {
                    match part {
                        Part::Text(text) => self.push_text(&escape(text)),
                        Part::Value(value) => self.push_escaped(value, escape),
                    }
                }
            }
            other => self.0.push(Part::Value(other.clone())),
        }
    }
}

/// The text that `Fn::Sub` takes, and the variables that it needs for what `${…}` cannot express.
pub(super) fn render_parts(parts: &[Part]) -> (String, IndexMap<String, &Expression>) {
    let mut text = String::new();
    let mut variables = IndexMap::new();
    for part in parts {
        let reference = match part {
            Part::Text(literal) => {
                text.push_str(&literal.replace("${", "${!"));
                continue;
            }
            Part::Value(Expression::Reference(name)) => name.clone(),
            Part::Value(Expression::Attribute(id, attribute)) => format!("{id}.{attribute}"),
            Part::Value(other) => name_variable(&mut variables, other),
        };
        text.extend(["${", &reference, "}"]);
    }
    (text, variables)
}

/// Gives equal expressions one name and different ones different names, the same in each run.
fn name_variable<'a>(variables: &mut IndexMap<String, &'a Expression>, expression: &'a Expression) -> String {
    let stem = describe(expression);
    let names = std::iter::once(stem.clone()).chain((2..).map(|number| format!("{stem}Number{number}")));
    for name in names {
        match variables.get(&name) {
            Some(known) if *known == expression => return name,
            Some(_) => {}
            None => {
                variables.insert(name.clone(), expression);
                return name;
            }
        }
    }
    unreachable!("bug in eksight: the numbers ran out")
}

/// A name that tells a reader what the variable holds: `ClusterOpenIdConnectIssuerUrlPiece1`.
fn describe(expression: &Expression) -> String {
    match expression {
        Expression::Literal(_) | Expression::Sub(_) => "Text".to_owned(),
        Expression::Reference(name) => name.replace("::", ""),
        Expression::Attribute(id, attribute) => format!("{id}{}", attribute.replace('.', "")),
        Expression::Piece { index, of, .. } => format!("{}Piece{index}", describe(of)),
        Expression::Base64(of) => format!("{}Base64", describe(of)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::kind::{IssuerUrl, PolicyArn, Text};
    use super::super::logical_id::LogicalId;
    use super::super::value::Pseudo;
    use super::*;
    use serde_json::{json, to_value};

    fn issuer() -> Value<IssuerUrl> {
        Value::new(Expression::Attribute(
            LogicalId::new("Cluster"),
            "OpenIdConnectIssuerUrl",
        ))
    }

    fn built(sub: Sub) -> serde_json::Value {
        to_value(sub.build::<Text>()).unwrap()
    }

    #[test]
    fn values_stand_in_the_text() {
        let arn: Value<PolicyArn> = Sub::new()
            .text("arn:")
            .value(&Pseudo::Partition.value())
            .text(":iam::aws:policy/P")
            .build();
        assert_eq!(
            to_value(arn).unwrap(),
            json!({"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/P"})
        );
        assert_eq!(
            built(Sub::new().text("at ").value(&issuer())),
            json!({"Fn::Sub": "at ${Cluster.OpenIdConnectIssuerUrl}"})
        );
    }

    #[test]
    fn text_stays_text() {
        let region = Pseudo::Region.value();
        assert_eq!(
            built(
                Sub::new()
                    .text("echo ${HOME} ${!x} $")
                    .text("{AWS::Region} $")
                    .value(&region)
            ),
            json!({"Fn::Sub": "echo ${!HOME} ${!!x} ${!AWS::Region} $${AWS::Region}"})
        );
    }

    #[test]
    fn it_is_a_function_only_when_it_must_be() {
        assert_eq!(built(Sub::new()), json!(""));
        assert_eq!(built(Sub::new().text("${a}").text("")), json!("${a}"));
        assert_eq!(
            built(Sub::new().text("").value(&Pseudo::Region.value())),
            json!({"Ref": "AWS::Region"})
        );
        assert_eq!(
            built(Sub::new().text("a").value(&Value::<Text>::literal("${b}"))),
            json!("a${b}")
        );
    }

    #[test]
    fn subs_join_into_one() {
        let inner: Value<Text> = Sub::new()
            .text("$")
            .value(&Pseudo::Region.value())
            .text("$")
            .build();
        assert_eq!(
            built(Sub::new().text("a").value(&inner).text("{b}")),
            json!({"Fn::Sub": "a$${AWS::Region}${!b}"})
        );
    }

    #[test]
    fn what_needs_a_variable_gets_one_name() {
        let (host, other) = (issuer().piece("//", 1), issuer().piece("/", 1));
        let sub = Sub::new()
            .value(&host)
            .text(":aud ")
            .value(&host)
            .text(":sub ")
            .value(&other);
        let split = |delimiter| json!({"Fn::Select": [1, {"Fn::Split": [delimiter, {"Fn::GetAtt": ["Cluster", "OpenIdConnectIssuerUrl"]}]}]});
        assert_eq!(
            built(sub),
            json!({"Fn::Sub": [
                "${ClusterOpenIdConnectIssuerUrlPiece1}:aud ${ClusterOpenIdConnectIssuerUrlPiece1}:sub \
                 ${ClusterOpenIdConnectIssuerUrlPiece1Number2}",
                {
                    "ClusterOpenIdConnectIssuerUrlPiece1": split("//"),
                    "ClusterOpenIdConnectIssuerUrlPiece1Number2": split("/"),
                }
            ]})
        );
    }
}
