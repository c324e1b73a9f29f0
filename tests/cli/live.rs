//! `diff --live`, with an `aws`, a `helm` and a `kubectl` of the test's own, which answer as the programs do.

use std::fs;

use serde_json::{Value, json};

use crate::project::{Project, Run, sound};

/// Answers from files, and writes each call down.
const AWS: &str = r#"
here=$(dirname "$0")
echo "$1 $2" >> "$here/calls"
answer() { if [ -e "$here/$1" ]; then cat "$here/$1"; else echo "An error occurred ($2) when calling it: $3 does not exist" >&2; exit 255; fi; }
case "$2" in
  get-caller-identity) answer identity.json Denied caller ;;
  describe-cluster) answer cluster.json ResourceNotFoundException cluster ;;
  update-kubeconfig) ;;
  describe-stacks) answer stack.json ValidationError Stack ;;
  get-template) answer template.json ValidationError Stack ;;
  create-change-set) cat > "$here/sent"; echo '{}' ;;
  describe-change-set) answer change-set.json ChangeSetNotFound ChangeSet ;;
  delete-change-set) ;;
  *) echo "what is $2?" >&2; exit 2 ;;
esac
"#;

const KUBECTL: &str = r#"
here=$(dirname "$0")
echo "kubectl $1" >> "$here/calls"
case "$1" in
  config) echo '{"clusters": [{"cluster": {"server": "https://tiny.example.com"}}]}' ;;
  get) cat > /dev/null; cat "$here/running.json" ;;
  apply) cat > /dev/null; cat "$here/wanted.json" ;;
esac
"#;

const HELM: &str = r#"
here=$(dirname "$0")
echo "helm $1" >> "$here/calls"
case "$1 $2" in
  "history metrics-server") cat "$here/history.json" ;;
  "get values") cat "$here/values.json" ;;
  "get manifest") echo 'kind: Deployment' ;;
  *) echo "Error: release: not found" >&2; exit 1 ;;
esac
"#;

/// Nothing that lies in git is asked for.
const GIT: &str = "echo git >> \"$(dirname \"$0\")/calls\"";

/// One release, and one class as a manifest.
fn tiny() -> String {
    sound()
        + "  aws-ebs-csi-driver: { version: v1.64.0-eksbuild.1 }\n  eks-pod-identity-agent: { version: v1.3.9-eksbuild.1 }\n\
           storage:\n  classes:\n    gp3: { type: gp3 }\ncharts:\n  metrics-server: { version: 3.13.1 }\n"
}

fn answer(project: &Project, name: &str, answer: &Value) {
    project.write(&format!("bin/{name}"), answer.to_string());
}

/// Everything runs as the environment says.
fn running() -> Project {
    let project = Project::with(&tiny());
    let rendered = project.run(&["render", "tiny"]);
    assert_eq!(rendered.code, Some(0), "{}", rendered.stderr);
    for (name, script) in [("aws", AWS), ("kubectl", KUBECTL), ("helm", HELM), ("git", GIT)] {
        project.program(name, script);
    }
    let arn = "arn:aws:iam::111122223333:role/ci";
    answer(
        &project,
        "identity.json",
        &json!({"Account": "111122223333", "Arn": arn}),
    );
    let arn = "arn:aws:eks:ap-northeast-2:111122223333:cluster/tiny";
    let cluster =
        json!({"cluster": {"arn": arn, "status": "ACTIVE", "endpoint": "https://tiny.example.com"}});
    answer(&project, "cluster.json", &cluster);
    let stack = json!({"Stacks": [{"StackId": "arn:aws:cloudformation:ap-northeast-2:111122223333:stack/tiny/1", "StackName": "tiny", "StackStatus": "UPDATE_COMPLETE", "Outputs": []}]});
    answer(&project, "stack.json", &stack);
    let template = fs::read_to_string(project.at("out/tiny/cloudformation/eks-oneclick.yaml")).unwrap();
    answer(&project, "template.json", &json!({"TemplateBody": template}));
    let history = json!([{"revision": 1, "status": "deployed", "chart": "metrics-server-3.13.1"}]);
    answer(&project, "history.json", &history);
    let values = project
        .run(&["render", "tiny", "--only", "helm/metrics-server/values"])
        .stdout;
    assert!(values.ends_with("{}\n"), "{values}");
    answer(&project, "values.json", &Value::Null);
    for side in ["running.json", "wanted.json"] {
        answer(&project, side, &class("gp3", "1"));
    }
    project
}

