//! `plan`, `apply` and `teardown`, with an `aws`, a `kubectl` and a `helm` of the test's own that answer from files.

use crate::project::{Project, Run, sound};
use eksight::out::{Hold, Journal};

/// Answers with the file named after the program, what it is asked, and how often it was asked that before; or with the
/// one without a number. A file that ends with `.err` is a complaint. Every call is written down.
pub(crate) const PROGRAM: &str = r#"
here=$(dirname "$0")
name=$(basename "$0")
printf '%s' "$name" >> "$here/calls"
printf '\037%s' "$@" >> "$here/calls"; echo >> "$here/calls"
case $name in
  aws) key="$name.$1.$2" ;;
  *) key="$name.$1" ;;
esac
count=$(cat "$here/count.$key" 2>/dev/null || echo 0)
count=$((count + 1))
echo $count > "$here/count.$key"
case "$*" in *file:///dev/stdin*) cat > "$here/template" ;; esac
for file in "$here/answers/$key.$count" "$here/answers/$key"; do
  if [ -e "$file.err" ]; then cat "$file.err" >&2; exit 254; fi
  if [ -e "$file" ]; then cat "$file"; exit 0; fi
done
echo "no answer for $key" >&2
exit 254
"#;

const IDENTITY: &str = r#"{"Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/test"}"#;
const NO_STACK: &str = "An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id tiny does not exist";
const NO_CLUSTER: &str = "An error occurred (ResourceNotFoundException) when calling the DescribeCluster operation: No cluster found for name: tiny.";
const NO_CHANGE_SET: &str = "An error occurred (ChangeSetNotFound) when calling the DescribeChangeSet operation: ChangeSet [a] does not exist";

pub(crate) fn stack(status: &str) -> String {
    format!(
        r#"{{"Stacks": [{{"StackId": "arn:aws:cloudformation:ap-northeast-2:111122223333:stack/tiny/1", "StackName": "tiny", "StackStatus": "{status}", "Description": "{OURS}"}}]}}"#
    )
}

/// What the template of `tiny` says that its stack is.
pub(crate) const OURS: &str = "EKS cluster tiny, its network and its nodes";

/// A stack of somebody else that has the name of ours.
pub(crate) fn foreign_stack(status: &str) -> String {
    stack(status).replace(OURS, "The shop of tiny")
}

/// What is said of it.
pub(crate) const FOREIGN: &str = "error: the stack `tiny` has the description \"The shop of tiny\", and is none of eksight's
  why: each step knows what it changes by that name alone, so it may be theirs; nothing was changed
  mend: give the environment another `cluster.name`, or look at the stack: aws cloudformation describe-stacks --region \
ap-northeast-2 --stack-name tiny
";

/// A rendered project whose programs know the account, and neither a stack nor a cluster.
pub(crate) fn project() -> Project {
    project_of(&sound())
}

pub(crate) fn project_of(environment: &str) -> Project {
    let project = Project::with(environment);
    assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
    for program in ["aws", "kubectl", "helm"] {
        project.program(program, PROGRAM);
    }
    answer_of_nothing(&project);
    project
}

/// Programs that know the account, and neither a stack nor a cluster.
fn answer_of_nothing(project: &Project) {
    answers(
        project,
        &[
            ("aws.sts.get-caller-identity", IDENTITY),
            ("aws.eks.describe-cluster.err", NO_CLUSTER),
            ("aws.cloudformation.describe-stacks.err", NO_STACK),
            (
                "kubectl.version",
                r#"{"clientVersion": {"gitVersion": "v1.36.0"}}"#,
            ),
            ("helm.version", "v4.1.4+g1234567\n"),
            // It has no second word.
            ("aws.--version.", "aws-cli/2.31.0 Python/3.13\n"),
        ],
    );
}

/// A stack that is there, however often somebody asks.
pub(crate) fn stands(project: &Project, status: &str) {
    is_there(project, &stack(status));
}

/// The stack is as this answer has it, however often somebody asks.
pub(crate) fn is_there(project: &Project, answer: &str) {
    std::fs::remove_file(project.at("bin/answers/aws.cloudformation.describe-stacks.err")).unwrap();
    answers(project, &[("aws.cloudformation.describe-stacks", answer)]);
}

pub(crate) fn answers(project: &Project, texts: &[(&str, &str)]) {
    for (key, text) in texts {
        project.write(&format!("bin/answers/{key}"), text);
    }
}

/// Looks for whatever an environment leaves find nothing.
pub(crate) fn nothing_is_left(project: &Project) {
    let looks = [
        ("ec2.describe-addresses", "Addresses"),
        ("ec2.describe-instances", "Reservations"),
        ("ec2.describe-network-interfaces", "NetworkInterfaces"),
        ("ec2.describe-security-groups", "SecurityGroups"),
        ("ec2.describe-volumes", "Volumes"),
        ("ec2.describe-vpcs", "Vpcs"),
        ("logs.describe-log-groups", "logGroups"),
        ("resourcegroupstaggingapi.get-resources", "ResourceTagMappingList"),
    ];
    for (look, list) in looks {
        answers(project, &[(&format!("aws.{look}"), &none_of(list))]);
    }
}

/// The answer of the AWS CLI to a question for a list of which there is nothing.
pub(crate) fn none_of(list: &str) -> String {
    format!(r#"{{"{list}": []}}"#)
}

/// Whatever is refused names the state found, why it matters and what mends it.
pub(crate) fn run(project: &Project, arguments: &[&str]) -> Run {
    let run = project.run_with_own_programs(arguments);
    let lines = || run.stderr.lines();
    let refused = lines().filter(|line| line.starts_with("error: ")).count();
    for part in ["  why: ", "  mend: "] {
        let told = lines().filter(|line| line.starts_with(part)).count();
        assert_eq!(told, refused, "{arguments:?}: {}", run.stderr);
    }
    run
}

pub(crate) fn calls(project: &Project) -> Vec<Vec<String>> {
    let calls = std::fs::read_to_string(project.at("bin/calls")).unwrap_or_default();
    let words = |line: &str| line.split('\x1f').map(str::to_owned).collect();
    calls.lines().map(words).collect()
}

/// The calls of an operation.
pub(crate) fn of<'a>(calls: &'a [Vec<String>], operation: &str) -> Vec<&'a Vec<String>> {
    let has = |call: &&Vec<String>| call.iter().any(|word| word == operation);
    calls.iter().filter(has).collect()
}

#[test]
fn a_plan_needs_no_credential_and_no_program() {
    let project = project();
    let empty = project.at("nowhere").display().to_string();
    let plan = project.run_with_path(&["plan", "tiny"], &empty);
    assert_eq!((plan.code, plan.stderr.as_str()), (Some(0), ""));
    let order: Vec<usize> = [
        "1. stack",
        "2. kubeconfig",
        "whether all of it does its work",
        "nodes: 3 or more, all of them ready",
        "Tear tiny down",
        "1. control-plane-logs",
        "10. sweep",
        "EKS cluster tiny",
    ]
    .map(|part| {
        plan.stdout
            .find(part)
            .unwrap_or_else(|| panic!("{part}: {}", plan.stdout))
    })
    .to_vec();
    assert!(order.is_sorted(), "{}", plan.stdout);
    let json = project.run_with_path(&["plan", "tiny", "-o", "json"], &empty);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["teardown"]["steps"].as_array().unwrap().len(), 10);
    assert_eq!(json["apply"]["steps"][0]["id"], "change-set");
    let down = project.run_with_path(&["teardown", "tiny", "--dry-run"], &empty);
    assert_eq!((down.code, down.stderr.as_str()), (Some(0), ""));
    assert!(plan.stdout.ends_with(&down.stdout), "{}", down.stdout);
}

