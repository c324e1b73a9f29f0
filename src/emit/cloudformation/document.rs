//! A JSON document of texts whose keys, too, may be expressions. A policy is one; what policies say is not here.

use super::kind::Text;
use super::sub::Sub;
use super::value::{Expression, Value};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// A document. It is written as JSON where it can be. A key of JSON cannot be a function, though (the trust policy of
/// an IRSA role has the issuer's host in a key), so a document with such a key becomes the text of one `Fn::Sub`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Document {
    Text(Expression),
    List(Vec<Document>),
    Map(Vec<(Expression, Document)>),
}

impl Document {
    pub(super) fn text<K>(value: &Value<K>) -> Self {
        Self::Text(value.expression().clone())
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
                .any(|(key, value)| !matches!(key, Expression::Literal(_)) || value.has_function_as_key()),
        }
    }

    fn write_as_json(&self, sub: &mut Sub) {
        match self {
            Self::Text(expression) => write_string(sub, expression),
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
                    write_string(sub, key);
                    sub.push_text(":");
                    value.write_as_json(sub);
                }
                sub.push_text("}");
            }
        }
    }
}

/// Writes a JSON string. What CloudFormation fills in is not escaped: ARNs, ids and hosts hold no quotes.
fn write_string(sub: &mut Sub, expression: &Expression) {
    sub.push_text("\"");
    sub.push_escaped(expression, &|text| {
        let quoted = serde_json::Value::from(text).to_string();
        quoted[1..quoted.len() - 1].to_owned()
    });
    sub.push_text("\"");
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.has_function_as_key() {
            let mut sub = Sub::new();
            self.write_as_json(&mut sub);
            return sub.build::<Text>().serialize(serializer);
        }
        match self {
            Self::Text(expression) => expression.serialize(serializer),
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
    use serde_json::{json, to_value};

    fn literal(text: &str) -> Expression {
        Expression::Literal(text.to_owned())
    }

    fn map(key: Expression) -> Document {
        let region = Pseudo::Region.value();
        let both = Sub::new().text("\"${x}\" ").value(&region).build::<Text>();
        let items = vec![
            Document::Text(literal("a\n")),
            Document::text(&region),
            Document::text(&both),
        ];
        Document::Map(vec![
            (literal("k"), Document::List(items)),
            (key, Document::Text(literal("v"))),
        ])
    }

    #[test]
    fn it_is_json_where_it_can_be() {
        assert_eq!(
            to_value(map(literal("l"))).unwrap(),
            json!({"k": ["a\n", {"Ref": "AWS::Region"}, {"Fn::Sub": "\"${!x}\" ${AWS::Region}"}], "l": "v"})
        );
    }

    #[test]
    fn a_function_as_key_makes_it_text() {
        let key = Sub::new()
            .value(&Pseudo::AccountId.value())
            .text(":l")
            .build::<Text>();
        assert_eq!(
            to_value(map(key.expression().clone())).unwrap(),
            json!({"Fn::Sub":
                r#"{"k":["a\n","${AWS::Region}","\"${!x}\" ${AWS::Region}"],"${AWS::AccountId}:l":"v"}"#
            })
        );
    }

    #[test]
    fn one_stands_alone() {
        let a = Document::Text(literal("a"));
        assert_eq!(Document::one_or_more(vec![a.clone()]), a);
        assert_eq!(
            Document::one_or_more(vec![a.clone(), a.clone()]),
            Document::List(vec![a.clone(), a])
        );
    }
}
