//! SQS: a queue for events, and who may write to it.

use crate::cloudformation::kind::{QueueArn, QueueName, QueueUrl};
use crate::cloudformation::{Handle, PolicyDocument, Resource, TagList, Value};
use serde::Serialize;

/// A queue.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Queue {
    /// Only where somebody outside the stack has to know it.
    pub queue_name: Option<String>,
    /// Seconds.
    pub message_retention_period: u32,
    pub sqs_managed_sse_enabled: bool,
    pub tags: TagList,
}

impl Resource for Queue {
    const TYPE: &'static str = "AWS::SQS::Queue";
}

impl Handle<Queue> {
    /// The queue's URL.
    #[must_use]
    pub fn url(&self) -> Value<QueueUrl> {
        self.reference()
    }

    /// The queue's name.
    #[must_use]
    pub fn name(&self) -> Value<QueueName> {
        self.attribute("QueueName")
    }

    /// The queue's ARN.
    #[must_use]
    pub fn arn(&self) -> Value<QueueArn> {
        self.attribute("Arn")
    }
}

/// Who may use queues.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueuePolicy {
    pub queues: Vec<Value<QueueUrl>>,
    pub policy_document: PolicyDocument,
}

impl Resource for QueuePolicy {
    const TYPE: &'static str = "AWS::SQS::QueuePolicy";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::resources::testing::{handle, long_form, written};
    use crate::cloudformation::{Principal, Statement};

    #[test]
    fn a_queue_takes_events() {
        let queue = Queue {
            queue_name: None,
            message_retention_period: 300,
            sqs_managed_sse_enabled: true,
            tags: TagList::default(),
        };
        assert_eq!(
            written(&queue),
            r#"{"MessageRetentionPeriod":300,"SqsManagedSseEnabled":true}"#
        );
        let events = Principal::Service("events.amazonaws.com".to_owned());
        let statement = Statement::allow(["sqs:SendMessage"])
            .principal(events)
            .resource(&handle::<Queue>().arn());
        let policy = QueuePolicy {
            queues: vec![handle::<Queue>().url()],
            policy_document: PolicyDocument::new([statement]),
        };
        assert_eq!(
            written(&policy),
            concat!(
                r#"{"Queues":[{"Ref":"Id"}],"PolicyDocument":{"Version":"2012-10-17","Statement":[{"#,
                r#""Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","#,
                r#""Resource":{"Fn::GetAtt":["Id","Arn"]}}]}}"#
            )
        );
        assert_eq!(
            long_form(&handle::<Queue>().name()),
            r#"{"Fn::GetAtt":["Id","QueueName"]}"#
        );
    }
}
