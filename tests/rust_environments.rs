//! Commands over environments in Rust. The program that has them is this one, started anew by its own test.

#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "these tests start programs and prepare files; their helpers may fail like them"
)]

use std::path::Path;
use std::process::{Command, Output};

use eksight::cli::{RustEnvironment, run_from};
use eksight::model::{
    AccessEntry, AccessPolicy, Account, Addon, ArgocdDelivery, Bastion, Cluster, Delivery, Environment,
    FluxDelivery, Lifecycle, NodeGroup, Size,
};
use eksight::source::{Draft, Drafted as _};
use serde_json::{Value, json};

#[path = "../examples/study.rs"]
#[allow(dead_code, reason = "an example is a program of its own")]
mod study;

/// Names what the program is asked for, word by word.
const ASKED: &str = "ARGUMENTS";

fn rusty() -> Draft<Environment> {
    let most = if std::env::var_os("MORE").is_some() { 9 } else { 3 };
    study::study().node_group("ng1", NodeGroup::draft().size(Size::draft().max(most)))
}

fn panics() -> Draft<Environment> {
    panic!("no such team:\nred")
}

/// One that an engine delivers, with nothing to be delivered but its manifests.
fn small() -> Draft<Environment> {
    let zones = ["a", "b", "c"].map(|letter| format!("ap-northeast-2{letter}"));
    let access = AccessEntry::draft()
        .principal_arn("arn:aws:iam::111122223333:role/ops")
        .policy(AccessPolicy::AmazonEKSClusterAdminPolicy);
    let cluster = Cluster::draft()
        .name("small")
        .region("ap-northeast-2")
        .kubernetes_version("1.36")
        .zones(zones)
        .access_entry("ops", access);
    let most = if std::env::var_os("MORE").is_some() { 9 } else { 3 };
    let size = Size::draft().min(3).desired(3).max(most);
    let addons = [
        ("vpc-cni", "v1.23.0-eksbuild.1"),
        ("kube-proxy", "v1.36.0-eksbuild.1"),
        ("coredns", "v1.14.3-eksbuild.11"),
    ];
    let delivery = match std::env::var_os("ARGOCD") {
        Some(_) => Delivery::draft()
            .argocd(ArgocdDelivery::draft().repository("https://git.example.com/platform/clusters.git")),
        None => Delivery::draft().flux(FluxDelivery::draft()),
    };
    let bare = Environment::draft().account(Account::draft().id("111122223333"));
    let with_addons = addons.into_iter().fold(bare, |environment, (name, version)| {
        environment.addon(name, Addon::draft().version(version))
    });
    with_addons
        .cluster(cluster)
        .bastion(
            Bastion::draft()
                .instance_type("t3.xlarge")
                .zone("ap-northeast-2b"),
        )
        .node_group("ng1", NodeGroup::draft().instance_types(["t3.xlarge"]).size(size))
        .delivery(delivery)
        .lifecycle(match std::env::var_os("ARCHIVED") {
            Some(_) => Lifecycle::Archived,
            None => Lifecycle::Live,
        })
}

#[test]
#[ignore = "the program that the other tests run"]
fn program() {
    let Ok(asked) = std::env::var(ASKED) else { return };
    // One by one, what becomes of another environment.
    let has = |variable: &str| std::env::var_os(variable).is_some();
    let (first, name) = match (has("SWAPPED"), has("RENAMED")) {
        (true, _) => ("small", "rusty"),
        (false, true) => ("rusty", "later"),
        (false, false) => ("rusty", "small"),
    };
    let mut rust = vec![RustEnvironment::new(first, rusty)];
    if has("SMALL") {
        rust.extend([RustEnvironment::new(name, small)]);
    }
    if std::env::var_os("TWICE").is_some() {
        rust.push(RustEnvironment::new("rusty", rusty));
    }
    if std::env::var_os("CLASH").is_some() {
        rust.push(RustEnvironment::new("tiny", rusty));
    }
    if std::env::var_os("PANIC").is_some() {
        rust.push(RustEnvironment::new("panics", panics));
    }
    if has("EMPTY") {
        rust.clear();
    }
    let code = run_from(["eksight"].into_iter().chain(asked.split(' ')), &rust, &[]);
    std::process::exit(code.into());
}

