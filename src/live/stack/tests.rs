//! Tests of what a stack says of itself.

use super::super::ChangeSet;
use super::{Event, Stack};

#[test]
fn what_the_service_says_is_told_without_secrets() {
    let reason = "MasterUserPassword: hunter2 is too short";
    let told = "MasterUserPassword: (hidden) is too short";
    let event = format!(r#"{{"EventId": "1", "ResourceStatusReason": "{reason}"}}"#);
    let event: Event = serde_json::from_str(&event).unwrap();
    assert_eq!(event.resource_status_reason, told);
    let set: ChangeSet = serde_json::from_str(&format!(r#"{{"StatusReason": "{reason}"}}"#)).unwrap();
    assert_eq!(set.status_reason, told);
    let stack = format!(
        r#"{{"StackId": "a", "StackName": "a", "StackStatus": "CREATE_COMPLETE", "StackStatusReason": "{reason}"}}"#
    );
    let stack: Stack = serde_json::from_str(&stack).unwrap();
    assert_eq!(stack.reason, told);
}

#[test]
fn a_stack_is_ours_by_the_cluster_in_its_description() {
    let ours = |status: &str, description: &str| {
        let stack =
            format!(r#"{{"StackId": "a", "StackName": "prod", "StackStatus": "{status}"{description}}}"#);
        serde_json::from_str::<Stack>(&stack).unwrap().is_ours()
    };
    for (description, expected) in [
        ("EKS cluster prod, its network and its nodes", true),
        ("Network, file system and bastion of EKS cluster prod", true),
        ("", false),
        ("EKS cluster prod-2, its network and its nodes", false),
        ("EKS cluster dev, its network and its nodes", false),
        ("prod", false),
    ] {
        let told = format!(r#", "Description": "{description}""#);
        assert_eq!(ours("ROLLBACK_COMPLETE", &told), expected, "{description}");
    }
    assert!(!ours("CREATE_COMPLETE", ""));
    assert!(ours("REVIEW_IN_PROGRESS", ""));
}
