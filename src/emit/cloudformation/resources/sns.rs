//! SNS: a topic, and who hears of it.

use crate::cloudformation::kind::TopicArn;
use crate::cloudformation::{Handle, Resource, TagList, Value};
use serde::Serialize;

/// A topic.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Topic {
    pub subscription: Vec<Subscription>,
    pub tags: TagList,
}

impl Resource for Topic {
    const TYPE: &'static str = "AWS::SNS::Topic";
}

impl Handle<Topic> {
    /// The topic's ARN.
    #[must_use]
    pub fn arn(&self) -> Value<TopicArn> {
        self.reference()
    }
}

/// Who hears of it. An address of mail hears nothing until it confirms.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Subscription {
    pub protocol: Protocol,
    pub endpoint: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    Email,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::resources::testing::{handle, long_form, written};

    #[test]
    fn a_topic_sends_mail() {
        let topic = Topic {
            subscription: vec![Subscription {
                protocol: Protocol::Email,
                endpoint: "ops@example.com".to_owned(),
            }],
            tags: TagList::default(),
        };
        assert_eq!(
            written(&topic),
            r#"{"Subscription":[{"Protocol":"email","Endpoint":"ops@example.com"}]}"#
        );
        assert_eq!(long_form(&handle::<Topic>().arn()), r#"{"Ref":"Id"}"#);
    }
}
