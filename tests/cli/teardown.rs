//! What `teardown` looks for and what it leaves alone, with programs of the test's own that answer from files.

use crate::apply::{
    CLUSTER, FOREIGN, answers, calls, foreign_stack, is_there, none_of, nothing_is_left, of, project,
    project_of, run, stack, stands, with_cluster,
};
use crate::project::{Project, Run, sound};
use crate::release::DEPLOYED;

const DENIED: &str = "An error occurred (UnauthorizedOperation) when calling the DescribeInstances operation: You are not \
                      authorized to perform this operation.";

/// ARNs of resources with a tag, for the nth question.
fn tagged(project: &Project, question: usize, arns: &[&str]) {
    let arns = arns.iter().map(|arn| format!(r#"{{"ResourceARN": "{arn}"}}"#));
    let list = arns.collect::<Vec<_>>().join(", ");
    let answer = format!(r#"{{"ResourceTagMappingList": [{list}]}}"#);
    let key = format!("aws.resourcegroupstaggingapi.get-resources.{question}");
    answers(project, &[(&key, &answer)]);
}

/// As KMS tells of a key.
fn key(state: &str, description: &str) -> String {
    format!(r#"{{"KeyMetadata": {{"KeyState": "{state}", "Description": "{description}"}}}}"#)
}

/// The journal of the environment, with what the stack kept.
fn journal(project: &Project, kept: &[(&str, &str)]) {
    let of = r#"{"entry":"of","environment":"tiny","account":"111122223333","region":"ap-northeast-2","cluster":"tiny"}"#;
    let kept = kept
        .iter()
        .map(|(of, id)| format!("{{\"entry\":\"keeps\",\"of\":\"{of}\",\"id\":\"{id}\"}}\n"));
    let text = format!("{of}\n{}", kept.collect::<String>());
    project.write(".eksight/tiny/journal.jsonl", text);
}

#[test]
fn while_the_stack_or_the_cluster_stands_nothing_of_it_is_to_be_deleted_by_hand() {
    let project = project();
    nothing_is_left(&project);
    stands(&project, "CREATE_COMPLETE");
    with_cluster(&project, 2);
    let balancer = "arn:aws:elasticloadbalancing:ap-northeast-2:111122223333:loadbalancer/app/a/1";
    tagged(&project, 1, &[balancer]);
    let refused = run(&project, &["teardown", "tiny", "--verify"]);
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    for part in [
        "      still there: load balancer arn:aws:elasticloadbalancing:",
        "error: tiny still stands: the stack `tiny` is in CREATE_COMPLETE, the cluster `tiny` is ACTIVE\n",
        "  why: what it has made runs, and bills; none of that is to be deleted by hand while it stands\n",
        "  mend: cargo xtask teardown tiny\n",
    ] {
        assert!(refused.stderr.contains(part), "{part}: {}", refused.stderr);
    }
    assert!(!refused.stderr.contains(" delete-"), "{}", refused.stderr);
}

#[test]
fn every_row_of_the_ledger_is_looked_for_or_named() {
    let project = project();
    nothing_is_left(&project);
    answers(
        &project,
        &[
            ("aws.ec2.describe-vpcs", r#"{"Vpcs": [{"VpcId": "vpc-1"}]}"#),
            (
                "aws.ec2.describe-addresses",
                r#"{"Addresses": [{"AllocationId": "eipalloc-1"}]}"#,
            ),
            (
                "aws.ec2.describe-instances",
                r#"{"Reservations": [{"Instances": [{"InstanceId": "i-1"}]}]}"#,
            ),
            (
                "aws.ec2.describe-network-interfaces",
                r#"{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1"}]}"#,
            ),
            (
                "aws.kms.describe-key.1",
                &key("Enabled", "Kubernetes secrets of tiny"),
            ),
            ("aws.kms.describe-key.2", &key("Enabled", "of somebody else")),
            (
                "aws.kms.describe-key.3",
                &key("PendingDeletion", "Kubernetes secrets of tiny"),
            ),
            (
                "aws.efs.describe-file-systems",
                r#"{"FileSystems": [{"FileSystemId": "fs-1"}]}"#,
            ),
        ],
    );
    let keys = ["1", "2", "3"].map(|id| format!("arn:aws:kms:ap-northeast-2:111122223333:key/{id}"));
    tagged(&project, 2, &keys.each_ref().map(String::as_str));
    tagged(
        &project,
        3,
        &["arn:aws:elasticfilesystem:ap-northeast-2:111122223333:file-system/fs-1"],
    );
    let left = run(&project, &["teardown", "tiny", "--verify"]);
    assert_eq!(left.code, Some(1), "{}", left.stderr);
    let told = left.stderr.lines().filter(|line| line.starts_with("    "));
    let expected = [
        "still there: EC2 instance i-1",
        "still there: network interface eni-1",
        "still there: VPC vpc-1",
        "still there: elastic IP address eipalloc-1",
        "still there: KMS key 1",
        "still there: EFS file system fs-1",
        "not looked for: EC2 instance the bastion, t3.xlarge: it goes with the stack, which stays while one of its resources \
         does",
        "aws ec2 terminate-instances --instance-ids i-1 --region ap-northeast-2",
        "aws ec2 delete-network-interface --network-interface-id eni-1 --region ap-northeast-2",
        "aws ec2 delete-vpc --vpc-id vpc-1 --region ap-northeast-2",
        "aws ec2 release-address --allocation-id eipalloc-1 --region ap-northeast-2",
        "aws kms schedule-key-deletion --pending-window-in-days 30 --key-id 1 --region ap-northeast-2",
        "aws efs delete-file-system --file-system-id fs-1 --region ap-northeast-2",
        "then cargo xtask teardown tiny --verify",
    ];
    assert_eq!(told.map(str::trim).collect::<Vec<_>>(), expected);
}

#[test]
fn a_look_that_is_denied_is_told_and_the_others_are_taken() {
    let project = project();
    nothing_is_left(&project);
    answers(
        &project,
        &[
            ("aws.ec2.describe-instances.err", DENIED),
            (
                "aws.ec2.describe-volumes",
                r#"{"Volumes": [{"VolumeId": "vol-1"}]}"#,
            ),
        ],
    );
    let some = run(&project, &["teardown", "tiny", "--verify"]);
    assert_eq!(some.code, Some(1), "{}", some.stderr);
    for part in [
        &format!("      not told: {DENIED}\n"),
        "      still there: EBS volume vol-1\n",
        "something is still there: 1, and what 1 looks would have found nobody knows\n",
        "    aws ec2 delete-volume --volume-id vol-1 --region ap-northeast-2\n",
    ] {
        assert!(some.stderr.contains(part), "{part}: {}", some.stderr);
    }
    answers(&project, &[("aws.ec2.describe-volumes", &none_of("Volumes"))]);
    let none = run(&project, &["teardown", "tiny", "--verify"]);
    assert_eq!(none.code, Some(1), "{}", none.stderr);
    let told = format!(
        "error: nothing was found of `tiny`, and what 1 of the looks would have found nobody knows: {DENIED}\n  why: what \
         nobody can see may bill\n  mend: allow the action that it names to the caller"
    );
    assert!(none.stderr.contains(&told), "{}", none.stderr);
}

#[test]
fn what_the_stack_kept_is_found_without_a_journal_and_never_by_one_alone() {
    let project = project();
    nothing_is_left(&project);
    let journal_of = [("AWS::EFS::FileSystem", "fs-1"), ("AWS::KMS::Key", "foreign")];
    journal(&project, &journal_of);
    answers(
        &project,
        &[
            (
                "aws.kms.describe-key.1",
                &key("Enabled", "Kubernetes secrets of tiny"),
            ),
            ("aws.kms.describe-key.2", &key("Enabled", "of somebody else")),
            ("aws.kms.schedule-key-deletion", "{}"),
            (
                "aws.efs.describe-file-systems",
                r#"{"FileSystems": [{"FileSystemId": "fs-1"}]}"#,
            ),
            ("aws.efs.delete-file-system", ""),
        ],
    );
    tagged(&project, 1, &["arn:aws:kms:ap-northeast-2:111122223333:key/ours"]);
    let systems = ["fs-1", "fs-2"]
        .map(|id| format!("arn:aws:elasticfilesystem:ap-northeast-2:111122223333:file-system/{id}"));
    tagged(&project, 2, &systems.each_ref().map(String::as_str));
    let gone = run(&project, &["teardown", "tiny", "--yes", "--only", "retained"]);
    assert_eq!(gone.code, Some(0), "{}", gone.stderr);
    for part in [
        "key ours is deleted in 30 days",
        "file system fs-1 deleted",
        "      the file system fs-2 has the name of the stack's, and no run has seen it in the stack: it stays, with its data\n",
        "      AWS::KMS::Key foreign was the stack's by the journal, and its tag `Name` does not say so: it stays, and may bill\n",
    ] {
        assert!(gone.stderr.contains(part), "{part}: {}", gone.stderr);
    }
    let calls = calls(&project);
    let asked = of(&calls, "get-resources")
        .into_iter()
        .map(|call| call[6].as_str());
    let names = ["Key=Name,Values=tiny-secrets", "Key=Name,Values=tiny-efs"];
    assert_eq!(asked.collect::<Vec<_>>(), names);
    for (operation, id) in [("schedule-key-deletion", "ours"), ("delete-file-system", "fs-1")] {
        let deleted = of(&calls, operation);
        assert_eq!(deleted.len(), 1);
        assert!(deleted[0].iter().any(|word| word == id), "{deleted:?}");
    }
}

/// Behind an answer that was lost, KMS says so to the call that is made again.
#[test]
fn a_key_that_is_deleted_already_is_as_good_and_one_that_is_not_stops_the_step() {
    let invalid = "An error occurred (KMSInvalidStateException) when calling the ScheduleKeyDeletion operation: \
                   arn:aws:kms:ap-northeast-2:111122223333:key/ours is pending deletion.";
    for (state, code) in [("PendingDeletion", 0), ("Enabled", 1)] {
        let project = project();
        nothing_is_left(&project);
        let description = "Kubernetes secrets of tiny";
        answers(
            &project,
            &[
                ("aws.kms.describe-key.1", &key("Enabled", description)),
                ("aws.kms.describe-key.2", &key(state, description)),
                ("aws.kms.schedule-key-deletion.err", invalid),
            ],
        );
        tagged(&project, 1, &["arn:aws:kms:ap-northeast-2:111122223333:key/ours"]);
        tagged(&project, 2, &[]);
        let gone = run(&project, &["teardown", "tiny", "--yes", "--only", "retained"]);
        assert_eq!(gone.code, Some(code), "{state}: {}", gone.stderr);
        let told = match code {
            0 => "key ours is deleted in 30 days",
            _ => "(KMSInvalidStateException)",
        };
        assert!(gone.stderr.contains(told), "{state}: {}", gone.stderr);
    }
}

#[test]
fn a_part_of_a_teardown_does_not_begin_over_what_others_brought_either() {
    let shop = r#"{"items": [{"metadata": {"name": "shop", "namespace": "web"}}]}"#;
    for steps in [
        &["--only", "stack"][..],
        &["--only", "controllers"],
        &["--from", "controllers"],
        &["--only", "dns-records"],
    ] {
        let project = project();
        with_cluster(&project, 4);
        answers(
            &project,
            &[("kubectl.get", r#"{"items": []}"#), ("kubectl.get.1", shop)],
        );
        let refused = run(&project, &[&["teardown", "tiny", "--yes"][..], steps].concat());
        assert_eq!(refused.code, Some(1), "{steps:?}");
        let told = "error: in the cluster is what `tiny` did not bring there: ingresses.networking.k8s.io web/shop\n";
        assert!(refused.stderr.contains(told), "{steps:?}: {}", refused.stderr);
        assert_eq!(of(&calls(&project), "delete-stack").len(), 0);
    }
    // What touches nothing of theirs asks nobody.
    let project = project();
    nothing_is_left(&project);
    let only = run(
        &project,
        &["teardown", "tiny", "--yes", "--only", "vpc-leftovers"],
    );
    assert_eq!(only.code, Some(0), "{}", only.stderr);
    assert_eq!(of(&calls(&project), "kubectl").len(), 1);
}

#[test]
fn what_is_left_out_is_named_before_anybody_is_asked() {
    let project = project();
    let only = ["teardown", "tiny", "--only", "stack,sweep"];
    let asked = run(&project, &only);
    assert_eq!(asked.code, Some(64), "{}", asked.stderr);
    let (text, _) = asked.stderr.split_once("error: ").unwrap();
    let dry = run(&project, &[&only[..], &["--dry-run"]].concat());
    assert_eq!((dry.code, dry.stdout.as_str()), (Some(0), text));
    let steps = |text: &str| -> Vec<String> {
        let lines = text.lines().take_while(|line| !line.is_empty());
        let lines = lines.filter(|line| line.contains(". "));
        lines
            .map(|line| line.split_whitespace().nth(1).unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(steps(text), ["stack", "sweep"]);
    for part in [
        "\nLeft out, with what they take away:\n  volumes             though only the storage driver deletes volumes",
        "\n  retained            though they hold data or bill",
        "\n  EKS cluster tiny\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("goes with `retained`"), "{text}");
    let json = run(
        &project,
        &[
            "teardown",
            "tiny",
            "--from",
            "retained",
            "--dry-run",
            "-o",
            "json",
        ],
    );
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let ids: Vec<&str> = json["steps"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|step| step["id"].as_str())
        .collect();
    assert_eq!(ids, ["retained", "sweep"]);
    let whole = run(&project, &["teardown", "tiny", "--dry-run"]);
    assert!(!whole.stdout.contains("Left out"), "{}", whole.stdout);
}

#[test]
fn beside_a_stack_of_somebody_else_no_step_deletes_what_bears_its_name() {
    let foreign = |steps: &str| {
        let project = project();
        nothing_is_left(&project);
        is_there(&project, &foreign_stack("CREATE_COMPLETE"));
        answers(
            &project,
            &[("aws.ec2.describe-vpcs", r#"{"Vpcs": [{"VpcId": "vpc-1"}]}"#)],
        );
        let down = run(&project, &["teardown", "tiny", "--yes", "--only", steps]);
        let calls = calls(&project);
        let changing = |call: &&Vec<String>| call.iter().any(|word| word.starts_with("delete"));
        assert_eq!(calls.iter().find(changing), None, "{steps}");
        down
    };
    for steps in ["retained", "vpc-leftovers", "controllers", "sweep,retained"] {
        let refused = foreign(steps);
        assert_eq!(refused.code, Some(1), "{steps}: {}", refused.stderr);
        assert!(refused.stderr.ends_with(FOREIGN), "{steps}: {}", refused.stderr);
        assert!(!refused.stderr.contains("[1/"), "{steps}: {}", refused.stderr);
    }
    let swept = foreign("sweep");
    assert_eq!(swept.code, Some(1), "{}", swept.stderr);
    for part in ["[1/1] sweep\n", "      still there: VPC vpc-1\n", FOREIGN] {
        assert!(swept.stderr.contains(part), "{part}: {}", swept.stderr);
    }
    assert!(!swept.stderr.contains("still stands"), "{}", swept.stderr);
    let nothing = foreign("cluster");
    assert_eq!(nothing.code, Some(0), "{}", nothing.stderr);
    assert!(
        nothing
            .stderr
            .contains("[1/1] cluster: unchanged, it goes with the stack ("),
        "{}",
        nothing.stderr
    );
}

#[test]
fn a_stack_of_somebody_else_or_in_a_state_that_is_not_known_is_not_torn_down() {
    let unknown = "error: the stack `tiny` is in PAUSED. First failure: no event tells of a failure
  why: this state is not known here, so nothing is done in it
  mend: aws cloudformation describe-stacks --region ap-northeast-2 --stack-name tiny tells more; bring it into a state that ends \
                   with COMPLETE, then run the same command
";
    for (there, told) in [
        (foreign_stack("CREATE_COMPLETE"), FOREIGN),
        (foreign_stack("DELETE_FAILED"), FOREIGN),
        (stack("PAUSED"), unknown),
    ] {
        let project = project();
        is_there(&project, &there);
        with_cluster(&project, 4);
        let refused = run(&project, &["teardown", "tiny", "--yes"]);
        assert_eq!(refused.code, Some(1), "{}", refused.stderr);
        assert!(refused.stderr.ends_with(told), "{}", refused.stderr);
        let calls = calls(&project);
        let changing = |call: &&Vec<String>| {
            call.iter()
                .any(|word| word.starts_with("delete") || word.starts_with("update-cluster"))
        };
        assert_eq!(calls.iter().find(changing), None);
    }
}

#[test]
fn a_stack_of_which_there_is_a_plan_alone_is_not_said_to_be_as_wanted() {
    let project = project();
    let empty =
        r#"{"Status": "FAILED", "StatusReason": "The submitted information didn't contain changes."}"#;
    answers(
        &project,
        &[
            (
                "aws.cloudformation.describe-stacks.1",
                &stack("REVIEW_IN_PROGRESS"),
            ),
            ("aws.cloudformation.describe-change-set", empty),
            ("aws.cloudformation.delete-change-set", ""),
        ],
    );
    let role = "arn:aws:iam::111122223333:role/stacks";
    let asked = ["apply", "tiny", "--only", "stack", "--role-arn", role, "--yes"];
    let refused = run(&project, &asked);
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    for part in [
        "error: there is no stack `tiny` yet, and CloudFormation says that its creation would change nothing\n",
        "  mend: aws cloudformation delete-stack --region ap-northeast-2 --stack-name tiny takes away what was begun, then cargo \
         xtask apply tiny --only stack --role-arn arn:aws:iam::111122223333:role/stacks\n",
    ] {
        assert!(refused.stderr.contains(part), "{part}: {}", refused.stderr);
    }
}

#[test]
fn a_look_at_the_stack_that_is_denied_leaves_the_others() {
    let denied =
        "An error occurred (AccessDenied) when calling the DescribeStacks operation: User is not authorized";
    let project = project();
    answers(&project, &[("aws.cloudformation.describe-stacks.err", denied)]);
    for (command, count) in [
        (&["plan", "tiny", "--live"][..], "2 to do, 1 not told in "),
        (&["apply", "tiny", "--dry-run"], "2 to do, 1 not told in "),
        (
            &["drift", "tiny", "--detailed-exitcode"],
            "1 to do, 2 not told in ",
        ),
    ] {
        let looked = run(&project, command);
        let code = if command.contains(&"--detailed-exitcode") {
            2
        } else {
            1
        };
        assert_eq!(looked.code, Some(code), "{command:?}: {}", looked.stderr);
        for part in [
            &format!("] stack: not told, {denied} ("),
            "      mend: allow the action that it names to the caller",
            "] kubeconfig: to do, there is no cluster yet (",
            count,
        ] {
            let told = if command[0] == "apply" {
                &looked.stderr
            } else {
                &looked.stdout
            };
            assert!(told.contains(part), "{part}: {told}");
        }
    }
    let only = run(
        &project,
        &["drift", "tiny", "--only", "stack", "--detailed-exitcode"],
    );
    assert_eq!(only.code, Some(1), "{}", only.stderr);
}

#[test]
fn who_only_looks_may_be_denied_a_look_at_the_cluster() {
    let denied = "An error occurred (AccessDeniedException) when calling the DescribeCluster operation: not authorized";
    let project = project();
    nothing_is_left(&project);
    answers(&project, &[("aws.eks.describe-cluster.err", denied)]);
    let looked = run(&project, &["teardown", "tiny", "--verify"]);
    assert_eq!(looked.code, Some(1), "{}", looked.stderr);
    let told = format!("      not told: {denied}\n");
    assert!(looked.stderr.contains(&told), "{}", looked.stderr);
    let refused = run(&project, &["teardown", "tiny", "--yes"]);
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    let told = format!("error: `aws eks describe-cluster` failed:\n{denied}\n");
    assert!(refused.stderr.starts_with(&told), "{}", refused.stderr);
}

/// What was found may be in use.
#[test]
fn nothing_is_deleted_by_hand_where_nobody_knows_whether_the_stack_stands() {
    let denied =
        "An error occurred (AccessDenied) when calling the DescribeStacks operation: User is not authorized";
    let project = project();
    nothing_is_left(&project);
    answers(
        &project,
        &[
            ("aws.cloudformation.describe-stacks.err", denied),
            (
                "aws.ec2.describe-volumes",
                r#"{"Volumes": [{"VolumeId": "vol-1", "State": "in-use"}]}"#,
            ),
        ],
    );
    let looked = run(&project, &["teardown", "tiny", "--verify"]);
    assert_eq!(looked.code, Some(1), "{}", looked.stderr);
    for part in ["still there: ", "vol-1", "whether `tiny` stands nobody knows: "] {
        assert!(looked.stderr.contains(part), "{part}: {}", looked.stderr);
    }
    assert!(!looked.stderr.contains("delete-volume"), "{}", looked.stderr);
}

#[test]
fn what_runs_of_an_environment_with_errors_is_looked_at_and_torn_down() {
    let project = project();
    nothing_is_left(&project);
    let broken = sound().replacen("t3.xlarge", "t3a.xlarge", 1);
    project.write("environments/tiny.yaml", &broken);
    answers(
        &project,
        &[("aws.acm.list-certificates", &none_of("CertificateSummaryList"))],
    );
    let applied = run_as_it_is(&project, &["apply", "tiny", "--yes"]);
    assert_eq!(applied.code, Some(3), "{}", applied.stderr);
    for (command, told) in [
        (&["status", "tiny"][..], "tiny in 111122223333, ap-northeast-2"),
        (&["teardown", "tiny", "--verify"], "nothing is left"),
        (&["teardown", "tiny", "--yes"], "10 unchanged in "),
    ] {
        let looked = run_as_it_is(&project, command);
        assert_eq!(looked.code, Some(0), "{command:?}: {}", looked.stderr);
        let warning = "warning: `tiny` has errors (EKS1001), and nothing of it can be applied; what runs is looked at, or torn \
                       down, by what can be read of it\n";
        assert!(looked.stderr.contains(warning), "{}", looked.stderr);
        assert!(looked.stderr.contains("error[EKS1001]"), "{}", looked.stderr);
        let all = looked.stdout + &looked.stderr;
        assert!(all.contains(told), "{told}: {all}");
    }
}

#[test]
fn an_unknown_field_stops_no_look_and_a_wrong_value_does() {
    let project = project();
    nothing_is_left(&project);
    let with = |line: &str| sound().replacen("cluster:\n", &format!("cluster:\n  {line}\n"), 1);
    project.write("environments/tiny.yaml", with("nmae: tiny"));
    let looked = run_as_it_is(&project, &["teardown", "tiny", "--verify"]);
    assert_eq!(looked.code, Some(0), "{}", looked.stderr);
    let warning = "tiny: 1 error\nwarning: `tiny` has errors (EKS0003), and nothing of it can be applied;";
    assert!(looked.stderr.contains(warning), "{}", looked.stderr);
    // Nothing is deleted by what may be misspelt.
    let down = run_as_it_is(&project, &["teardown", "tiny", "--yes=tiny"]);
    assert_eq!(down.code, Some(3), "{}", down.stderr);
    let told = "error: `tiny` has fields that there are not\n  why: one of them may be meant to protect it, or to keep something\n  \
                mend: mend what is named above, then cargo xtask teardown tiny\n";
    assert!(down.stderr.ends_with(told), "{}", down.stderr);
    project.write("environments/tiny.yaml", with("deletionProtection: often"));
    let refused = run_as_it_is(&project, &["teardown", "tiny", "--verify"]);
    assert_eq!(refused.code, Some(3), "{}", refused.stderr);
}

/// Findings in the environment are errors without a mend of their own.
fn run_as_it_is(project: &Project, arguments: &[&str]) -> Run {
    project.run_with_own_programs(arguments)
}

#[test]
fn an_answer_that_lists_nothing_by_name_is_not_taken_for_nothing() {
    let project = project();
    nothing_is_left(&project);
    let nothing = run(&project, &["teardown", "tiny", "--verify"]);
    assert_eq!(nothing.code, Some(0), "{}", nothing.stderr);
    for answer in ["", "{}", "[]"] {
        answers(&project, &[("aws.ec2.describe-vpcs", answer)]);
        let unread = run(&project, &["teardown", "tiny", "--verify"]);
        assert_eq!(unread.code, Some(1), "{answer}: {}", unread.stderr);
        let told = "error: nothing was found of `tiny`, and what 1 of the looks would have found nobody knows: the answer of \
                    `aws ec2 describe-vpcs` is not as its documentation says: ";
        assert!(unread.stderr.contains(told), "{answer}: {}", unread.stderr);
    }
}

#[test]
fn a_cluster_that_stands_without_the_stack_is_somebody_elses() {
    let project = project();
    std::fs::remove_file(project.at("bin/answers/aws.eks.describe-cluster.err")).unwrap();
    answers(&project, &[("aws.eks.describe-cluster", CLUSTER)]);
    let told = "error: the cluster `tiny` is ACTIVE, and there is no stack `tiny`
  why: what eksight makes has a stack, so the cluster is somebody else's, or a stack was deleted that kept it; nothing was changed
  mend: give the environment another `cluster.name`; where nobody needs the cluster, delete its node groups (aws eks \
                list-nodegroups --region ap-northeast-2 --cluster-name tiny), then aws eks delete-cluster --region \
                ap-northeast-2 --name tiny, or where eksctl made it eksctl delete cluster --region ap-northeast-2 --name tiny --wait
";
    for command in [
        &["teardown", "tiny", "--yes"][..],
        &["teardown", "tiny", "--yes", "--only", "volumes"],
        &["apply", "tiny", "--yes"],
        &["apply", "tiny", "--dry-run"],
    ] {
        let refused = run(&project, command);
        assert_eq!(refused.code, Some(1), "{}", refused.stderr);
        assert!(refused.stderr.ends_with(told), "{command:?}: {}", refused.stderr);
    }
    let calls = calls(&project);
    let looks = ["get-caller-identity", "describe-cluster", "describe-stacks"];
    let other = calls.iter().find(|call| {
        call[0] != "aws" && !call[1].starts_with("version")
            || call[0] == "aws" && call[1] != "--version" && !looks.contains(&call[2].as_str())
    });
    assert_eq!(other, None);
    // One that is going is gone in a moment.
    nothing_is_left(&project);
    let going = CLUSTER.replace("ACTIVE", "DELETING");
    answers(&project, &[("aws.eks.describe-cluster", &going)]);
    let gone = run(&project, &["teardown", "tiny", "--yes", "--only", "volumes"]);
    assert_eq!(gone.code, Some(0), "{}", gone.stderr);
}

#[test]
fn a_cluster_that_lets_nobody_in_is_torn_down_without_asking_it() {
    for status in ["FAILED", "CREATING"] {
        let project = project();
        stands(&project, "CREATE_COMPLETE");
        std::fs::remove_file(project.at("bin/answers/aws.eks.describe-cluster.err")).unwrap();
        let cluster = CLUSTER.replace("ACTIVE", status);
        answers(&project, &[("aws.eks.describe-cluster", &cluster)]);
        let only = [
            "teardown",
            "tiny",
            "--yes",
            "--only",
            "control-plane-logs,volumes,controllers",
        ];
        let down = run(&project, &only);
        assert_eq!(down.code, Some(0), "{}", down.stderr);
        let refused = run(&project, &["apply", "tiny", "--yes", "--only", "kubeconfig"]);
        let mend = match status {
            "FAILED" => "cargo xtask teardown tiny, then cargo xtask apply tiny makes it again",
            _ => "aws eks wait cluster-active --region ap-northeast-2 --name tiny, then run the same command",
        };
        let told = format!(
            "error: the cluster `tiny` is {status}\n  why: nobody is let in until it is ACTIVE\n  mend: {mend}\n"
        );
        assert!(refused.stderr.contains(&told), "{}", refused.stderr);
        assert!(of(&calls(&project), "update-kubeconfig").is_empty());
    }
}

#[test]
fn what_the_stack_keeps_is_not_deleted_while_it_stands() {
    let project = project();
    nothing_is_left(&project);
    stands(&project, "CREATE_COMPLETE");
    let only = ["teardown", "tiny", "--yes", "--retain-logs", "--only", "retained"];
    let refused = run(&project, &only);
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    let told = "error: the stack `tiny` is in CREATE_COMPLETE
  why: its cluster writes to the log groups and reads its Secrets with the key, and would lose both
  mend: cargo xtask teardown tiny --from stack --retain-logs
";
    assert!(refused.stderr.contains(told), "{}", refused.stderr);
    for operation in ["schedule-key-deletion", "delete-log-group"] {
        assert_eq!(of(&calls(&project), operation).len(), 0, "{operation}");
    }
}

#[test]
fn a_stack_that_is_updated_is_deleted_when_that_has_come_to_its_end() {
    let project = project();
    let at = |question: usize| format!("aws.cloudformation.describe-stacks.{question}");
    let (moving, settled) = (stack("UPDATE_IN_PROGRESS"), stack("UPDATE_COMPLETE"));
    answers(
        &project,
        &[
            (&at(1), &moving),
            (&at(2), &moving),
            (&at(3), &settled),
            (&at(4), &settled),
            (
                "aws.cloudformation.describe-stack-events",
                r#"{"StackEvents": []}"#,
            ),
            (
                "aws.cloudformation.list-stack-resources",
                r#"{"StackResourceSummaries": []}"#,
            ),
            ("aws.cloudformation.delete-stack", ""),
        ],
    );
    let down = run(&project, &["teardown", "tiny", "--yes", "--only", "stack"]);
    assert_eq!(down.code, Some(0), "{}", down.stderr);
    let note = "      `tiny` is in UPDATE_IN_PROGRESS: following what is on its way\n";
    assert!(down.stderr.contains(note), "{}", down.stderr);
    let calls = calls(&project);
    let deleted = calls
        .iter()
        .position(|call| call.contains(&"delete-stack".to_owned()));
    let looked = calls
        .iter()
        .enumerate()
        .filter(|(_, call)| call.contains(&"describe-stacks".to_owned()));
    let before = looked.filter(|(at, _)| Some(*at) < deleted).count();
    assert_eq!(before, 4);
}

#[test]
fn a_security_group_in_use_is_told_with_what_shows_its_user() {
    let project = project();
    nothing_is_left(&project);
    let in_use = "An error occurred (DependencyViolation) when calling the DeleteSecurityGroup operation: resource sg-1 has a \
                  dependent object";
    answers(
        &project,
        &[
            (
                "aws.ec2.describe-security-groups",
                r#"{"SecurityGroups": [{"GroupId": "sg-1"}]}"#,
            ),
            ("aws.ec2.delete-security-group.err", in_use),
        ],
    );
    let refused = run(
        &project,
        &["teardown", "tiny", "--yes", "--only", "vpc-leftovers"],
    );
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    let told = "error: the security group sg-1 is in use
  why: it holds the VPC, and something that nobody told of holds it: an interface, or another group's rule
  mend: aws ec2 describe-network-interfaces --region ap-northeast-2 --filters Name=group-id,Values=sg-1 and aws ec2 \
                describe-security-groups --region ap-northeast-2 --filters Name=ip-permission.group-id,Values=sg-1 tell what; \
                delete that, then cargo xtask teardown tiny --only vpc-leftovers
";
    assert!(refused.stderr.contains(told), "{}", refused.stderr);
}

#[test]
fn a_stack_that_waits_for_a_person_is_not_well() {
    let statuses = [
        (
            stack("UPDATE_ROLLBACK_FAILED"),
            "it waits for a person; apply tells what mends it",
        ),
        (foreign_stack("CREATE_COMPLETE"), "it is none of eksight's"),
    ];
    for (there, why) in statuses {
        let project = project();
        is_there(&project, &there);
        let seen = run(&project, &["status", "tiny"]);
        assert!(
            seen.stdout.contains(&format!("  NOT WELL      stack: {why}\n")),
            "{}",
            seen.stdout
        );
    }
}

#[test]
fn a_stack_that_cannot_be_looked_at_before_the_first_step_is_told() {
    let project = project();
    nothing_is_left(&project);
    stands(&project, "CREATE_COMPLETE");
    answers(&project, &[("aws.cloudformation.describe-stacks.2.err", DENIED)]);
    let refused = run(
        &project,
        &["teardown", "tiny", "--yes", "--only", "vpc-leftovers"],
    );
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    let told = format!(
        "teardown tiny: one step\nerror: `aws cloudformation describe-stacks` failed:\n{DENIED}\n  why: "
    );
    assert!(refused.stderr.contains(&told), "{}", refused.stderr);
}

#[test]
fn a_cluster_that_another_environment_is_too_is_left_alone() {
    let project = project();
    stands(&project, "CREATE_COMPLETE");
    project.write("environments/copy.yaml", sound());
    for arguments in [
        &["apply", "tiny", "--yes"][..],
        &["teardown", "tiny", "--yes=tiny"],
    ] {
        let refused = run(&project, arguments);
        assert_eq!(refused.code, Some(3), "{}", refused.stderr);
        let told = "error: the environment `copy` is the cluster `tiny` in `ap-northeast-2` of the account 111122223333 too\n  \
                    why: to apply one undoes the other, and to tear down one deletes both\n  mend: give one of `copy` and `tiny` \
                    another `cluster.name`, or say `lifecycle: archived` in it\n";
        assert!(refused.stderr.contains(told), "{}", refused.stderr);
    }
    assert!(calls(&project).is_empty());
    project.write(
        "environments/copy.yaml",
        format!("{}lifecycle: archived\n", sound()),
    );
    let asked = run(&project, &["teardown", "tiny", "--yes=tiny"]);
    assert!(
        !asked.stderr.contains("the environment `copy`"),
        "{}",
        asked.stderr
    );
    assert!(!calls(&project).is_empty());
    // It says that already.
    assert_eq!(project.run(&["render", "copy"]).code, Some(0));
    let archived = run(&project, &["apply", "copy", "--yes"]);
    assert_eq!(archived.code, Some(1), "{}", archived.stderr);
    assert!(
        archived.stderr.contains("error: `copy` is archived"),
        "{}",
        archived.stderr
    );
}

/// Only External Secrets lets them go, and its pods may run on machines of Karpenter's.
#[test]
fn what_external_secrets_fetches_goes_before_it() {
    let fetcher = "  eks-pod-identity-agent: { version: v1.3.9-eksbuild.1 }
identities: { default: podIdentity }
charts:
  external-secrets: { version: 2.9.0 }
secrets:
  pager: { externalSecret: { namespace: monitoring, remoteKey: tiny/pager } }
";
    let project = project_of(&format!("{}{fetcher}", sound()));
    with_cluster(&project, 9);
    let secrets = r#"{"items": [{"metadata": {"name": "pager", "namespace": "monitoring"}}]}"#;
    answers(
        &project,
        &[
            ("kubectl.get", r#"{"items": []}"#),
            // Behind the looks for what others brought.
            ("kubectl.get.4", secrets),
            ("kubectl.delete", ""),
            ("helm.history.1", DEPLOYED),
            ("helm.history.2.err", "Error: release: not found"),
            ("helm.uninstall", ""),
        ],
    );
    let down = run(&project, &["teardown", "tiny", "--yes", "--only", "controllers"]);
    assert_eq!(down.code, Some(0), "{}", down.stderr);
    let told =
        "controllers: changed, 1 externalsecrets.external-secrets.io deleted; uninstalled external-secrets (";
    assert!(down.stderr.contains(told), "{}", down.stderr);
    let calls = calls(&project);
    let changes = calls
        .iter()
        .filter(|call| ["delete", "uninstall"].contains(&call[1].as_str()));
    let changes: Vec<String> = changes.map(|call| call.join(" ")).collect();
    assert_eq!(
        changes,
        [
            "kubectl delete externalsecrets.external-secrets.io pager --ignore-not-found --wait=false --namespace monitoring",
            "helm uninstall external-secrets --namespace external-secrets --wait --timeout 600s",
        ]
    );
}
