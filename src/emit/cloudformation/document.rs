//! A JSON document of texts whose keys, too, may be expressions. A policy is one; what policies say is not here.

use super::kind;
use super::sub::Sub;
use super::value::{Expression, Value};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// A document. It is written as JSON where it can be. A key of JSON cannot be a function, though (the trust policy of
/// an IRSA role has the issuer's host in a key), so a document with such a key becomes the text of one `Fn::Sub`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Document<'a> {
    Text(Text<'a>),
    List(Vec<Document<'a>>),
    Map(Vec<(Text<'a>, Document<'a>)>),
}

/// A text of a document. It is looked at where it stands: a template has hundreds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text<'a> {
    Literal(&'a str),
    Expression(&'a Expression),
}

impl<'a> Document<'a> {
    pub(super) fn text<K>(value: &'a Value<K>) -> Self {
        Self::Text(Text::Expression(value.expression()))
    }

    /// One is written as itself, several as a list, as people write policies.
    pub(super) fn one_or_more(mut items: Vec<Self>) -> Self {
        if items.len() == 1 {
            items.remove(0)
        } else {
            Self::List(items)
        }
    }

    fn has_function_as_key(&self) -> bool {
        match self {
            Self::Text(_) => false,
            Self::List(items) => items.iter().any(Self::has_function_as_key),
            Self::Map(entries) => entries
                .iter()
                .any(|(key, value)| key.is_function() || value.has_function_as_key()),
        }
    }

    fn write_as_json(&self, sub: &mut Sub) {
        match self {
            Self::Text(text) => write_string(sub, *text),
            Self::List(items) => {
                sub.push_text("[");
                for (position, item) in items.iter().enumerate() {
                    sub.push_text(if position == 0 { "" } else { "," });
                    item.write_as_json(sub);
                }
                sub.push_text("]");
            }
            Self::Map(entries) => {
                sub.push_text("{");
                for (position, (key, value)) in entries.iter().enumerate() {
                    sub.push_text(if position == 0 { "" } else { "," });
                    write_string(sub, *key);
                    sub.push_text(":");
                    value.write_as_json(sub);
                }
                sub.push_text("}");
            }
        }
    }
}

/// Writes a JSON string. What CloudFormation fills in is not escaped: ARNs, ids and hosts hold no quotes.
fn write_string(sub: &mut Sub, text: Text) {
    let escape = |text: &str| {
        let quoted = serde_json::Value::from(text).to_string();
        quoted[1..quoted.len() - 1].to_owned()
    };
    sub.push_text("\"");
    match text {
        Text::Literal(text) => sub.push_text(&escape(text)),
        Text::Expression(expression) => sub.push_escaped(expression, &escape),
    }
    sub.push_text("\"");
}

impl Text<'_> {
    const fn is_function(self) -> bool {
        !matches!(self, Self::Literal(_) | Self::Expression(Expression::Literal(_)))
    }
}

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Literal(text) => serializer.serialize_str(text),
            Self::Expression(expression) => expression.serialize(serializer),
        }
    }
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.has_function_as_key() {
            let mut sub = Sub::new();
            self.write_as_json(&mut sub);
            return sub.build::<kind::Text>().serialize(serializer);
        }
        match self {
            Self::Text(text) => text.serialize(serializer),
            Self::List(items) => items.serialize(serializer),
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::value::Pseudo;
    use super::*;
    use serde_json::{Value as Json, json, to_value};

    const A: Document = Document::Text(Text::Literal("a"));

    fn written(key: Text) -> Json {
        let region = Pseudo::Region.value();
        let both = Sub::new().text("\"${x}\" ").value(&region).build::<kind::Text>();
        let items = vec![
            Document::Text(Text::Literal("a\n")),
            Document::text(&region),
            Document::text(&both),
        ];
        let document = Document::Map(vec![
            (Text::Literal("k"), Document::List(items)),
            (key, Document::Text(Text::Literal("v"))),
        ]);
        to_value(document).unwrap()
    }

    #[test]
    fn it_is_json_where_it_can_be() {
        assert_eq!(
            written(Text::Literal("l")),
            json!({"k": ["a\n", {"Ref": "AWS::Region"}, {"Fn::Sub": "\"${!x}\" ${AWS::Region}"}], "l": "v"})
        );
    }

    #[test]
    fn a_function_as_key_makes_it_text() {
        let key = Sub::new()
            .value(&Pseudo::AccountId.value())
            .text(":l")
            .build::<kind::Text>();
        assert_eq!(
            written(Text::Expression(key.expression())),
            json!({"Fn::Sub":
                r#"{"k":["a\n","${AWS::Region}","\"${!x}\" ${AWS::Region}"],"${AWS::AccountId}:l":"v"}"#
            })
        );
    }

    #[test]
    fn one_stands_alone() {
        assert_eq!(Document::one_or_more(vec![A]), A);
        assert_eq!(Document::one_or_more(vec![A, A]), Document::List(vec![A, A]));
    }
}
