//! Documents as somebody has written them, in JSON or in YAML with CloudFormation's short tags, as the trees that they mean.

use serde_json::{Map, Value};

use crate::catalog::yaml::{self, Schema};

/// Texts as CloudFormation and Kubernetes take them, in templates that anybody has written.
const SCHEMA: Schema = Schema { plain, tagged: call };

/// The template's tree, every function in its long form; `None` where the text is none.
#[must_use]
pub fn template(text: &str) -> Option<Value> {
    let tree = documents(text)?.into_iter().next()?;
    tree.is_object().then_some(tree)
}

/// The trees of all documents in a text; `None` where one of them cannot be read.
pub(super) fn documents(text: &str) -> Option<Vec<Value>> {
    let json: Result<Vec<Value>, _> = serde_json::Deserializer::from_str(text).into_iter().collect();
    json.ok().or_else(|| yaml::documents(text, SCHEMA).ok())
}

/// A text without quotes. A number is what JSON takes for one; everything else stays a text.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" => Value::Null,
        _ => match serde_json::from_str(text) {
            Ok(value @ (Value::Bool(_) | Value::Number(_))) => value,
            _ => Value::from(text),
        },
    }
}

/// The function that a short tag stands for.
fn call(tag: &str, argument: Value) -> Value {
    let (name, argument) = match (tag, argument) {
        ("Ref" | "Condition", argument) => (tag.to_owned(), argument),
        ("GetAtt", Value::String(text)) => {
            let (resource, attribute) = text.split_once('.').unwrap_or((&text, ""));
            ("Fn::GetAtt".to_owned(), Value::from(vec![resource, attribute]))
        }
        (_, argument) => (format!("Fn::{tag}"), argument),
    };
    Value::Object(Map::from_iter([(name, argument)]))
}

#[cfg(test)]
mod tests {
    use super::{documents, template};
    use serde_json::json;

    #[test]
    fn short_tags_are_read_as_what_they_stand_for() {
        let text = "\
# Generated.
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !Ref Range
      Size: 3
      Zone: \"3\"
      On: true
      Tags:
        - Key: Name
          Value: !Sub
            - ${A}-vpc
            - A: !GetAtt Nested.Outputs.Id
        - !If [IsProd, !Ref AWS::NoValue, 012]
";
        assert_eq!(
            template(text),
            Some(json!({"Resources": {"Vpc": {
                "Type": "AWS::EC2::VPC",
                "Properties": {
                    "CidrBlock": {"Ref": "Range"},
                    "Size": 3,
                    "Zone": "3",
                    "On": true,
                    "Tags": [
                        {"Key": "Name", "Value": {"Fn::Sub": ["${A}-vpc", {"A": {"Fn::GetAtt": ["Nested", "Outputs.Id"]}}]}},
                        {"Fn::If": ["IsProd", {"Ref": "AWS::NoValue"}, "012"]},
                    ],
                },
            }}}))
        );
    }

    #[test]
    fn json_is_read_as_it_is_and_what_is_no_template_is_none() {
        assert_eq!(
            template("{\"Resources\":{\"A\":{\"Ref\":\"B\"}}}"),
            Some(json!({"Resources": {"A": {"Ref": "B"}}}))
        );
        for text in ["", "[]", "a: *b", "a: [", "text"] {
            assert_eq!(template(text), None, "{text}");
        }
    }

    #[test]
    fn each_document_of_a_text_is_a_tree_and_one_that_is_none_spoils_it() {
        let expected = Some(vec![json!({"a": 1}), json!({"b": "on"})]);
        for text in [
            "# Generated.\na: 1\n---\nb: \"on\"\n",
            "{\"a\": 1}\n{\"b\": \"on\"}\n",
        ] {
            assert_eq!(documents(text), expected, "{text}");
        }
        assert_eq!(documents("a: 1\n---\nb: [\n"), None);
        assert_eq!(documents(""), Some(Vec::new()));
    }
}