#[test]
fn a_stack_is_created_by_a_change_set_and_the_state_decides() {
    let project = project();
    answers(
        &project,
        &[
            ("aws.cloudformation.describe-change-set.1.err", NO_CHANGE_SET),
            (
                "aws.cloudformation.describe-change-set.2",
                r#"{"Status": "CREATE_COMPLETE", "ExecutionStatus": "AVAILABLE", "Changes": [{"Type": "Resource", "ResourceChange": {"Action": "Add", "LogicalResourceId": "Vpc", "ResourceType": "AWS::EC2::VPC"}}]}"#,
            ),
            (
                "aws.cloudformation.describe-change-set.3",
                r#"{"Status": "CREATE_COMPLETE", "ExecutionStatus": "EXECUTE_COMPLETE"}"#,
            ),
            ("aws.cloudformation.create-change-set", "{}"),
            // The answer is lost, and the stack is there.
            (
                "aws.cloudformation.execute-change-set.err",
                "Connection was closed before we received a valid response",
            ),
            (
                "aws.cloudformation.describe-stack-events",
                r#"{"StackEvents": []}"#,
            ),
            (
                "aws.cloudformation.describe-stacks.2",
                &stack("REVIEW_IN_PROGRESS"),
            ),
            ("aws.cloudformation.describe-stacks.3", &stack("CREATE_COMPLETE")),
            ("aws.cloudformation.describe-stacks.4", &stack("CREATE_COMPLETE")),
        ],
    );
    let applied = run(&project, &["apply", "tiny", "--only", "stack", "--yes"]);
    assert_eq!(applied.code, Some(0), "{}", applied.stderr);
    assert!(
        applied
            .stderr
            .contains("[1/1] stack: changed, 1 resources added, 0 changed, 0 removed"),
        "{}",
        applied.stderr
    );
    let calls = calls(&project);
    let create = of(&calls, "create-change-set");
    assert_eq!(create.len(), 1);
    for words in [
        ["--change-set-type", "CREATE"],
        ["--on-stack-failure", "DELETE"],
        ["--capabilities", "CAPABILITY_IAM"],
        ["--template-body", "file:///dev/stdin"],
    ] {
        assert!(create[0].windows(2).any(|pair| pair == words), "{create:?}");
    }
    let sent = std::fs::read_to_string(project.at("bin/template")).unwrap();
    let written = std::fs::read_to_string(project.at("out/tiny/cloudformation/eks-oneclick.yaml")).unwrap();
    assert_eq!(sent, written);
    assert_eq!(of(&calls, "execute-change-set").len(), 1);
    let journal = std::fs::read_to_string(project.at(".eksight/tiny/journal.jsonl")).unwrap();
    let entries: Vec<String> = journal
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["entry"].to_string())
        .collect();
    assert_eq!(entries, ["\"of\"", "\"run\"", "\"start\"", "\"end\""]);
}

#[test]
fn an_empty_change_set_is_a_success() {
    let project = project();
    let there = stack("UPDATE_COMPLETE");
    answers(
        &project,
        &[
            ("aws.cloudformation.describe-stacks.1", &there),
            ("aws.cloudformation.describe-stacks.2", &there),
            ("aws.cloudformation.describe-change-set.1.err", NO_CHANGE_SET),
            (
                "aws.cloudformation.describe-change-set.2",
                r#"{"Status": "FAILED", "StatusReason": "The submitted information didn't contain changes. Submit different information to create a change set."}"#,
            ),
            ("aws.cloudformation.create-change-set", "{}"),
            ("aws.cloudformation.delete-change-set", ""),
        ],
    );
    let applied = run(
        &project,
        &["apply", "tiny", "--only", "stack", "--yes", "-o", "json"],
    );
    assert_eq!(applied.code, Some(0), "{}", applied.stderr);
    let last: serde_json::Value = serde_json::from_str(applied.stdout.lines().last().unwrap()).unwrap();
    assert_eq!(last["event"], "done");
    assert_eq!(last["outcome"]["kind"], "unchanged");
    assert_eq!(of(&calls(&project), "execute-change-set").len(), 0);
    assert_eq!(of(&calls(&project), "delete-change-set").len(), 1);
}

/// One change to the stack, ready to be carried out.
const READY: &str = r#"{"Status": "CREATE_COMPLETE", "ExecutionStatus": "AVAILABLE", "Changes": [{"Type": "Resource", "ResourceChange": {"Action": "Modify", "LogicalResourceId": "Vpc", "ResourceType": "AWS::EC2::VPC"}}]}"#;