fn run(folder: &Path, asked: &str, variables: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "program", "--ignored", "--nocapture", "--quiet"]);
    command.env(ASKED, format!("--as-of 2026-11-24 --color never {asked}"));
    for variable in variables {
        command.env(variable, "1");
    }
    let Output {
        status,
        stdout,
        stderr,
    } = command.current_dir(folder).output().unwrap();
    let stdout = String::from_utf8(stdout).unwrap();
    // What the test's own machinery says comes first.
    let stdout = stdout.trim_start_matches("\nrunning 1 test\n").to_owned();
    (status.code(), stdout, String::from_utf8(stderr).unwrap())
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    for role in ["AUTHOR", "COMMITTER"] {
        command
            .env(format!("GIT_{role}_NAME"), "test")
            .env(format!("GIT_{role}_EMAIL"), "test@example.com");
    }
    let done = command.arg("-C").arg(folder).args(arguments).status().unwrap();
    assert!(done.success(), "git {arguments:?}");
}

/// A project with one environment in a file, which is rendered and committed.
fn project() -> tempfile::TempDir {
    let project = tempfile::tempdir().unwrap();
    let at = |path: &str| project.path().join(path);
    std::fs::create_dir(at("environments")).unwrap();
    let tiny = include_str!("cli/tiny.yaml").replace("t3a.xlarge", "t3.xlarge");
    std::fs::write(at("environments/tiny.yaml"), tiny).unwrap();
    git(project.path(), &["init", "--quiet", "--initial-branch", "main"]);
    git(project.path(), &["add", "."]);
    git(project.path(), &["commit", "--quiet", "--message", "first"]);
    project
}

#[test]
fn a_change_in_rust_is_what_becomes_of_the_files_of_the_base() {
    let project = project();
    let folder = project.path();
    let new = run(folder, "diff --all --stat", &[]);
    assert_eq!(new.0, Some(0), "{}", new.2);
    assert!(
        new.1.starts_with("1 of 2 environments change, 1 new"),
        "{}",
        new.1
    );
    let rendered = run(folder, "render --all", &[]);
    assert_eq!(rendered.0, Some(0), "{}", rendered.2);
    git(folder, &["add", "."]);
    git(folder, &["commit", "--quiet", "--message", "second"]);
    let same = run(folder, "diff --all --detailed-exitcode", &[]);
    assert_eq!(
        same,
        (Some(0), "0 of 2 environments change\n".to_owned(), String::new())
    );

    let change = "  cloudformation/eks-oneclick.yaml: +1 -1 lines\n      \
                  ~ NodeGroupNg1 (AWS::EKS::Nodegroup) Properties.ScalingConfig.MaxSize: 3 -> 9\n";
    let all = run(folder, "diff --all --detailed-exitcode", &["MORE"]);
    assert_eq!(all.0, Some(2), "{}", all.2);
    let title = "In out/, since what Rust said at the base is known by its files alone";
    assert!(all.1.starts_with(title) && all.1.contains(change), "{}", all.1);
    let alone = run(folder, "diff rusty", &["MORE"]);
    assert_eq!((alone.0, alone.2.as_str()), (Some(0), ""));
    assert!(
        alone.1.starts_with(title) && alone.1.contains(change),
        "{}",
        alone.1
    );
    for command in ["diff rusty -o json", "diff --all -o json"] {
        let json: Value = serde_json::from_str(&run(folder, command, &["MORE"]).1).unwrap();
        let cost = &json["monthlyCost"];
        let told = ["partial", "beyond"].map(|key| cost[key].clone());
        assert_eq!(told, [true, true], "{command} {cost}");
    }
    let comment = run(folder, "diff --all -o markdown", &["MORE"]);
    let line = "\n- 1 environment changed in `out/`, in Rust or by another eksight or catalogue: rusty\n";
    assert!(comment.1.contains(line), "{}", comment.1);
}

/// The project with both environments of the program rendered and committed.
fn rendered_project() -> tempfile::TempDir {
    let project = project();
    let folder = project.path();
    let rendered = run(folder, "render --all", &["SMALL"]);
    assert_eq!(rendered.0, Some(0), "{}", rendered.2);
    git(folder, &["add", "."]);
    git(folder, &["commit", "--quiet", "--message", "second"]);
    project
}

