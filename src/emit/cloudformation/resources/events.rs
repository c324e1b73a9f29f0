//! EventBridge: rules that send AWS's events to a queue.

use crate::cloudformation::kind::{QueueArn, RuleArn};
use crate::cloudformation::{Handle, Resource, TagList, Value};
use serde::Serialize;

/// A rule.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Rule {
    pub description: Option<String>,
    pub event_pattern: EventPattern,
    pub targets: Vec<Target>,
    pub tags: TagList,
}

impl Resource for Rule {
    const TYPE: &'static str = "AWS::Events::Rule";
}

impl Handle<Rule> {
    /// The rule's ARN.
    #[must_use]
    pub fn arn(&self) -> Value<RuleArn> {
        self.attribute("Arn")
    }
}

/// Which events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct EventPattern {
    pub source: Vec<String>,
    pub detail_type: Vec<String>,
}

/// Where they go.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Target {
    /// A name within the rule.
    pub id: String,
    pub arn: Value<QueueArn>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::resources::testing::{handle, long_form, written};

    #[test]
    fn a_rule_sends_to_a_queue() {
        let rule = Rule {
            description: None,
            event_pattern: EventPattern {
                source: vec!["aws.ec2".to_owned()],
                detail_type: vec!["EC2 Spot Instance Interruption Warning".to_owned()],
            },
            targets: vec![Target {
                id: "queue".to_owned(),
                arn: Value::literal("arn:q"),
            }],
            tags: TagList::default(),
        };
        assert_eq!(
            written(&rule),
            concat!(
                r#"{"EventPattern":{"source":["aws.ec2"],"detail-type":["EC2 Spot Instance Interruption Warning"]},"#,
                r#""Targets":[{"Id":"queue","Arn":"arn:q"}]}"#
            )
        );
        assert_eq!(
            long_form(&handle::<Rule>().arn()),
            r#"{"Fn::GetAtt":["Id","Arn"]}"#
        );
    }
}