/// The stack stays in the state in which an earlier change has left it, which is a good one.
#[test]
fn a_change_that_never_ran_is_no_success() {
    const OBSOLETE: &str = "An error occurred (InvalidChangeSetStatus) when calling the ExecuteChangeSet operation: \
                            ChangeSet cannot be executed in its current execution status of [OBSOLETE]";
    const DENIED: &str =
        "An error occurred (AccessDenied) when calling the ExecuteChangeSet operation: not authorized";
    let set =
        |execution: &str| format!(r#"{{"Status": "CREATE_COMPLETE", "ExecutionStatus": "{execution}"}}"#);
    let failed = set("EXECUTE_FAILED");
    let name = "aws.cloudformation.execute-change-set";
    let third = "aws.cloudformation.describe-change-set.3";
    for (executed, then, told) in [
        (
            ("err", OBSOLETE),
            ("", set("OBSOLETE")),
            "current execution status of [OBSOLETE]",
        ),
        (
            ("err", DENIED),
            (".err", NO_CHANGE_SET.to_owned()),
            "(AccessDenied)",
        ),
        (
            ("", ""),
            ("", failed),
            "was not carried out: it is EXECUTE_FAILED",
        ),
    ] {
        let project = project();
        stands(&project, "UPDATE_COMPLETE");
        let execute = match executed.0 {
            "" => name.to_owned(),
            suffix => format!("{name}.{suffix}"),
        };
        answers(
            &project,
            &[
                ("aws.cloudformation.describe-change-set.1.err", NO_CHANGE_SET),
                ("aws.cloudformation.describe-change-set.2", READY),
                (&format!("{third}{}", then.0), &then.1),
                ("aws.cloudformation.create-change-set", "{}"),
                (&execute, executed.1),
                (
                    "aws.cloudformation.describe-stack-events",
                    r#"{"StackEvents": []}"#,
                ),
            ],
        );
        let applied = run(&project, &["apply", "tiny", "--only", "stack", "--yes"]);
        assert_eq!(applied.code, Some(1), "{told}: {}", applied.stderr);
        assert!(applied.stderr.contains(told), "{told}: {}", applied.stderr);
    }
}

#[test]
fn a_change_set_that_does_not_go_is_not_waited_for_for_ever() {
    let project = project();
    stands(&project, "UPDATE_COMPLETE");
    answers(
        &project,
        &[
            (
                "aws.cloudformation.describe-change-set",
                r#"{"Status": "DELETE_FAILED", "ExecutionStatus": "UNAVAILABLE"}"#,
            ),
            ("aws.cloudformation.delete-change-set", ""),
        ],
    );
    let arguments = ["apply", "tiny", "--only", "stack", "--yes", "--timeout", "1s"];
    let applied = run(&project, &arguments);
    assert_eq!(applied.code, Some(1), "{}", applied.stderr);
    assert!(
        applied.stderr.contains("is DELETE_FAILED and does not go"),
        "{}",
        applied.stderr
    );
}

#[test]
fn a_stack_of_somebody_else_is_neither_updated_nor_deleted() {
    let project = project();
    let template = std::fs::read_to_string(project.at("out/tiny/cloudformation/eks-oneclick.yaml")).unwrap();
    assert!(template.contains(&format!("\nDescription: {OURS}\n")));
    std::fs::remove_file(project.at("bin/answers/aws.cloudformation.describe-stacks.err")).unwrap();
    for status in ["CREATE_COMPLETE", "UPDATE_IN_PROGRESS", "ROLLBACK_COMPLETE"] {
        answers(
            &project,
            &[("aws.cloudformation.describe-stacks", &foreign_stack(status))],
        );
        let refused = run(&project, &["apply", "tiny", "--only", "stack", "--yes"]);
        assert_eq!(refused.code, Some(1), "{status}: {}", refused.stderr);
        assert!(refused.stderr.contains(FOREIGN), "{status}: {}", refused.stderr);
    }
    let undescribed = stack("CREATE_COMPLETE").replace(&format!(r#", "Description": "{OURS}""#), "");
    answers(&project, &[("aws.cloudformation.describe-stacks", &undescribed)]);
    let refused = run(&project, &["apply", "tiny", "--only", "stack", "--yes"]);
    let told = "error: the stack `tiny` has no description, and is none of eksight's\n";
    assert!(refused.stderr.contains(told), "{}", refused.stderr);
    let calls = calls(&project);
    for operation in ["create-change-set", "delete-stack"] {
        assert_eq!(of(&calls, operation).len(), 0, "{operation}");
    }
    let there = foreign_stack("ROLLBACK_COMPLETE");
    answers(&project, &[("aws.cloudformation.describe-stacks", &there)]);
    for part in [&["--dry-run"][..], &["--only", "kubeconfig", "--yes"]] {
        let refused = run(&project, &[&["apply", "tiny"][..], part].concat());
        assert_eq!((refused.code, refused.stderr.as_str()), (Some(1), FOREIGN));
    }
}

#[test]
fn a_state_that_needs_a_person_names_the_command_that_mends_it() {
    let project = project();
    stands(&project, "UPDATE_ROLLBACK_FAILED");
    answers(
        &project,
        &[(
            "aws.cloudformation.describe-stack-events",
            r#"{"StackEvents": [{"EventId": "1", "LogicalResourceId": "NodeGroup", "ResourceType": "AWS::EKS::Nodegroup", "ResourceStatus": "UPDATE_FAILED", "ResourceStatusReason": "no capacity"}]}"#,
        )],
    );
    let refused = run(&project, &["apply", "tiny", "--yes"]);
    assert_eq!(refused.code, Some(1));
    for part in [
        "the stack `tiny` is in UPDATE_ROLLBACK_FAILED",
        "First failure: NodeGroup (AWS::EKS::Nodegroup): no capacity",
        "  why: ",
        "  mend: mend the failure, then aws cloudformation continue-update-rollback --region ap-northeast-2 --stack-name tiny",
    ] {
        assert!(refused.stderr.contains(part), "{part}: {}", refused.stderr);
    }
}

#[test]
fn another_account_is_refused_before_anything_is_changed() {
    let project = project();
    answers(
        &project,
        &[(
            "aws.sts.get-caller-identity",
            r#"{"Account": "444455556666", "Arn": "arn:aws:iam::444455556666:user/test"}"#,
        )],
    );
    for command in [&["apply", "tiny", "--yes"][..], &["teardown", "tiny", "--yes"]] {
        let refused = run(&project, command);
        assert_eq!(refused.code, Some(1), "{}", refused.stderr);
        assert!(
            refused
                .stderr
                .contains("the credentials are of the account 444455556666")
                && refused.stderr.contains("  mend: export AWS_PROFILE"),
            "{}",
            refused.stderr
        );
    }
    let calls = calls(&project);
    assert!(calls.iter().all(|call| call[1] == "sts"), "{calls:?}");
}

#[test]
fn credentials_that_have_ended_are_no_reason_to_begin_again() {
    let project = project();
    answers(
        &project,
        &[(
            "aws.sts.get-caller-identity.err",
            "An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: The security token included in the request is expired",
        )],
    );
    let refused = run(&project, &["apply", "tiny", "--yes"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("aws sso login"), "{}", refused.stderr);
    assert_eq!(of(&calls(&project), "sts").len(), 1);
}

#[test]
fn a_step_that_somebody_stops_has_not_failed() {
    let project = project();
    // Not at the first question, which the guard asks.
    let ctrl_c = "case \"$*\" in *describe-stacks*) [ -e \"$(dirname \"$0\")/count.aws.cloudformation.describe-stacks\" ] && \
                  kill -INT $PPID ;; esac\n";
    project.program("aws", &format!("{ctrl_c}{PROGRAM}"));
    let stopped = run(&project, &["apply", "tiny", "--only", "stack", "--yes"]);
    assert_eq!(stopped.code, Some(130), "{}", stopped.stderr);
    let mut lines = stopped.stderr.lines();
    let expected = [
        "apply tiny: one step",
        "[1/1] stack",
        "stopping: the call that is on its way comes to its end, and nothing else begins; Ctrl-C again ends it too",
        "[1/1] stack: stopped (",
        "1 stopped in ",
    ];
    for part in expected {
        let line = lines.next().unwrap_or_default();
        assert!(line.starts_with(part), "{part}: {}", stopped.stderr);
    }
    let last = stopped.stderr.lines().last();
    assert_eq!(last, Some("stopped; the same command goes on from here"));
    // The next run goes on with it.
    let journal = std::fs::read_to_string(project.at(".eksight/tiny/journal.jsonl")).unwrap();
    assert!(
        journal.lines().last().unwrap().contains("\"entry\":\"fail\""),
        "{journal}"
    );
}

#[test]
fn what_cloudformation_goes_on_with_is_told_to_who_stops() {
    let project = project();
    std::fs::remove_file(project.at("bin/answers/aws.cloudformation.describe-stacks.err")).unwrap();
    answers(
        &project,
        &[
            ("aws.cloudformation.describe-stacks", &stack("CREATE_IN_PROGRESS")),
            (
                "aws.cloudformation.describe-stack-events",
                r#"{"StackEvents": []}"#,
            ),
        ],
    );
    // Whoever ends a job in a pipeline wants what Ctrl-C wants.
    for signal in ["INT", "TERM"] {
        let stop = format!("case \"$*\" in *describe-stack-events*) kill -{signal} $PPID ;; esac\n{PROGRAM}");
        project.program("aws", &stop);
        let stopped = run(&project, &["apply", "tiny", "--only", "stack", "--yes"]);
        assert_eq!(stopped.code, Some(130), "{}", stopped.stderr);
        let told = "      CloudFormation goes on with what it has begun; the next run follows it\n[1/1] stack: stopped (";
        assert!(stopped.stderr.contains(told), "{}", stopped.stderr);
    }
}

#[test]
fn a_question_that_is_asked_again_is_told() {
    let project = project();
    let busy = "An error occurred (Throttling) when calling the GetCallerIdentity operation: Rate exceeded";
    answers(&project, &[("aws.sts.get-caller-identity.1.err", busy)]);
    let planned = run(&project, &["plan", "tiny", "--live"]);
    assert_eq!(planned.code, Some(0), "{}", planned.stderr);
    let told = format!("asked again (2 of 6): `aws sts get-caller-identity` failed: {busy}\n");
    assert!(planned.stderr.starts_with(&told), "{}", planned.stderr);
}

#[test]
fn a_refusal_is_an_event_too_and_a_full_disk_no_success() {
    let project = project();
    let json = ["plan", "tiny", "--live", "-o", "json"];
    let full = run_with_full_stdout(&project, &json);
    assert_eq!(full.code, Some(1), "{}", full.stderr);
    assert_eq!(
        full.stderr,
        "error: cannot write to stdout: No space left on device (os error 28)\n  why: what was not written nobody can read\n  \
         mend: make room where the output goes, or let it go elsewhere, then run the same command\n"
    );
    let other = r#"{"Account": "444455556666", "Arn": "arn:aws:iam::444455556666:user/test"}"#;
    answers(&project, &[("aws.sts.get-caller-identity", other)]);
    let refused = run(&project, &json);
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    let event: serde_json::Value = serde_json::from_str(&refused.stdout).unwrap();
    assert_eq!(event["event"], "refused");
    let told = format!("error: {}\n", event["reason"].as_str().unwrap());
    assert_eq!(refused.stderr, told);
}

/// Whoever reads the events of a run hears why there is none: one event, with all that people are told.
#[test]
fn a_refusal_before_a_run_begins_is_an_event_too() {
    type Prepare = fn(&Project);
    let as_it_is: Prepare = |_| {};
    let of_another: Prepare = |project| {
        let identity = IDENTITY.replace("111122223333", "444455556666");
        answers(project, &[("aws.sts.get-caller-identity", &identity)]);
    };
    let archived: Prepare = |project| {
        let history = sound().replacen("account:", "lifecycle: archived\naccount:", 1);
        project.write("environments/tiny.yaml", history);
        assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
    };
    let protected: Prepare = |project| {
        let with = sound().replacen("  name: tiny\n", "  name: tiny\n  deletionProtection: true\n", 1);
        project.write("environments/tiny.yaml", with);
        assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
        project.commit();
        project.write("environments/new.txt", "");
    };
    let misspelt: Prepare = |project| {
        project.write(
            "environments/tiny.yaml",
            sound().replacen("cluster:\n", "cluster:\n  nmae: tiny\n", 1),
        );
    };
    let stale: Prepare = |project| project.write("out/tiny/manifests/mine.yaml", "a: 1\n");
    let foreign: Prepare = |project| {
        std::fs::remove_file(project.at("bin/answers/aws.cloudformation.describe-stacks.err")).unwrap();
        let there = foreign_stack("CREATE_COMPLETE");
        answers(project, &[("aws.cloudformation.describe-stacks", &there)]);
    };
    let cases: [(Prepare, &[&str], i32, &str); 20] = [
        (as_it_is, &["apply", "tiny"], 64, "nobody can be asked here"),
        (as_it_is, &["teardown", "tiny"], 64, "nobody can be asked here"),
        (
            as_it_is,
            &["teardown", "tiny", "--yes=prod"],
            64,
            "`--yes=prod` names another environment",
        ),
        (
            as_it_is,
            &["apply", "tiny", "--only", "stak"],
            64,
            "there is no step `stak`",
        ),
        (
            as_it_is,
            &["teardown", "tiny", "--only", "stak"],
            64,
            "there is no step `stak`",
        ),
        (
            as_it_is,
            &["drift", "tiny", "--only", "stak"],
            64,
            "there is no step `stak`",
        ),
        (
            stale,
            &["apply", "tiny", "--yes"],
            4,
            "out/tiny is not what the environment says",
        ),
        (
            stale,
            &["plan", "tiny", "--live"],
            4,
            "out/tiny is not what the environment says",
        ),
        (
            of_another,
            &["apply", "tiny", "--yes"],
            1,
            "the credentials are of the account 444455556666",
        ),
        (
            of_another,
            &["teardown", "tiny", "--yes"],
            1,
            "the credentials are of the account 444455556666",
        ),
        (
            of_another,
            &["status", "tiny"],
            1,
            "the credentials are of the account 444455556666",
        ),
        (
            of_another,
            &["drift", "tiny"],
            1,
            "the credentials are of the account 444455556666",
        ),
        (archived, &["apply", "tiny", "--yes"], 1, "`tiny` is archived"),
        (archived, &["teardown", "tiny", "--yes"], 1, "`tiny` is archived"),
        (archived, &["status", "tiny"], 1, "`tiny` is archived"),
        (
            protected,
            &["apply", "tiny", "--yes"],
            1,
            "a file is not committed: environments/new.txt",
        ),
        (
            protected,
            &["teardown", "tiny", "--yes=tiny"],
            1,
            "`tiny` is protected from deletion",
        ),
        (
            misspelt,
            &["teardown", "tiny", "--yes"],
            3,
            "`tiny` has fields that there are not",
        ),
        (
            foreign,
            &["teardown", "tiny", "--yes"],
            1,
            "the stack `tiny` has the description",
        ),
        (
            foreign,
            &["apply", "tiny", "--yes", "--only", "stak"],
            64,
            "there is no step `stak`",
        ),
    ];
    for (prepare, command, code, told) in cases {
        let project = project();
        prepare(&project);
        let refused = project.run_with_own_programs(&[command, &["-o", "json"]].concat());
        assert_eq!(refused.code, Some(code), "{command:?}: {}", refused.stderr);
        let event: serde_json::Value = serde_json::from_str(&refused.stdout)
            .unwrap_or_else(|error| panic!("{command:?}: {error}: {}", refused.stdout));
        let reason = event["reason"].as_str().unwrap();
        let expected = serde_json::json!({ "at": event["at"], "event": "refused", "reason": reason });
        assert_eq!(event, expected, "{command:?}");
        assert!(reason.starts_with(told), "{command:?}: {reason}");
        assert!(
            refused.stderr.ends_with(&format!("error: {reason}\n")),
            "{command:?}: {}",
            refused.stderr
        );
    }
}

/// What is asked, or shown, is so of the right account, and where nothing refuses it.
#[test]
fn the_guard_comes_before_the_ledger_of_a_teardown() {
    let project = project();
    let other = IDENTITY.replace("111122223333", "444455556666");
    answers(&project, &[("aws.sts.get-caller-identity", &other)]);
    let refused = run(&project, &["teardown", "tiny", "--yes"]);
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    let told = "error: the credentials are of the account 444455556666 (";
    assert!(refused.stderr.starts_with(told), "{}", refused.stderr);
    answers(&project, &[("aws.sts.get-caller-identity", IDENTITY)]);
    std::fs::remove_file(project.at("bin/answers/aws.cloudformation.describe-stacks.err")).unwrap();
    let there = foreign_stack("CREATE_COMPLETE");
    answers(&project, &[("aws.cloudformation.describe-stacks", &there)]);
    let refused = run(&project, &["teardown", "tiny", "--yes"]);
    assert!(
        refused.stderr.starts_with("error: the stack `tiny` has"),
        "{}",
        refused.stderr
    );
    nothing_is_left(&project);
    let only = ["teardown", "tiny", "--only", "cluster"];
    let ledger = run(&project, &[&only[..], &["--dry-run"]].concat()).stdout;
    let torn = run(&project, &[&only[..], &["--yes"]].concat());
    let told = format!("{ledger}teardown tiny: one step\n");
    assert!(torn.stderr.starts_with(&told), "{}", torn.stderr);
}

/// Where nothing can be written to stdout.
fn run_with_full_stdout(project: &Project, arguments: &[&str]) -> Run {
    let arguments = [
        &[
            "-c",
            "exec \"$0\" \"$@\" > /dev/full",
            env!("CARGO_BIN_EXE_eksight"),
        ],
        arguments,
    ]
    .concat();
    let path = format!("{}:/usr/bin:/bin", project.at("bin").display());
    let output = std::process::Command::new("sh")
        .args(arguments)
        .current_dir(project.at(""))
        .env("PATH", path)
        .output()
        .unwrap();
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

const UNREACHED: [&str; 2] = [
    "Unable to connect to the server: dial tcp: lookup tiny.example.com: no such host",
    "error: You must be logged in to the server (Unauthorized)",
];

#[test]
fn a_cluster_that_is_not_reached_leaves_what_aws_knows() {
    for why in UNREACHED {
        let project = project();
        with_cluster(&project, 6);
        answers(
            &project,
            &[
                ("aws.acm.list-certificates", &none_of("CertificateSummaryList")),
                ("aws.eks.list-access-entries", &none_of("accessEntries")),
                // The first question is for its own version.
                ("kubectl.version.2.err", why),
            ],
        );
        let some = run(&project, &["status", "tiny", "--detailed-exitcode"]);
        assert_eq!(some.code, Some(1), "{}", some.stderr);
        let rows = format!(
            "tiny in 111122223333, ap-northeast-2\n  cluster       tiny is ACTIVE, Kubernetes \n  stack         CREATE_COMPLETE\n  \
             not read      what is inside: {why}\n                mend: "
        );
        assert!(some.stdout.starts_with(&rows), "{}", some.stdout);
        assert_eq!(run(&project, &["status", "tiny"]).code, Some(0));
    }
}

#[test]
fn programs_that_are_missing_are_told_at_once() {
    let project = project();
    for program in ["kubectl", "helm"] {
        std::fs::remove_file(project.at(&format!("bin/{program}"))).unwrap();
    }
    let few = project.at("few");
    std::fs::create_dir(&few).unwrap();
    for program in ["sh", "cat", "dirname", "basename"] {
        std::os::unix::fs::symlink(format!("/bin/{program}"), few.join(program)).unwrap();
    }
    let path = format!("{}:{}", project.at("bin").display(), few.display());
    let refused = project.run_with_path(&["plan", "tiny", "--live"], &path);
    assert_eq!(refused.code, Some(1));
    assert_eq!(
        refused.stderr,
        "error: `kubectl` and `helm` are not installed, or not in `PATH`\n  why: eksight drives the programs that you trust, and \
         brings none of its own\n  mend: install them, or put their folders into `PATH`, then run the same command\n"
    );
    let json = project.run_with_path(&["apply", "tiny", "--yes", "-o", "json"], &path);
    let event: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(event["event"], "refused");
    assert_eq!(
        format!("error: {}\n", event["reason"].as_str().unwrap()),
        refused.stderr
    );
}

#[test]
fn what_is_not_rendered_is_not_applied() {
    let project = project();
    project.write("out/tiny/manifests/mine.yaml", "a: 1\n");
    let refused = run(&project, &["apply", "tiny", "--yes"]);
    assert_eq!(refused.code, Some(4));
    assert!(
        refused
            .stderr
            .contains("out/tiny/manifests/mine.yaml is not generated")
            && refused.stderr.contains("  mend: cargo xtask render tiny, then"),
        "{}",
        refused.stderr
    );
    assert_eq!(calls(&project), Vec::<Vec<String>>::new());
}

#[test]
fn what_cannot_be_read_in_out_is_refused_by_its_path() {
    let project = project();
    let path = project.at("out/tiny/drills/netshoot.yaml");
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    let told = format!(
        "`{}` is a folder but a file is generated there; move it away
  why: what is applied is what lies there, and what others have reviewed: it is read first, and nothing was changed
  mend: give yourself the right to read it, or move away what it names; then cargo xtask render tiny, and run the same command",
        path.display()
    );
    for command in [
        &["apply", "tiny", "--yes", "-o", "json"][..],
        &["plan", "tiny", "--live", "-o", "json"],
        &["drift", "tiny", "-o", "json"],
    ] {
        let refused = run(&project, command);
        assert_eq!(refused.code, Some(1), "{command:?}: {}", refused.stderr);
        assert_eq!(refused.stderr, format!("error: {told}\n"), "{command:?}");
        let event: serde_json::Value = serde_json::from_str(&refused.stdout).unwrap();
        assert_eq!(event["reason"], told, "{command:?}");
    }
    assert_eq!(calls(&project), Vec::<Vec<String>>::new());
}

#[test]
fn a_time_limit_that_is_none_is_told_with_one_that_is() {
    let run = Project::with(&sound()).run(&["apply", "tiny", "--timeout", "5x"]);
    assert_eq!(run.code, Some(64));
    let told =
        "`5x` is not a duration; write a whole number and one unit of ms, s, m, h, d, w, y, such as `30s`\n";
    assert!(run.stderr.contains(told), "{}", run.stderr);
}

#[test]
fn nobody_to_ask_is_wrong_usage() {
    let project = project();
    for (command, said) in [
        (&["apply", "tiny"][..], "say `--yes`"),
        (&["teardown", "tiny"], "say `--yes=tiny`"),
        (&["teardown", "tiny", "--yes=prod"], "names another environment"),
        (
            &["apply", "tiny", "--only", "stak", "--yes"],
            "there is no step `stak`",
        ),
        (
            &["teardown", "tiny", "--from", "stak", "--yes"],
            "there is no step `stak`",
        ),
    ] {
        let refused = run(&project, command);
        assert_eq!(refused.code, Some(64), "{command:?}: {}", refused.stderr);
        assert!(refused.stderr.contains(said), "{}", refused.stderr);
    }
    assert_eq!(calls(&project), Vec::<Vec<String>>::new());
}

#[test]
fn an_archived_environment_is_never_applied() {
    let archived = sound().replacen("account:", "lifecycle: archived\naccount:", 1);
    let project = Project::with(&archived);
    assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
    project.program("aws", PROGRAM);
    // Nobody can be asked here, and no answer would do.
    for arguments in [
        &["apply", "tiny", "--yes"][..],
        &["apply", "tiny"],
        &["teardown", "tiny"],
    ] {
        let refused = run(&project, arguments);
        assert_eq!(refused.code, Some(1), "{}", refused.stderr);
        assert!(
            refused.stderr.contains("`tiny` is archived"),
            "{}",
            refused.stderr
        );
    }
    assert_eq!(calls(&project), Vec::<Vec<String>>::new());
}

#[test]
fn what_is_protected_is_not_torn_down() {
    let protected = sound().replacen("  name: tiny\n", "  name: tiny\n  deletionProtection: true\n", 1);
    let project = Project::with(&protected);
    let refused = run(&project, &["teardown", "tiny", "--yes=tiny"]);
    assert_eq!(refused.code, Some(1));
    assert!(
        refused.stderr.contains("`tiny` is protected from deletion")
            && refused.stderr.contains("deletionProtection: false"),
        "{}",
        refused.stderr
    );
}

/// A cluster that is there.
pub(crate) const CLUSTER: &str = r#"{"cluster": {"arn": "arn:aws:eks:ap-northeast-2:111122223333:cluster/tiny", "status": "ACTIVE", "endpoint": "https://tiny.example.com"}}"#;

/// The first questions for the cluster find it, and so do those for its stack where nothing else is said of that.
pub(crate) fn with_cluster(project: &Project, questions: usize) {
    let stack = stack("CREATE_COMPLETE");
    let is_told = project
        .at("bin/answers/aws.cloudformation.describe-stacks")
        .exists();
    for question in 1..=questions {
        answers(
            project,
            &[(&format!("aws.eks.describe-cluster.{question}"), CLUSTER)],
        );
        if !is_told {
            let question = format!("aws.cloudformation.describe-stacks.{question}");
            answers(project, &[(&question, &stack)]);
        }
    }
    answers(
        project,
        &[
            ("aws.eks.update-kubeconfig", ""),
            (
                "kubectl.config",
                r#"{"clusters": [{"cluster": {"server": "https://tiny.example.com"}}]}"#,
            ),
        ],
    );
}

#[test]
fn a_live_plan_tells_of_each_step_whether_it_is_done() {
    let project = project();
    let looked = run(&project, &["plan", "tiny", "--live"]);
    assert_eq!(looked.code, Some(0), "{}", looked.stderr);
    for part in [
        "stack: to do, create the stack `tiny`",
        "kubeconfig: to do, there is no cluster yet",
    ] {
        assert!(looked.stdout.contains(part), "{part}: {}", looked.stdout);
    }
    assert_eq!(looked.stderr, "");
    let calls = calls(&project);
    let changes = ["create-change-set", "apply", "upgrade", "update-kubeconfig"];
    assert!(
        changes.iter().all(|change| of(&calls, change).is_empty()),
        "{calls:?}"
    );
}

#[test]
fn a_status_tells_what_is_there_and_what_is_not_well() {
    let project = project();
    answers(
        &project,
        &[(
            "aws.acm.list-certificates",
            r#"{"CertificateSummaryList": [
        {"DomainName": "*.example.com", "Status": "ISSUED", "NotAfter": "2027-05-01T00:00:00+00:00"}]}"#,
        )],
    );
    let nothing = run(&project, &["status", "tiny"]);
    assert_eq!(nothing.code, Some(0), "{}", nothing.stderr);
    assert_eq!(
        nothing.stdout,
        "tiny in 111122223333, ap-northeast-2\n  cluster       there is none\n  stack         there is none\n  \
         certificate   *.example.com ISSUED until 2027-05-01T00:00:00+00:00\n"
    );
    with_cluster(&project, 6);
    let not_ready = r#"{"items": [{"metadata": {"name": "a"}, "status": {"conditions": [{"type": "Ready", "status": "False"}]}}]}"#;
    let workloads = r#"{"items": [
        {"kind": "Deployment", "metadata": {"namespace": "web", "name": "shop"}, "spec": {"replicas": 2}, "status": {"readyReplicas": 1}},
        {"kind": "DaemonSet", "metadata": {"namespace": "web", "name": "agent"}, "status": {"numberReady": 1, "desiredNumberScheduled": 1}}]}"#;
    answers(
        &project,
        &[
            (
                "aws.eks.list-access-entries",
                r#"{"accessEntries": ["arn:aws:iam::111122223333:role/admin", "arn:aws:iam::111122223333:role/dev",
                    "arn:aws:iam::111122223333:role/node"]}"#,
            ),
            (
                "aws.eks.describe-access-entry.1",
                r#"{"accessEntry": {"type": "STANDARD"}}"#,
            ),
            (
                "aws.eks.describe-access-entry.2",
                r#"{"accessEntry": {"type": "STANDARD", "kubernetesGroups": ["developers"]}}"#,
            ),
            (
                "aws.eks.describe-access-entry.3",
                r#"{"accessEntry": {"type": "EC2_LINUX"}}"#,
            ),
            (
                "aws.eks.list-associated-access-policies.1",
                r#"{"associatedAccessPolicies": [
                    {"policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy", "accessScope": {"type": "cluster"}}]}"#,
            ),
            (
                "aws.eks.list-associated-access-policies.2",
                r#"{"associatedAccessPolicies": [
                    {"policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy", "accessScope": {"type": "namespace", "namespaces": ["web", "shop"]}}]}"#,
            ),
            (
                "aws.eks.list-associated-access-policies.3",
                &none_of("associatedAccessPolicies"),
            ),
            ("kubectl.get.1", not_ready),
            ("kubectl.get.2", workloads),
            ("kubectl.get.3", r#"{"items": []}"#),
            (
                "kubectl.get.4",
                "apiserver_storage_size_bytes{cluster=\"a\"} 4194304\n",
            ),
            (
                "kubectl.get.5",
                r#"{"items": [{"metadata": {"name": "readers", "namespace": "web"}, "roleRef": {"kind": "ClusterRole", "name": "view"},
                    "subjects": [{"kind": "Group", "name": "developers"}]}]}"#,
            ),
        ],
    );
    let some = run(&project, &["status", "tiny"]);
    assert_eq!(some.code, Some(0), "{}", some.stderr);
    for line in [
        "  may enter     arn:aws:iam::111122223333:role/admin: AmazonEKSClusterAdminPolicy everywhere\n",
        "  may enter     arn:aws:iam::111122223333:role/dev: AmazonEKSViewPolicy in web, shop; in the groups developers\n",
        "  may enter     arn:aws:iam::111122223333:role/node: EC2_LINUX\n",
        "  binding       web/readers: Group developers in web: ClusterRole view\n",
        "  workloads     1 ready, 1 not\n  not ready     Deployment web/shop: 1 of 2\n",
        "  database      4 MiB by apiserver_storage_size_bytes\n",
        "  NOT WELL      nodes: 0 ready, not so a\n                mend: kubectl describe nodes",
    ] {
        assert!(some.stdout.contains(line), "{line}: {}", some.stdout);
    }
}

