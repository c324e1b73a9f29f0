//! What happened to a stack's resources.

use super::aws::Aws;
use anyhow::Result;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The events of a stack, also of one that is gone.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Events {
    stack_events: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Event {
    logical_resource_id: String,
    resource_type: String,
    resource_status: String,
    #[serde(default)]
    resource_status_reason: String,
}

impl Events {
    pub(super) fn of(aws: &Aws<'_>, stack_id: &str) -> Result<Self> {
        aws.ask(&[
            "cloudformation",
            "describe-stack-events",
            "--stack-name",
            stack_id,
        ])
    }

    /// The resources that were in a state at some time; the stack itself is none.
    pub(super) fn with(&self, status: &str) -> BTreeSet<String> {
        let of_resources = |event: &&Event| event.resource_type != "AWS::CloudFormation::Stack";
        let events = self.stack_events.iter().filter(of_resources);
        events
            .filter(|event| event.resource_status == status)
            .map(|event| event.logical_resource_id.clone())
            .collect()
    }

    /// What failed and why, the stack included.
    pub(super) fn failures(&self) -> String {
        let failed = |event: &&Event| event.resource_status.ends_with("_FAILED");
        let failed = self.stack_events.iter().filter(failed);
        let told: Vec<String> = failed
            .map(|event| format!("{} ({})", event.logical_resource_id, event.resource_status_reason))
            .collect();
        told.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::Events;
    use serde_json::json;

    #[test]
    fn the_stack_is_none_of_its_resources() {
        let event = |id: &str, of: &str, status: &str| json!({ "LogicalResourceId": id, "ResourceType": of, "ResourceStatus": status });
        let events: Events = serde_json::from_value(json!({ "StackEvents": [
            event("s", "AWS::CloudFormation::Stack", "CREATE_COMPLETE"),
            event("Vpc", "AWS::EC2::VPC", "CREATE_COMPLETE"),
            event("Vpc", "AWS::EC2::VPC", "CREATE_IN_PROGRESS"),
            json!({ "LogicalResourceId": "Role", "ResourceType": "AWS::IAM::Role", "ResourceStatus": "CREATE_FAILED",
                "ResourceStatusReason": "no" }),
        ] }))
        .unwrap();
        assert_eq!(events.with("CREATE_COMPLETE"), ["Vpc".to_owned()].into());
        assert_eq!(events.with("CREATE_FAILED"), ["Role".to_owned()].into());
        assert_eq!(events.failures(), "Role (no)");
    }
}