const HANDED_OVER: &str = "\
~ name: small -> later
    delivery/flux/environment.yaml
      ~ Kustomization/flux-system/small metadata.name: small -> later
          outage: Flux goes on with what lies in out/small, and nothing tells it of `later`; once this is pushed, do in this order \
what leaves all that it has installed:
            `kubectl apply -f out/later/delivery/flux/environment.yaml`
            `kubectl delete kustomizations.kustomize.toolkit.fluxcd.io small --namespace flux-system --ignore-not-found`
            `for it in $(kubectl get kustomizations.kustomize.toolkit.fluxcd.io --namespace flux-system --selector \
kustomize.toolkit.fluxcd.io/name=small --output name); do kubectl delete \"$it\" --namespace flux-system --ignore-not-found; done`
            `git rm -r out/small`

";

/// What is told of cost where the base has no more than what a program wrote.
const COST_UNKNOWN: &str =
    "Monthly cost: unknown, since the base has of an environment in Rust what it was rendered to alone\n";

const CHANGED: &str = "\
In out/, since what Rust said at the base is known by its files alone (by the environment, another eksight or catalogue, or an edit \
by hand):
  cloudformation/eks-oneclick.yaml: +1 -1 lines
      ~ NodeGroupNg1 (AWS::EKS::Nodegroup) Properties.ScalingConfig.MaxSize: 3 -> 9

";

/// The cluster runs on under the new name, and what is generated differs in nothing but that.
#[test]
fn one_that_is_renamed_in_rust_is_compared_with_what_it_was() {
    let project = rendered_project();
    let folder = project.path();
    let note = "note: at HEAD its stack is that of `small`, with which it is compared\n";
    let summary = "later: 0 to add, 1 to change, 0 to destroy; the worst risk is outage\n";
    let renamed = run(folder, "diff later", &["SMALL", "RENAMED"]);
    let expected = format!("{HANDED_OVER}{summary}");
    assert_eq!(renamed, (Some(0), expected, note.to_owned()));
    let more = run(
        folder,
        "diff later --fail-on outage",
        &["SMALL", "RENAMED", "MORE"],
    );
    let expected = format!(
        "{HANDED_OVER}{CHANGED}{COST_UNKNOWN}{}",
        summary.replace('1', "2")
    );
    assert_eq!(more, (Some(5), expected, note.to_owned()));
    let all = run(folder, "diff --all --detailed-exitcode", &["SMALL", "RENAMED"]);
    let end = "\n~ 1 environment renamed since HEAD: later (was small)\n\n1 of 3 environments change, 1 renamed; the worst risk is \
               outage\n";
    assert_eq!((all.0, all.2.as_str()), (Some(2), ""));
    assert!(all.1.ends_with(end), "{}", all.1);

    // Another engine is one plan, which ends with the folder of the old name.
    let other = run(folder, "diff later", &["SMALL", "RENAMED", "ARGOCD"]).1;
    let begin = "~ name: small -> later\n    delivery/flux/environment.yaml\n      - Kustomization/flux-system/small\n          \
                 outage: nothing stops Flux: it goes on with what it knows";
    let end = "and behind the push set Argo CD on it:\n            `kubectl apply -f \
               out/later/delivery/argocd/application.yaml`\n            and take away what Flux delivers from:\n            \
               `git rm -r out/small`\n\n";
    let comes = "+ Application/argocd/later\n";
    assert!(
        other.starts_with(begin) && other.contains(end) && other.contains(comes),
        "{other}"
    );

    // Once that is committed, the folder that is left is of nobody.
    assert_eq!(run(folder, "render later", &["SMALL", "RENAMED"]).0, Some(0));
    git(folder, &["add", "."]);
    git(folder, &["commit", "--quiet", "--message", "third"]);
    let same = run(folder, "diff --all --detailed-exitcode", &["SMALL", "RENAMED"]);
    let expected = "0 of 3 environments change\n".to_owned();
    assert_eq!(same, (Some(0), expected, String::new()));
}

/// Each cluster is compared with the files of its own, which lie under the other name.
#[test]
fn names_that_change_places_in_rust_are_renames() {
    let project = rendered_project();
    let all = run(
        project.path(),
        "diff --all --detailed-exitcode",
        &["SMALL", "SWAPPED"],
    );
    let end = "\n~ 2 environments renamed since HEAD: rusty (was small), small (was rusty)\n\n1 of 3 environments change, 2 \
               renamed; the worst risk is outage\n";
    assert_eq!((all.0, all.2.as_str()), (Some(2), ""));
    assert!(all.1.ends_with(end), "{}", all.1);
    assert!(
        all.1.contains(
            "Flux delivers from out/small, which has the files of another cluster once this is pushed"
        ),
        "{}",
        all.1
    );
}