const FORBIDDEN: &str = "Error from server (Forbidden): clusterrolebindings.rbac.authorization.k8s.io is forbidden: User \"dev\" \
                         cannot list resource \"clusterrolebindings\" in API group \"rbac.authorization.k8s.io\" at the \
                         cluster scope";

#[test]
fn what_may_not_be_looked_at_is_not_told_and_not_unwell() {
    let project = project();
    with_cluster(&project, 20);
    let forbidden = FORBIDDEN.replace("clusterrolebindings.rbac.authorization.k8s.io", "nodes");
    answers(
        &project,
        &[
            ("aws.acm.list-certificates", &none_of("CertificateSummaryList")),
            ("aws.eks.list-access-entries", &none_of("accessEntries")),
            ("kubectl.get", r#"{"items": []}"#),
            ("kubectl.get.1.err", &forbidden),
        ],
    );
    let some = run(&project, &["status", "tiny", "--detailed-exitcode"]);
    assert_eq!(some.code, Some(1), "{}", some.stderr);
    let told = format!(
        "  not told      nodes: {forbidden}\n                mend: allow it to the principal that `aws sts get-caller-identity`"
    );
    assert!(some.stdout.contains(&told), "{}", some.stdout);
    // By itself it fails nothing.
    let count = project.at("bin/count.kubectl.get");
    std::fs::write(&count, "0").unwrap();
    assert_eq!(run(&project, &["status", "tiny"]).code, Some(0));
    std::fs::write(&count, "0").unwrap();
    let looked = run(&project, &["apply", "tiny", "--only", "checks"]);
    assert_eq!(looked.code, Some(1), "{}", looked.stderr);
    for part in [
        &format!("      nodes: not told: {forbidden}\n        mend: allow it to the principal"),
        "error: the one look could not be taken\n",
        "  mend: do what each look says above, then cargo xtask apply tiny --only checks\n",
    ] {
        assert!(looked.stderr.contains(part), "{part}: {}", looked.stderr);
    }
    // What is not well outweighs it; here there are no nodes.
    let bad = run(&project, &["status", "tiny", "--detailed-exitcode"]);
    assert_eq!(bad.code, Some(2), "{}", bad.stdout);
}

#[test]
fn a_status_leaves_out_what_may_not_be_read_and_names_it() {
    let project = project();
    with_cluster(&project, 3);
    answers(
        &project,
        &[
            (
                "aws.acm.list-certificates.err",
                "An error occurred (AccessDeniedException) when calling the ListCertificates operation: not authorized",
            ),
            ("aws.eks.list-access-entries", &none_of("accessEntries")),
            ("kubectl.get", r#"{"items": []}"#),
            ("kubectl.get.5.err", FORBIDDEN),
        ],
    );
    let some = run(&project, &["status", "tiny", "-o", "json"]);
    assert_eq!(some.code, Some(0), "{}", some.stderr);
    let json: serde_json::Value = serde_json::from_str(&some.stdout).unwrap();
    let unread = serde_json::json!([
        { "what": "bindings",
          "why": FORBIDDEN,
          "mend": "allow it to the principal that `aws sts get-caller-identity` tells, by its policy under `cluster.access` of \
                   the environment or by a binding, then run the same command" },
        { "what": "certificates",
          "why": "An error occurred (AccessDeniedException) when calling the ListCertificates operation: not authorized",
          "mend": "allow the action that it names to the caller that `aws sts get-caller-identity` tells, in IAM, then run the \
                   same command" },
    ]);
    assert_eq!(json["unread"], unread);
    assert_eq!(json["certificates"], serde_json::Value::Null);
    assert_eq!(json["inside"]["bindings"], serde_json::Value::Null);
    assert_eq!(json["inside"]["workloads"], serde_json::json!([]));
}

/// Whatever the reason is: a right that is missing, or something else.
#[test]
fn a_status_without_the_cluster_or_the_stack_tells_the_rest() {
    let denied = "An error occurred (AccessDeniedException) when calling the DescribeCluster operation: not authorized";
    let unknown =
        "An error occurred (InvalidClientTokenId) when calling the DescribeCluster operation: no such token";
    let no_stack =
        "An error occurred (AccessDenied) when calling the DescribeStacks operation: User is not authorized";
    let mend = "                mend: allow the action that it names to the caller that `aws sts get-caller-identity` tells, in \
                IAM, then run the same command\n";
    for cluster in [denied, unknown] {
        let project = project();
        answers(
            &project,
            &[
                ("aws.eks.describe-cluster.err", cluster),
                ("aws.acm.list-certificates", &none_of("CertificateSummaryList")),
                ("aws.cloudformation.describe-stacks.2.err", no_stack),
            ],
        );
        std::fs::remove_file(project.at("bin/answers/aws.cloudformation.describe-stacks.err")).unwrap();
        answers(
            &project,
            &[("aws.cloudformation.describe-stacks", &stack("CREATE_COMPLETE"))],
        );
        let some = run(&project, &["status", "tiny", "--detailed-exitcode"]);
        assert_eq!(some.code, Some(1), "{}", some.stderr);
        let rows = "tiny in 111122223333, ap-northeast-2\n  stack         CREATE_COMPLETE\n  not read      cluster, who may enter it, \
                    and what is inside: ";
        assert!(some.stdout.starts_with(rows), "{}", some.stdout);
        if cluster == denied {
            assert_eq!(some.stdout, format!("{rows}{denied}\n{mend}"));
        }
        let both = run(&project, &["status", "tiny", "-o", "json"]);
        assert_eq!(both.code, Some(0), "{}", both.stderr);
        let json: serde_json::Value = serde_json::from_str(&both.stdout).unwrap();
        for row in ["cluster", "stack", "inside"] {
            assert_eq!(json[row], serde_json::Value::Null, "{row}");
        }
        assert_eq!(json["certificates"], serde_json::json!([]));
        let unread: Vec<&str> = json["unread"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["what"].as_str().unwrap())
            .collect();
        assert_eq!(unread, ["cluster, who may enter it, and what is inside", "stack"]);
        assert_eq!(json["unread"][1]["why"], no_stack);
    }
}

#[test]
fn who_only_looks_waits_for_nobody_and_leaves_nothing() {
    let project = project();
    with_cluster(&project, 9);
    answers(
        &project,
        &[
            ("aws.acm.list-certificates", &none_of("CertificateSummaryList")),
            ("aws.eks.list-access-entries", &none_of("accessEntries")),
            ("kubectl.get", r#"{"items": []}"#),
        ],
    );
    let Hold::Mine(_held) = Journal::hold(&project.at(""), "tiny", "apply tiny, process 1").unwrap() else {
        panic!("nobody else holds it");
    };
    let refused = run(&project, &["apply", "tiny", "--yes"]);
    assert_eq!(refused.code, Some(1));
    assert!(
        refused
            .stderr
            .contains("another run holds `tiny`: apply tiny, process 1"),
        "{}",
        refused.stderr
    );
    for looks in [
        &["status", "tiny"][..],
        &["apply", "tiny", "--dry-run", "--only", "kubeconfig"],
    ] {
        let looked = run(&project, looks);
        assert_eq!(looked.code, Some(0), "{looks:?}: {}", looked.stderr);
    }
    let calls = calls(&project);
    let written = of(&calls, "update-kubeconfig");
    assert_eq!(written.len(), 2);
    for call in written {
        let at = call.iter().position(|word| word == "--kubeconfig").unwrap();
        assert!(!call[at + 1].contains(".eksight") && !std::path::Path::new(&call[at + 1]).exists());
    }
    assert!(!project.at(".eksight/tiny/kubeconfig").exists());
    assert_eq!(
        std::fs::read_to_string(project.at(".eksight/tiny/journal.jsonl")).unwrap(),
        ""
    );
}

#[test]
fn a_journal_of_another_environment_is_refused_and_left_as_it_is() {
    let project = project();
    let place = |environment: &str| {
        format!(
            r#"{{"entry":"of","environment":"{environment}","account":"111122223333","region":"ap-northeast-2","cluster":"{environment}"}}"#
        )
    };
    let path = ".eksight/tiny/journal.jsonl";
    for (text, told) in [
        (
            format!("{}\n", place("prod")),
            "1: this journal is of `prod`, the cluster `prod` in 111122223333, ap-northeast-2, and `tiny` is the cluster `tiny` in \
             111122223333, ap-northeast-2",
        ),
        (
            format!("{}\nhunter2\n", place("tiny")),
            "2: this line is no entry of a journal",
        ),
    ] {
        project.write(path, &text);
        for command in [
            &["apply", "tiny", "--yes"][..],
            &["teardown", "tiny", "--yes"],
            &["teardown", "tiny", "--verify"],
        ] {
            let refused = run(&project, command);
            assert_eq!(refused.code, Some(1), "{command:?}");
            let told = format!("error: {path}:{told}\n");
            assert!(refused.stderr.contains(&told), "{told}{}", refused.stderr);
            assert!(!refused.stderr.contains("hunter2"), "{}", refused.stderr);
            let mend = format!("  mend: mv {path} {path}.old, then run the same command");
            assert!(refused.stderr.contains(&mend), "{}", refused.stderr);
        }
        assert_eq!(std::fs::read_to_string(project.at(path)).unwrap(), text);
    }
    assert_eq!(calls(&project), Vec::<Vec<String>>::new());
}

#[test]
fn what_a_run_keeps_that_is_no_file_is_refused_and_not_waited_for() {
    let make = |path: &std::path::Path, program: &str, arguments: &[&str]| {
        let made = std::process::Command::new(program)
            .args(arguments)
            .arg(path)
            .status();
        assert!(made.unwrap().success(), "{program}");
    };
    for (program, arguments, kind) in [
        ("mkfifo", &[][..], "named pipe"),
        ("mkdir", &[], "folder"),
        ("ln", &["-s", "/dev/full"], "device"),
    ] {
        for (file, commands) in [
            (
                "journal.jsonl",
                &[
                    &["apply", "tiny", "--yes"][..],
                    &["teardown", "tiny", "--yes"],
                    &["teardown", "tiny", "--verify"],
                    &["status", "tiny"],
                    &["plan", "tiny", "--live"],
                ][..],
            ),
            // Who only looks takes no lock, and has a way into the cluster of its own.
            (
                "lock",
                &[&["apply", "tiny", "--yes"], &["teardown", "tiny", "--yes"]],
            ),
            ("kubeconfig", &[&["apply", "tiny", "--yes"]]),
        ] {
            let project = project();
            std::fs::create_dir_all(project.at(".eksight/tiny")).unwrap();
            let path = project.at(&format!(".eksight/tiny/{file}"));
            make(&path, program, arguments);
            let path = path.display();
            for command in commands {
                let refused = run(&project, command);
                assert_eq!(refused.code, Some(1), "{command:?}: {}", refused.stderr);
                let told = format!(
                    "error: `{path}` is a {kind}, and a file is needed there
  why: without lock and journal two runs could undo each other's work, and nobody could tell what is half done
  mend: mv {path} {path}.old, then run the same command: it makes a file there
"
                );
                assert!(
                    refused.stderr.ends_with(&told),
                    "{command:?}: {told}{}",
                    refused.stderr
                );
            }
            assert_eq!(calls(&project), Vec::<Vec<String>>::new());
        }
    }
}

#[test]
fn a_teardown_does_not_begin_over_what_others_brought() {
    let project = project();
    with_cluster(&project, 4);
    answers(
        &project,
        &[
            (
                "kubectl.get.1",
                r#"{"items": [{"metadata": {"name": "shop", "namespace": "web"}}]}"#,
            ),
            (
                "kubectl.get.2",
                r#"{"items": [
                    {"metadata": {"name": "api", "namespace": "web"}, "spec": {"type": "LoadBalancer"}},
                    {"metadata": {"name": "db", "namespace": "web"}, "spec": {"type": "ClusterIP"}}]}"#,
            ),
            ("kubectl.get.3", r#"{"items": []}"#),
        ],
    );
    let refused = run(&project, &["teardown", "tiny", "--yes"]);
    assert_eq!(refused.code, Some(1));
    for part in [
        "error: in the cluster is what `tiny` did not bring there: ingresses.networking.k8s.io web/shop, services web/api\n",
        "  why: their load balancers hold the network, and their volumes hold somebody's data; nothing was deleted\n",
        "or let them go too: cargo xtask teardown tiny --delete-others\n",
    ] {
        assert!(refused.stderr.contains(part), "{part}: {}", refused.stderr);
    }
    let calls = calls(&project);
    assert_eq!(of(&calls, "delete"), Vec::<&Vec<String>>::new());
    assert_eq!(of(&calls, "update-cluster-config"), Vec::<&Vec<String>>::new());
}

#[test]
fn a_cluster_that_eksctl_could_not_make_is_not_taken_for_made() {
    let open = "cluster:\n  endpoint: { publicCidrs: [203.0.113.0/24] }\n";
    let tiny = sound().replacen("cluster:\n", open, 1);
    let tiny = format!("{tiny}provisioner: eksctl\nidentities: {{ default: irsa }}\n");
    let project = Project::with(&tiny);
    let rendered = project.run(&["render", "tiny"]);
    assert_eq!(rendered.code, Some(0), "{}", rendered.stderr);
    for program in ["aws", "eksctl", "kubectl", "helm"] {
        project.program(program, PROGRAM);
    }
    answer_of_nothing(&project);
    let file = std::fs::read_to_string(project.at("out/tiny/eksctl/cluster.yaml")).unwrap();
    let waiting = file.split("${stack:").skip(1);
    let outputs = waiting.map(|rest| {
        let (_, key) = rest.split_once('}').unwrap().0.split_once('.').unwrap();
        format!(r#"{{"OutputKey": "{key}", "OutputValue": "id-of-{key}"}}"#)
    });
    let outputs = format!(
        r#""Outputs": [{}], "StackId""#,
        outputs.collect::<Vec<_>>().join(", ")
    );
    stands(&project, "CREATE_COMPLETE");
    let made = stack("CREATE_COMPLETE").replace(r#""StackId""#, &outputs);
    answers(
        &project,
        &[
            ("aws.cloudformation.describe-stacks", &made),
            ("eksctl.create.err", "Error: Rate exceeded"),
        ],
    );
    let failed = run(&project, &["apply", "tiny", "--yes", "--only", "cluster"]);
    assert_eq!(failed.code, Some(1), "{}", failed.stderr);
    assert!(
        failed.stderr.contains("Error: Rate exceeded"),
        "{}",
        failed.stderr
    );
}

#[test]
fn a_teardown_that_cannot_look_at_the_stack_says_why() {
    let project = project();
    let expired = "An error occurred (ExpiredToken) when calling the DescribeStacks operation: The security token included \
                   in the request is expired";
    answers(&project, &[("aws.cloudformation.describe-stacks.err", expired)]);
    let refused = run(&project, &["teardown", "tiny", "--yes"]);
    assert_eq!(refused.code, Some(1));
    let why = format!("error: `aws cloudformation describe-stacks` failed:\n{expired}\n");
    assert!(refused.stderr.contains(&why), "{}", refused.stderr);
}

/// An environment whose cluster logs.
fn logging() -> Project {
    let project = project();
    let logged = sound().replacen("cluster:\n", "cluster:\n  logTypes: [api, audit]\n", 1);
    let logging = "logging:\n  controlPlane: { retentionDays: 7 }\n";
    project.write("environments/tiny.yaml", format!("{logged}{logging}"));
    project
}

#[test]
fn what_is_kept_is_not_said_to_go() {
    let project = logging();
    let kept = |arguments: &[&str]| {
        let shown = run(
            &project,
            &[&["teardown", "tiny", "--dry-run"], arguments].concat(),
        );
        assert_eq!(shown.code, Some(0), "{}", shown.stderr);
        shown.stdout
    };
    let group = "  log group /aws/eks/tiny/cluster\n";
    let stays = "\nWhat stays, as it is asked for, and what it costs:\n  log group /aws/eks/tiny/cluster\n      \
                 `--retain-logs` keeps it; costs ";
    let all = kept(&[]);
    assert!(all.contains(group) && !all.contains("What stays"), "{all}");
    let some = kept(&["--retain-logs"]);
    assert!(some.contains(stays) && some.matches(group).count() == 1, "{some}");
    let json: serde_json::Value = serde_json::from_str(&kept(&["--retain-logs", "-o", "json"])).unwrap();
    let name = |row: &serde_json::Value| row["name"] == "/aws/eks/tiny/cluster";
    assert!(!json["ledger"].as_array().unwrap().iter().any(name));
    let stays = json["stays"].as_array().unwrap();
    assert_eq!(stays.len(), 1, "{json}");
    assert!(name(&stays[0]) && stays[0]["why"] == "`--retain-logs` keeps it");
    let steps = json["steps"].as_array().unwrap().iter();
    let of_logs = steps.filter(|step| step["id"] == "control-plane-logs" || step["id"] == "retained");
    let commands: Vec<&serde_json::Value> = of_logs.map(|step| &step["commands"]).collect();
    assert_eq!(commands, [&serde_json::json!([]); 2], "{json}");
}

#[test]
fn logs_of_a_cluster_that_was_never_finished_go_with_its_stack() {
    let project = logging();
    stands(&project, "CREATE_IN_PROGRESS");
    let logs =
        r#""status": "CREATING", "logging": {"clusterLogging": [{"types": ["api"], "enabled": true}]}"#;
    let cluster = CLUSTER.replace(r#""status": "ACTIVE""#, logs);
    for question in 1..=3 {
        let asked = format!("aws.eks.describe-cluster.{question}");
        answers(&project, &[(asked.as_str(), cluster.as_str())]);
    }
    let only = ["teardown", "tiny", "--yes", "--only", "control-plane-logs"];
    let left = run(&project, &only);
    assert_eq!(left.code, Some(0), "{}", left.stderr);
    let told = "control-plane-logs: unchanged, the cluster `tiny` is CREATING, and lets nobody change it (";
    assert!(left.stderr.contains(told), "{}", left.stderr);
}

#[test]
fn logs_are_turned_off_again_where_the_service_was_busy() {
    let project = logging();
    let logs = r#""status": "ACTIVE", "logging": {"clusterLogging": [{"types": ["api", "audit"], "enabled": true}]}"#;
    let on = CLUSTER.replace(r#""status": "ACTIVE""#, logs);
    with_cluster(&project, 5);
    for question in 1..=4 {
        let asked = format!("aws.eks.describe-cluster.{question}");
        answers(&project, &[(asked.as_str(), on.as_str())]);
    }
    let busy = "An error occurred (ThrottlingException) when calling the UpdateClusterConfig operation: Rate exceeded";
    answers(
        &project,
        &[
            ("aws.eks.update-cluster-config.1.err", busy),
            ("aws.eks.update-cluster-config.2", "{}"),
        ],
    );
    let only = ["teardown", "tiny", "--yes", "--only", "control-plane-logs"];
    let off = run(&project, &only);
    assert_eq!(off.code, Some(0), "{}", off.stderr);
    assert!(off.stderr.contains("turning off api, audit\n"), "{}", off.stderr);
    assert_eq!(of(&calls(&project), "update-cluster-config").len(), 2);
}

#[test]
fn the_look_behind_an_application_tells_what_it_sees() {
    let project = project();
    with_cluster(&project, 2);
    let node = |name: &str| {
        format!(
            r#"{{"metadata": {{"name": "{name}"}}, "status": {{"conditions": [{{"type": "Ready", "status": "True"}}]}}}}"#
        )
    };
    let nodes = ["a", "b", "c"].map(node).join(", ");
    answers(
        &project,
        &[("kubectl.get", &format!(r#"{{"items": [{nodes}]}}"#))],
    );
    // It changes nothing, so nobody is asked, and another run is in nobody's way.
    let held = Journal::hold(&project.at(""), "tiny", "apply tiny, process 1").unwrap();
    assert!(matches!(held, Hold::Mine(_)));
    let looked = run(&project, &["apply", "tiny", "--only", "checks"]);
    assert_eq!(looked.code, Some(0), "{}", looked.stderr);
    for part in [
        "      nodes: 3 ready\n",
        "checks: unchanged, one look, and all is well",
    ] {
        assert!(looked.stderr.contains(part), "{part}: {}", looked.stderr);
    }
    let journal = std::fs::read_to_string(project.at(".eksight/tiny/journal.jsonl")).unwrap();
    assert_eq!(journal, "");
}

#[test]
fn what_does_not_do_its_work_is_told_with_what_to_do() {
    let project = project();
    with_cluster(&project, 12);
    answers(&project, &[("kubectl.get", r#"{"items": []}"#)]);
    let looked = run(
        &project,
        &["apply", "tiny", "--only", "checks", "--timeout", "1s"],
    );
    assert_eq!(looked.code, Some(1), "{}", looked.stderr);
    for part in [
        "nodes: 0 ready, and 3 are wanted at least; wanted: 3 or more, all of them ready\n  why: ",
        "  mend: kubectl describe nodes tells why a node is not ready",
        "then cargo xtask apply tiny --only checks\n",
    ] {
        assert!(looked.stderr.contains(part), "{part}: {}", looked.stderr);
    }
    let live = run(&project, &["plan", "tiny", "--live"]);
    assert!(
        live.stdout.contains("checks: to do, wait for nodes"),
        "{}",
        live.stderr
    );
}

#[test]
fn a_teardown_of_what_is_gone_finds_nothing_to_do() {
    let project = project();
    nothing_is_left(&project);
    let gone = run(&project, &["teardown", "tiny", "--yes"]);
    assert_eq!(gone.code, Some(0), "{}", gone.stderr);
    assert!(gone.stderr.contains("10 unchanged in "), "{}", gone.stderr);
    answers(
        &project,
        &[(
            "aws.ec2.describe-volumes",
            r#"{"Volumes": [{"VolumeId": "vol-0123456789abcdef0"}]}"#,
        )],
    );
    let left = run(&project, &["teardown", "tiny", "--verify"]);
    assert_eq!(left.code, Some(1));
    assert!(
        left.stderr
            .contains("still there: EBS volume vol-0123456789abcdef0"),
        "{}",
        left.stderr
    );
}

#[test]
fn the_log_group_of_flow_logs_goes_with_the_environment() {
    let with_flow_logs = sound().replacen("network:\n", "network:\n  flowLogs: { retentionDays: 30 }\n", 1);
    let project = project_of(&with_flow_logs);
    let group = "/aws/vpc/tiny-flow-logs";
    let template = std::fs::read_to_string(project.at("out/tiny/cloudformation/eks-oneclick.yaml")).unwrap();
    assert!(
        template.contains(&format!("LogGroupName: {group}\n")),
        "{template}"
    );
    // Once it is deleted, nobody makes it again: whatever is delivered late may only write to it.
    let creates = template.matches("logs:CreateLogGroup").count();
    assert_eq!(creates, 0, "{template}");
    nothing_is_left(&project);
    answers(
        &project,
        &[
            (
                "aws.logs.describe-log-groups",
                &format!(r#"{{"logGroups": [{{"logGroupName": "{group}"}}]}}"#),
            ),
            ("aws.logs.delete-log-group", ""),
        ],
    );
    let left = run(&project, &["teardown", "tiny", "--verify"]);
    assert_eq!(left.code, Some(1), "{}", left.stderr);
    let still = format!("still there: log group {group}");
    assert!(left.stderr.contains(&still), "{}", left.stderr);
    let gone = run(&project, &["teardown", "tiny", "--yes", "--only", "retained"]);
    assert_eq!(gone.code, Some(0), "{}", gone.stderr);
    let calls = calls(&project);
    let deleted = of(&calls, "delete-log-group");
    assert_eq!(deleted.len(), 1);
    assert!(deleted[0].iter().any(|word| word == group), "{deleted:?}");
}

#[test]
fn drift_changes_nothing_and_tells_by_its_code() {
    let project = project();
    let template = std::fs::read_to_string(project.at("out/tiny/cloudformation/eks-oneclick.yaml")).unwrap();
    let body = serde_json::json!({ "TemplateBody": template }).to_string();
    answers(
        &project,
        &[
            ("aws.cloudformation.describe-stacks", &stack("CREATE_COMPLETE")),
            ("aws.cloudformation.get-template", &body),
            (
                "aws.cloudformation.detect-stack-drift",
                r#"{"StackDriftDetectionId": "d"}"#,
            ),
            (
                "aws.cloudformation.describe-stack-drift-detection-status",
                r#"{"DetectionStatus": "DETECTION_COMPLETE"}"#,
            ),
            (
                "aws.cloudformation.describe-stack-resource-drifts",
                r#"{"StackResourceDrifts": []}"#,
            ),
        ],
    );
    std::fs::remove_file(project.at("bin/answers/aws.cloudformation.describe-stacks.err")).unwrap();
    let same = run(
        &project,
        &["drift", "tiny", "--only", "stack", "--detailed-exitcode"],
    );
    assert_eq!(same.code, Some(0), "{}", same.stderr);
    assert!(same.stdout.contains("2 unchanged in "), "{}", same.stdout);
    let drifts = r#"{"StackResourceDrifts": [{"LogicalResourceId": "Vpc", "ResourceType": "AWS::EC2::VPC", "StackResourceDriftStatus": "MODIFIED", "PropertyDifferences": [{"PropertyPath": "/EnableDnsSupport", "ExpectedValue": "true", "ActualValue": "false"}, {"PropertyPath": "/MasterUserPassword", "ExpectedValue": "a", "ActualValue": "hunter2"}, {"PropertyPath": "/Tags/0/Value", "ExpectedValue": "a", "ActualValue": "token=hunter2"}]}]}"#;
    answers(
        &project,
        &[("aws.cloudformation.describe-stack-resource-drifts", drifts)],
    );
    let other = run(
        &project,
        &["drift", "tiny", "--only", "stack", "--detailed-exitcode"],
    );
    assert_eq!(other.code, Some(2), "{}", other.stderr);
    assert!(
        other.stdout.contains("MODIFIED Vpc (AWS::EC2::VPC)")
            && other
                .stdout
                .contains("/EnableDnsSupport: true in the template, false in the account"),
        "{}",
        other.stderr
    );
    for line in [
        "/MasterUserPassword: (hidden) in the template, (hidden) in the account\n",
        "/Tags/0/Value: a in the template, token=(hidden) in the account\n",
    ] {
        assert!(other.stdout.contains(line), "{line}: {}", other.stdout);
    }
    answers(
        &project,
        &[(
            "aws.cloudformation.describe-stacks",
            &foreign_stack("CREATE_COMPLETE"),
        )],
    );
    let foreign = run(&project, &["drift", "tiny", "--only", "stack"]);
    assert_eq!(foreign.code, Some(1), "{}", foreign.stdout);
    assert!(foreign.stderr.contains(FOREIGN), "{}", foreign.stderr);
    let changing = ["create-change-set", "execute-change-set", "delete-stack"];
    let calls = calls(&project);
    assert!(
        changing.iter().all(|operation| of(&calls, operation).is_empty()),
        "{calls:?}"
    );
}
