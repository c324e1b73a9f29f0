//! What `teardown` makes of a stack that an earlier change has left in a bad state, with programs of the test's own.

use crate::apply::{CLUSTER, answers, calls, none_of, of, project, run, stack};
use crate::project::Project;

const TEARDOWN: [&str; 5] = ["teardown", "tiny", "--yes", "--only", "stack"];
const STACKS: &str = "aws.cloudformation.describe-stacks";
const EVENTS: &str = "aws.cloudformation.describe-stack-events";

/// An operation that failed: the stack's own event, and before it that of the resource which was the reason.
fn failed(number: u32, status: &str, reason: &str) -> String {
    let event = |id: &str, name: &str, of: &str, status: &str, reason: &str| {
        format!(
            r#"{{"EventId": "{number}-{id}", "LogicalResourceId": "{name}", "ResourceType": "{of}", "ResourceStatus": "{status}", "ResourceStatusReason": "{reason}", "ClientRequestToken": "{number}"}}"#
        )
    };
    let told = "The following resource(s) failed: [Vpc].";
    [
        event("b", "tiny", "AWS::CloudFormation::Stack", status, told),
        event("a", "Vpc", "AWS::EC2::VPC", "DELETE_FAILED", reason),
    ]
    .join(", ")
}

fn events(operations: &[String]) -> String {
    format!(r#"{{"StackEvents": [{}]}}"#, operations.join(", "))
}

/// A stack in this state, which tells why, and a service that takes a deletion.
fn standing(status: &str) -> Project {
    let project = project();
    std::fs::remove_file(project.at(&format!("bin/answers/{STACKS}.err"))).unwrap();
    answers(
        &project,
        &[
            (STACKS, &stack(status)),
            (EVENTS, &events(&[failed(1, status, "an old reason")])),
            (
                "aws.cloudformation.list-stack-resources",
                &none_of("StackResourceSummaries"),
            ),
            ("aws.cloudformation.delete-stack", ""),
        ],
    );
    project
}

/// How a deletion ends that failed for this reason.
fn refused(reason: &str) -> String {
    format!(
        "error: the stack `tiny` is in DELETE_FAILED. First failure: Vpc (AWS::EC2::VPC): {reason}
  why: something in it is still in use, and CloudFormation waits for a person
  mend: remove what holds it, then cargo xtask teardown tiny --only stack; or aws cloudformation delete-stack --region ap-northeast-2 \
         --stack-name tiny --deletion-mode FORCE_DELETE_STACK, which leaves what cannot be deleted\n"
    )
}

#[test]
fn a_deletion_that_fails_names_the_first_failure_and_the_one_before() {
    for status in [
        "CREATE_FAILED",
        "ROLLBACK_FAILED",
        "UPDATE_ROLLBACK_FAILED",
        "DELETE_FAILED",
    ] {
        let project = standing(status);
        let both = events(&[
            failed(2, "DELETE_FAILED", "vpc-1 has dependencies"),
            failed(1, status, "an old reason"),
        ]);
        // The first looks come before the deletion, and the fourth one at the stack is a late answer.
        let later = stack("DELETE_FAILED");
        for question in 5..=9 {
            answers(&project, &[(&format!("{STACKS}.{question}"), &later)]);
        }
        for question in 6..=30 {
            answers(&project, &[(&format!("{EVENTS}.{question}"), &both)]);
        }
        let down = run(&project, &TEARDOWN);
        assert_eq!(down.code, Some(1), "{status}: {}", down.stderr);
        let note = format!(
            "      `tiny` is in {status}, and is deleted nevertheless. First failure: Vpc (AWS::EC2::VPC): an old reason\n"
        );
        assert!(down.stderr.contains(&note), "{status}: {}", down.stderr);
        let told = refused("vpc-1 has dependencies");
        assert!(down.stderr.contains(&told), "{status}: {}", down.stderr);
        let event = "      DELETE_FAILED Vpc (AWS::EC2::VPC): vpc-1 has dependencies\n";
        assert_eq!(down.stderr.matches(event).count(), 1, "{}", down.stderr);
        assert_eq!(of(&calls(&project), "delete-stack").len(), 1);
    }
}

#[test]
fn an_old_failure_does_not_end_a_new_deletion() {
    let project = standing("DELETE_FAILED");
    for question in 1..=5 {
        let looked = format!("{STACKS}.{question}");
        answers(&project, &[(&looked, &stack("DELETE_FAILED"))]);
    }
    let gone = "An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id tiny does not exist";
    std::fs::remove_file(project.at(&format!("bin/answers/{STACKS}"))).unwrap();
    answers(&project, &[(&format!("{STACKS}.err"), gone)]);
    let down = run(&project, &TEARDOWN);
    assert_eq!(down.code, Some(0), "{}", down.stderr);
    assert!(
        down.stderr
            .contains("[1/1] stack: changed, the stack `tiny` is gone ("),
        "{}",
        down.stderr
    );
    assert_eq!(of(&calls(&project), "delete-stack").len(), 1);
}

#[test]
fn a_deletion_that_does_not_begin_tells_what_failed_before() {
    for status in ["UPDATE_ROLLBACK_FAILED", "DELETE_FAILED"] {
        let project = standing(status);
        let down = run(&project, &[&TEARDOWN[..], &["--timeout", "1s"]].concat());
        assert_eq!(down.code, Some(1), "{status}: {}", down.stderr);
        let told = format!(
            "error: the stack `tiny` is still in {status} (first failure: Vpc (AWS::EC2::VPC): an old reason), and that for \
             longer than it may take (1 s)\n"
        );
        assert!(down.stderr.contains(&told), "{status}: {}", down.stderr);
    }
}

/// A protected cluster is in the way of a deletion while it is active; one that failed goes all the same.
#[test]
fn a_failed_creation_names_what_its_protected_cluster_wants_first() {
    let lift = "  why: its cluster is protected from deletion, and EKS deletes such a one for nobody, so what was made is still there and bills
  mend: look at it, then aws eks update-cluster-config --region ap-northeast-2 --name tiny --no-deletion-protection, then aws eks \
         wait cluster-active --region ap-northeast-2 --name tiny, then aws cloudformation delete-stack --region ap-northeast-2 \
         --stack-name tiny, and run the same command again\n";
    let protected = CLUSTER.replace(r#""status""#, r#""deletionProtection": true, "status""#);
    let failed = protected.replace("ACTIVE", "FAILED");
    let cases = [(&*protected, true), (CLUSTER, false), (&*failed, false)];
    for status in ["CREATE_FAILED", "ROLLBACK_FAILED", "DELETE_FAILED"] {
        for (cluster, is_held) in cases {
            let project = standing(status);
            std::fs::remove_file(project.at("bin/answers/aws.eks.describe-cluster.err")).unwrap();
            answers(&project, &[("aws.eks.describe-cluster", cluster)]);
            let applied = run(&project, &["apply", "tiny", "--only", "stack", "--yes"]);
            assert_eq!(applied.code, Some(1), "{status}: {}", applied.stderr);
            let told = format!(
                "error: the stack `tiny` is in {status}. First failure: Vpc (AWS::EC2::VPC): an old reason\n"
            );
            assert!(applied.stderr.contains(&told), "{status}: {}", applied.stderr);
            assert_eq!(
                applied.stderr.contains(lift),
                is_held,
                "{status}: {}",
                applied.stderr
            );
            assert_eq!(of(&calls(&project), "delete-stack").len(), 0);
        }
    }
}