/// Nobody can ask what wrote it, and what it was rendered to tells what goes.
#[test]
fn one_that_is_taken_out_of_rust_is_gone() {
    let project = rendered_project();
    let folder = project.path();
    let expected = "- 1 environment gone since HEAD: small
    small is there at HEAD in `out/`, and in Rust no more. That deletes nothing that runs: it runs and bills until somebody tears it \
down as the runbook says (`git show HEAD:./out/small/RUNBOOK.md`), its lines in Rust brought back first
    cloudformation/eks-oneclick.yaml
      - Cluster (AWS::EKS::Cluster)
          outage: the cluster and all that runs in it is deleted
      - Bastion (AWS::EC2::Instance)
          data: it is deleted with what it holds

Monthly cost of 1 environment in Rust: unknown, since the base has what they were rendered to alone
0 of 2 environments change, 1 gone; the worst risk is outage
";
    let told = |code| (Some(code), expected.to_owned(), String::new());
    assert_eq!(run(folder, "diff --all --fail-on data", &[]), told(5));
    git(folder, &["rm", "-r", "--quiet", "out/small"]);
    assert_eq!(run(folder, "diff --all --detailed-exitcode", &[]), told(2));
    let json = run(folder, "diff --all -o json", &[]).1;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["goneEnvironments"], json!(["small"]));

    let alone = run(folder, "diff small --fail-on outage", &[]);
    assert_eq!((alone.0, alone.2.as_str()), (Some(5), ""));
    let heading = "small is there at HEAD in `out/`, and in Rust no more. That deletes nothing that runs: it runs and bills until \
                   somebody tears it down as the runbook says (`git show HEAD:./out/small/RUNBOOK.md`), its lines in Rust brought \
                   back first. This goes then\n\n    cloudformation/eks-oneclick.yaml\n";
    assert!(alone.1.starts_with(heading), "{}", alone.1);
    let cluster = "      - Cluster (AWS::EKS::Cluster)\n          outage: the cluster and all that runs in it is deleted\n";
    let end =
        format!("\n{COST_UNKNOWN}small: 0 to add, 0 to change, 40 to destroy; the worst risk is outage\n");
    assert!(
        alone.1.contains(cluster) && alone.1.ends_with(&end),
        "{}",
        alone.1
    );
    let json = run(folder, "diff small -o json", &[]).1;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["deletedEnvironment"], true);

    // Whose stack another name has is not torn down.
    let renamed = run(folder, "diff small", &["SMALL", "RENAMED"]);
    let message = "error: the cluster of `small` is `later` now; ask for that: `cargo xtask diff later`\n";
    assert_eq!(renamed, (Some(64), String::new(), message.to_owned()));
    git(folder, &["commit", "--quiet", "--message", "third"]);
    let same = run(folder, "diff --all --detailed-exitcode", &[]);
    assert_eq!(
        same,
        (Some(0), "0 of 2 environments change\n".to_owned(), String::new())
    );
}