/// An object as a server gives it, with what it keeps about it.
fn class(kind: &str, version: &str) -> Value {
    json!({
        "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass",
        "metadata": {"name": "gp3", "resourceVersion": version, "managedFields": [{"manager": version}]},
        "parameters": {"type": kind},
    })
}

fn live(project: &Project) -> Run {
    project.run_with_own_programs(&["diff", "tiny", "--live", "--detailed-exitcode"])
}

fn calls(project: &Project) -> Vec<String> {
    let calls = fs::read_to_string(project.at("bin/calls")).unwrap_or_default();
    calls.lines().map(str::to_owned).collect()
}

#[test]
fn what_runs_as_it_should_differs_in_nothing_and_no_change_set_is_made() {
    let project = running();
    let run = live(&project);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(0), "tiny: 0 to add, 0 to change, 0 to destroy\n"),
        "{}",
        run.stderr
    );
    let unwanted = |call: &String| call.contains("change-set") || call == "git";
    assert!(!calls(&project).iter().any(unwanted));
}

#[test]
fn stack_release_and_objects_are_told_with_what_the_change_set_says() {
    let project = running();
    let path = project.at("out/tiny/cloudformation/eks-oneclick.yaml");
    let template = fs::read_to_string(path)
        .unwrap()
        .replace("MaxSize: 3", "MaxSize: 9");
    answer(&project, "template.json", &json!({"TemplateBody": template}));
    let change = json!({"Action": "Modify", "LogicalResourceId": "NodeGroupNg1", "Replacement": "True"});
    let set = json!({"Status": "CREATE_COMPLETE", "Changes": [{"ResourceChange": change}]});
    answer(&project, "change-set.json", &set);
    let history = json!([
        {"revision": 2, "status": "deployed", "chart": "metrics-server-3.12.0"},
        {"revision": 1, "status": "superseded", "chart": "metrics-server-3.11.0"},
    ]);
    answer(&project, "history.json", &history);
    answer(&project, "values.json", &json!({"replicas": 2}));
    answer(&project, "running.json", &class("gp2", "8"));
    let run = live(&project);
    let expected = "\
tiny against what runs

    cloudformation/eks-oneclick.yaml
      ~ NodeGroupNg1 (AWS::EKS::Nodegroup) Properties.ScalingConfig.MaxSize: 9 -> 3
          replace: CloudFormation's change set replaces it
";
    assert!(run.stdout.starts_with(expected), "{}\n{}", run.stdout, run.stderr);
    for line in [
        "      ~ StorageClass/gp3 parameters.type: gp2 -> gp3\n",
        "      ~ chart: metrics-server-3.12.0 -> metrics-server-3.13.1\n",
        "      - replicas: 2\n",
    ] {
        assert!(run.stdout.contains(line), "{line}{}", run.stdout);
    }
    assert_eq!(run.code, Some(2));
    let calls = calls(&project);
    let of_sets: Vec<&str> = calls
        .iter()
        .map(String::as_str)
        .filter(|call| call.contains("change-set"))
        .collect();
    let expected = [
        "cloudformation create-change-set",
        "cloudformation describe-change-set",
        "cloudformation delete-change-set",
    ];
    assert_eq!(of_sets, expected);
    let sent = fs::read_to_string(project.at("bin/sent")).unwrap();
    assert!(sent.contains("MaxSize: 3"), "{sent}");
}

#[test]
fn what_the_service_refuses_is_told_and_the_change_set_goes() {
    let project = running();
    answer(
        &project,
        "template.json",
        &json!({"TemplateBody": {"Resources": {}}}),
    );
    let set = json!({"Status": "FAILED", "StatusReason": "a property is wrong"});
    answer(&project, "change-set.json", &set);
    let run = project.run_with_own_programs(&["diff", "tiny", "--live", "--fail-on", "refused"]);
    assert_eq!(run.code, Some(5), "{}", run.stderr);
    let told = "refused: CloudFormation refuses the change: a property is wrong";
    assert!(run.stdout.contains(told), "{}", run.stdout);
    assert_eq!(
        calls(&project)
            .iter()
            .filter(|call| call.contains("delete-change-set"))
            .count(),
        1
    );
}

#[test]
fn a_failure_behind_the_change_set_leaves_none() {
    let project = running();
    answer(
        &project,
        "template.json",
        &json!({"TemplateBody": {"Resources": {}}}),
    );
    let refusal = "echo 'An error occurred (AccessDenied) when calling it: no' >&2; exit 255";
    project.program(
        "aws",
        &AWS.replace("answer change-set.json ChangeSetNotFound ChangeSet", refusal),
    );
    let run = live(&project);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert!(
        run.stderr.contains("(AccessDenied) when calling it: no"),
        "{}",
        run.stderr
    );
    assert!(
        calls(&project)
            .last()
            .is_some_and(|call| call.contains("delete-change-set"))
    );
}

