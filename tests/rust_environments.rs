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
use eksight::model::{Environment, NodeGroup, Size};
use eksight::source::{Draft, Drafted as _};

#[path = "../examples/study.rs"]
#[allow(dead_code, reason = "an example is a program of its own")]
mod study;

/// Names what the program is asked for, word by word.
const ASKED: &str = "ARGUMENTS";

fn rusty() -> Draft<Environment> {
    let most = if std::env::var_os("MORE").is_some() { 9 } else { 3 };
    study::study().node_group("ng1", NodeGroup::draft().size(Size::draft().max(most)))
}

#[test]
#[ignore = "the program that the other tests run"]
fn program() {
    let Ok(asked) = std::env::var(ASKED) else { return };
    let mut rust = vec![RustEnvironment::new("rusty", rusty)];
    if std::env::var_os("TWICE").is_some() {
        rust.push(RustEnvironment::new("rusty", rusty));
    }
    if std::env::var_os("CLASH").is_some() {
        rust.push(RustEnvironment::new("tiny", rusty));
    }
    if std::env::var_os("PANIC").is_some() {
        rust.push(RustEnvironment::new("panics", || panic!("no such team")));
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
    let comment = run(folder, "diff --all -o markdown", &["MORE"]);
    let line = "\n- 1 environment changed in `out/`, in Rust or by another eksight or catalogue: rusty\n";
    assert!(comment.1.contains(line), "{}", comment.1);
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
    let line = line_of("(\"panics\", ||");
    let fault = format!(
        "error[EKS0001]: the program panicked when it wrote `panics`\n --> tests/rust_environments.rs:{line}:"
    );
    assert!(all.2.contains(&fault), "{}", all.2);
    assert_eq!(all.2.matches("no such team").count(), 1, "{}", all.2);
    let done = run(project.path(), "render rusty", &["PANIC"]);
    assert_eq!(done.0, Some(0), "{}", done.2);
}