/// What it was rendered to says that it is archived too.
#[test]
fn one_that_is_archived_in_rust_is_as_one_of_yaml() {
    let project = rendered_project();
    let folder = project.path();
    let archived = run(folder, "diff small --fail-on outage", &["SMALL", "ARCHIVED"]);
    let told = "      + lifecycle: archived\n          outage: eksight neither applies nor tears down what is archived: what runs of it \
                runs on, and bills, until somebody deletes it; `cargo xtask teardown small` before this change takes it away\n";
    assert_eq!(archived.0, Some(5), "{}", archived.2);
    assert!(archived.1.contains(told), "{}", archived.1);
    let stop = "outage: nothing stops Flux: it goes on with what it knows";
    assert!(archived.1.contains(stop), "{}", archived.1);

    assert_eq!(run(folder, "render small", &["SMALL", "ARCHIVED"]).0, Some(0));
    git(folder, &["add", "."]);
    git(folder, &["commit", "--quiet", "--message", "third"]);
    let corrected = run(
        folder,
        "diff small --fail-on restart",
        &["SMALL", "ARCHIVED", "MORE"],
    );
    let end = "MaxSize: 3 -> 9\n\nsmall: 0 to add, 1 to change, 0 to destroy\n";
    assert_eq!(corrected.0, Some(0), "{}", corrected.2);
    assert!(corrected.1.ends_with(end), "{}", corrected.1);

    let applied = run(folder, "apply small --yes", &["SMALL", "ARCHIVED"]);
    let mend = "set `lifecycle: live` in tests/rust_environments.rs and mend what `check` then says";
    assert_eq!(applied.0, Some(1), "{}", applied.2);
    assert!(applied.2.contains(mend), "{}", applied.2);

    let gone = run(folder, "diff --all --fail-on restart", &[]);
    let expected = "- 1 environment gone since HEAD: small\n    small is there at HEAD and no more. It is archived, which eksight neither \
                    applies nor tears down: that deletes nothing that runs\n\n0 of 2 environments change, 1 gone\n";
    assert_eq!((gone.0, gone.1.as_str()), (Some(0), expected), "{}", gone.2);
}

/// A program without any in Rust, such as the binary alone, cannot know whether the last one was taken out or is another
/// program's. It says so much rather than nothing, as `render --all` does.
#[test]
fn the_last_one_that_is_taken_out_of_rust_is_gone_too() {
    let project = rendered_project();
    let folder = project.path();
    std::fs::create_dir_all(folder.join("tests")).unwrap();
    std::fs::write(folder.join(file!()), "").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_eksight"));
    let asked = [
        "--as-of",
        "2026-11-24",
        "diff",
        "--all",
        "-o",
        "json",
        "--fail-on",
        "data",
    ];
    let done = command.args(asked).current_dir(folder).output().unwrap();
    let json: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(
        (done.status.code(), &json["goneRisks"]),
        (Some(5), &json!({ "rusty": "outage", "small": "outage" }))
    );
}

/// Where that was the last one of all, no folder of files tells where the project is.
#[test]
fn the_last_one_of_all_is_gone_as_any_other() {
    let project = rendered_project();
    let folder = project.path();
    git(
        folder,
        &["rm", "-r", "--quiet", "environments", "out/small", "out/tiny"],
    );
    std::fs::write(folder.join("Cargo.lock"), "").unwrap();
    let gone = run(folder, "diff --all --stat --fail-on data", &["EMPTY"]);
    let expected = "0 of 0 environments change, 3 gone; the worst risk is outage\n";
    assert_eq!(gone, (Some(5), expected.to_owned(), String::new()));
    let checked = run(folder, "render --all --check", &["EMPTY"]);
    let expected = "out/rusty belongs to no environment, and `render` leaves it alone; tear down what it describes by \
                    out/rusty/RUNBOOK.md, then delete it: `git rm -r out/rusty`\nerror: out/ has folders of environments that there \
                    are no more\n";
    assert_eq!((checked.0, checked.2.as_str()), (Some(4), expected));
}

/// What nobody can read of it counts as the worst, as everywhere.
#[test]
fn one_that_is_gone_and_cannot_be_read_does_not_pass_a_gate() {
    let project = rendered_project();
    let folder = project.path();
    std::fs::write(folder.join("out/small/drills/netshoot.yaml"), "a: [\n").unwrap();
    git(folder, &["commit", "--quiet", "--all", "--message", "third"]);
    let gone = run(folder, "diff small --fail-on refused", &[]);
    let end = format!(
        "In out/ of the base, which cannot be read:\n  drills/netshoot.yaml: +0 -1 lines; the base's cannot be read, so what it did \
         is not known, and counts as the worst\n\n{COST_UNKNOWN}small: 0 to add, 0 to change, 40 to destroy; the worst risk is \
         refused\n"
    );
    assert_eq!(gone.0, Some(5), "{}", gone.2);
    assert!(gone.1.ends_with(&end), "{}", gone.1);
}