#[test]
fn an_interrupted_run_leaves_no_change_set() {
    let project = running();
    answer(
        &project,
        "template.json",
        &json!({"TemplateBody": {"Resources": {}}}),
    );
    project.program(
        "aws",
        &AWS.replace("answer change-set", "kill -INT $PPID; answer change-set"),
    );
    answer(
        &project,
        "change-set.json",
        &json!({"Status": "CREATE_IN_PROGRESS"}),
    );
    let run = live(&project);
    assert_eq!((run.code, run.stdout.as_str()), (Some(130), ""), "{}", run.stderr);
    let told = "stopping: the call that is on its way comes to its end, and nothing else begins; Ctrl-C again ends it too\nstopped; nothing \
         was changed\n";
    assert_eq!(run.stderr, told);
    assert!(
        calls(&project)
            .last()
            .is_some_and(|call| call.contains("delete-change-set"))
    );
}

#[test]
fn another_account_or_cluster_is_refused_before_anything_is_asked() {
    let project = running();
    let arn = "arn:aws:iam::444455556666:role/ci";
    answer(
        &project,
        "identity.json",
        &json!({"Account": "444455556666", "Arn": arn}),
    );
    let run = live(&project);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    let told = "error: the credentials are of the account 444455556666 (arn:aws:iam::444455556666:role/ci), and `tiny` is in \
                111122223333\n";
    assert!(run.stderr.starts_with(told), "{}", run.stderr);
    assert_eq!(calls(&project), ["sts get-caller-identity"]);
    let project = running();
    let arn = "arn:aws:eks:us-east-1:111122223333:cluster/tiny";
    let cluster =
        json!({"cluster": {"arn": arn, "status": "ACTIVE", "endpoint": "https://tiny.example.com"}});
    answer(&project, "cluster.json", &cluster);
    let run = live(&project);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr.contains(&format!("the cluster that answers is {arn}")),
        "{}",
        run.stderr
    );
    let project = running();
    let arn = "arn:aws:eks:ap-northeast-2:111122223333:cluster/tiny";
    let cluster =
        json!({"cluster": {"arn": arn, "status": "ACTIVE", "endpoint": "https://other.example.com"}});
    answer(&project, "cluster.json", &cluster);
    let run = live(&project);
    assert!(
        run.stderr.contains("leads to `https://tiny.example.com`"),
        "{}",
        run.stderr
    );
    let archived = Project::with(&tiny().replace(
        "apiVersion: eksight/v1\n",
        "apiVersion: eksight/v1\nlifecycle: archived\n",
    ));
    assert!(live(&archived).stderr.contains("`tiny` is archived"));
}

#[test]
fn where_nothing_runs_everything_is_new() {
    let project = running();
    for name in ["stack.json", "cluster.json"] {
        fs::remove_file(project.at(&format!("bin/{name}"))).unwrap();
    }
    let run = live(&project);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert!(
        run.stdout.contains("      + StorageClass/gp3\n"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .ends_with(" to add, 0 to change, 0 to destroy; the worst risk is exposure\n"),
        "{}",
        run.stdout
    );
    let expected = [
        "sts get-caller-identity",
        "eks describe-cluster",
        "cloudformation describe-stacks",
    ];
    assert_eq!(calls(&project), expected);
    let without = Project::with(&tiny());
    let run = without.run_with_path(&["diff", "tiny", "--live"], "/nowhere");
    assert_eq!(
        (run.code, run.stderr.as_str()),
        (
            Some(1),
            "error: `aws` is not installed, or not in `PATH`\n  why: eksight drives the programs that you trust, and brings none \
             of its own\n  mend: install `aws`, or put its folder into `PATH`, then run the same command\n"
        )
    );
}

#[test]
fn the_contents_of_secrets_are_never_shown() {
    let project = running();
    let secret = |value: &str| json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "data": {"key": value}});
    answer(&project, "running.json", &secret("b2xk"));
    answer(
        &project,
        "wanted.json",
        &json!({"kind": "List", "items": [secret("bmV3")]}),
    );
    let run = live(&project);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stdout.contains("~ Secret/a data.key: (hidden)\n"),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("b2xk") && !run.stdout.contains("bmV3"));
}