/// Of the same name or of another one, in a file it is what it was in Rust.
#[test]
fn one_that_moves_from_rust_to_a_file_is_not_new() {
    let project = rendered_project();
    let folder = project.path();
    let file = run(folder, "show small", &["SMALL"]).1;
    for (name, note) in [
        ("small", ""),
        (
            "later",
            "note: at HEAD its stack is that of `small`, with which it is compared\n",
        ),
    ] {
        let path = folder.join(format!("environments/{name}.yaml"));
        std::fs::write(&path, &file).unwrap();
        let moved = run(folder, &format!("diff {name} --stat"), &[]);
        let (changes, worst) = match note.is_empty() {
            true => (0, ""),
            false => (1, "; the worst risk is outage"),
        };
        let summary = format!("{name}: 0 to add, {changes} to change, 0 to destroy{worst}\n");
        assert_eq!(moved, (Some(0), summary, note.to_owned()));
        std::fs::remove_file(&path).unwrap();
    }
    // A folder that a file has left behind is none of a program: what comes back is new.
    let tiny = std::fs::read_to_string(folder.join("environments/tiny.yaml")).unwrap();
    std::fs::remove_file(folder.join("environments/tiny.yaml")).unwrap();
    git(folder, &["commit", "--quiet", "--all", "--message", "third"]);
    let gone = run(folder, "diff --all --stat", &["SMALL"]);
    assert_eq!(
        gone,
        (Some(0), "0 of 2 environments change\n".to_owned(), String::new())
    );
    std::fs::write(folder.join("environments/tiny.yaml"), tiny).unwrap();
    let back = run(folder, "diff tiny", &["SMALL"]);
    assert!(back.1.starts_with("tiny is new against HEAD\n"), "{}", back.1);
}

/// The line of this file that has a text.
fn line_of(text: &str) -> usize {
    let lines = include_str!("rust_environments.rs").lines();
    lines.take_while(|line| !line.contains(text)).count() + 1
}

#[test]
fn a_name_that_two_have_is_told_with_their_lines() {
    let project = project();
    let (first, second) = (line_of("vec![RustEnvironment"), line_of("push(RustEnvironment"));
    let twice = run(project.path(), "check --all", &["TWICE"]);
    let expected = format!(
        "error: two environments of this program are called `rusty`, of tests/rust_environments.rs:{first} and of \
         tests/rust_environments.rs:{second}; give one of them another name\n"
    );
    assert_eq!((twice.0, twice.2), (Some(3), expected));
    let clash = run(project.path(), "check --all", &["CLASH"]);
    let line = line_of("(\"tiny\", rusty)");
    let expected = format!(
        "error: the environment `tiny` is written twice, in Rust at tests/rust_environments.rs:{line} and in \
         environments/tiny.yaml; rename one of them\n"
    );
    assert_eq!((clash.0, clash.2), (Some(3), expected));
}

#[test]
fn a_panic_is_told_of_its_environment_and_others_are_checked() {
    let project = project();
    let all = run(project.path(), "check --all", &["PANIC"]);
    assert_eq!(all.0, Some(3), "{}", all.2);
    let (line, made) = (line_of("panic!(\"no such team"), line_of("(\"panics\", panics"));
    let fault = format!(
        "error[EKS0001]: the program panicked when it wrote `panics`: no such team:\n                 red\n --> \
         tests/rust_environments.rs:{line}:5\n  = help: mend the function that writes the environment\n  = note: `panics` is made \
         here: tests/rust_environments.rs:{made}:19\n\npanics: 1 error\n"
    );
    assert_eq!(
        all.2
            .split_once("panics: 1 error\n")
            .map(|(fault, _)| fault.to_owned() + "panics: 1 error\n"),
        Some(fault)
    );

    // With its sources, a program shows their lines.
    std::fs::create_dir_all(project.path().join("tests")).unwrap();
    std::fs::write(project.path().join(file!()), include_str!("rust_environments.rs")).unwrap();
    let shown = run(project.path(), "check panics", &["PANIC"]).2;
    let here = format!("{line} |     panic!(\"no such team:\\nred\")\n");
    assert!(
        shown.contains(&here) && shown.contains("`panics` is made here\n"),
        "{shown}"
    );
    let json = run(project.path(), "check panics -o json", &["PANIC"]).1;
    let json: Value = serde_json::from_str(&json).unwrap();
    let place = [&json[0]["line"], &json[0]["message"]];
    let message = "the program panicked when it wrote `panics`: no such team:\nred";
    assert_eq!(place, [&json!(line), &json!(message)], "{json}");
    let done = run(project.path(), "render rusty", &["PANIC"]);
    assert_eq!(done.0, Some(0), "{}", done.2);
}
