//! `docs/github-actions.yaml`: its own steps, run by bash as a runner does, with a stand-in for the API of comments.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::project::{Project, git, repository, sound};

const REPOSITORY: &str = "platform/environments";

/// `gh api` over files: a comment's id is its file's name. It knows what the workflow asks and refuses the rest.
const GH: &str = r#"
comments=$(dirname "$0")/../comments
mkdir -p "$comments"
[ "$1" = api ] || exit 64
shift
method=GET
while [ $# -gt 0 ]; do
    case $1 in
        --method) method=$2; shift 2 ;;
        -F) body=${2#body=@}; shift 2 ;;
        --jq) jq=$2; shift 2 ;;
        --paginate | --silent) shift ;;
        -*) exit 64 ;;
        *) path=$1; shift ;;
    esac
done
echo "$method $path" >> "$comments/../calls"
case "$method $path" in
    "GET repos/platform/environments/issues/7/comments")
        [ "$jq" = '.[] | select(.body | startswith("<!-- eksight-diff ")) | "\(.id) \(.body | split(" ")[2])"' ] || exit 64
        for comment in "$comments"/*; do
            [ -e "$comment" ] || continue
            case $(cat "$comment") in "<!-- eksight-diff "*) echo "$(basename "$comment") $(cut -d ' ' -f 3 "$comment" | head -n 1)" ;; esac
        done
        ;;
    "POST repos/platform/environments/issues/7/comments")
        set -- "$comments"/*
        [ -e "$1" ] || set --
        cp "$body" "$comments/$(($# + 1))"
        ;;
    "PATCH repos/platform/environments/issues/comments/"*)
        [ -e "$comments/${path##*/}" ] || exit 1
        cp "$body" "$comments/${path##*/}"
        ;;
    *) exit 64 ;;
esac
"#;

/// The second environment, which is a cluster of its own.
fn other() -> String {
    sound().replace("name: tiny", "name: other")
}

/// The project of a pull request: a base, and on it the merge.
struct PullRequest {
    project: Project,
    of_a_fork: bool,
}

impl PullRequest {
    /// Two environments as the base has them, rendered.
    fn new() -> Self {
        let project = Project::with(&sound());
        project.write("environments/other.yaml", other());
        assert_eq!(project.run(&["render", "--all"]).code, Some(0));
        project.commit();
        let eksight = env!("CARGO_BIN_EXE_eksight");
        project.program(
            "cargo",
            &format!("[ \"$1\" = xtask ] || exit 64\nshift\nexec {eksight} --as-of 2026-11-24 --color never \"$@\"\n"),
        );
        project.program("gh", GH);
        Self {
            project,
            of_a_fork: false,
        }
    }

    /// The merge: what the working tree has, one commit after the base.
    fn merge(&self) {
        let folder = self.project.at("");
        git(&folder, &["add", "environments", "out"]);
        git(&folder, &["commit", "--quiet", "--message", "merge"]);
    }

    /// Exit codes of the steps that ran, by name.
    fn review(&self) -> BTreeMap<String, i32> {
        let text = fs::read_to_string(repository().join("docs/github-actions.yaml")).unwrap();
        let workflow: Value = yaml_serde::from_str(&text).unwrap();
        let steps = workflow["jobs"]["review"]["steps"].as_array().unwrap();
        // Each run has a checkout of its own.
        for folder in ["diffs", "unchanged"] {
            let _ = fs::remove_dir_all(self.project.at(folder));
        }
        let mut ran = BTreeMap::new();
        for step in steps.iter().filter(|step| step["run"].is_string()) {
            let failed = ran.values().any(|code| *code != 0);
            if self.wants(step["if"].as_str(), failed) {
                let name = step["name"].as_str().unwrap().to_owned();
                ran.insert(name, self.run(step));
            }
        }
        ran
    }

    /// Whether a step runs; without a condition of its own it does not after one that failed.
    fn wants(&self, condition: Option<&str>, failed: bool) -> bool {
        let Some(condition) = condition else {
            return !failed;
        };
        let condition = condition
            .strip_prefix("${{ ")
            .unwrap()
            .strip_suffix(" }}")
            .unwrap();
        let terms: Vec<&str> = condition.split(" && ").collect();
        let hold = terms.iter().all(|term| match *term {
            "!cancelled()" | "github.event_name == 'pull_request'" => true,
            "github.event.pull_request.head.repo.full_name == github.repository" => !self.of_a_fork,
            other => panic!("the condition `{other}`"),
        });
        hold && (terms.contains(&"!cancelled()") || !failed)
    }

    /// A step as GitHub's runner starts it. Source: GitHub Actions, workflow syntax, `shell`: `bash -e {0}`.
    fn run(&self, step: &Value) -> i32 {
        self.project.write("step.sh", step["run"].as_str().unwrap());
        let mut bash = Command::new("bash");
        bash.args(["-e", "step.sh"])
            .current_dir(self.project.at(""))
            .env(
                "PATH",
                format!(
                    "{}:{}",
                    self.project.at("bin").display(),
                    std::env::var("PATH").unwrap()
                ),
            )
            .env("GITHUB_REPOSITORY", REPOSITORY)
            .env("GITHUB_STEP_SUMMARY", self.project.at("summary.md"))
            .stdin(Stdio::null());
        for (name, value) in step["env"].as_object().into_iter().flatten() {
            let value = value.as_str().unwrap();
            let value = value.replace("${{ github.repository }}", REPOSITORY);
            let value = value.replace("${{ github.event.number }}", "7");
            let value = value.replace("${{ github.token }}", "");
            assert!(!value.contains("${{"), "{value}");
            bash.env(name, value);
        }
        bash.output().unwrap().status.code().unwrap()
    }

    /// The comments by their ids.
    fn comments(&self) -> BTreeMap<String, String> {
        let Ok(files) = fs::read_dir(self.project.at("comments")) else {
            return BTreeMap::new();
        };
        let comment = |path: std::path::PathBuf| {
            let id = path.file_name().unwrap().to_str().unwrap().to_owned();
            (id, fs::read_to_string(path).unwrap())
        };
        files.map(|file| comment(file.unwrap().path())).collect()
    }

    fn write_tiny(&self, from: &str, to: &str) {
        let text = sound();
        assert!(text.contains(from), "{text}");
        self.project
            .write("environments/tiny.yaml", text.replace(from, to));
    }
}

const RENDERED: &str = "out/ is what the environments say";
const FINDINGS: &str = "Every finding, at its line";
const CHANGES: &str = "What changes";
const COMMENTS: &str = "Comments, renewed in place";

fn codes(codes: [i32; 4]) -> BTreeMap<String, i32> {
    let names = [RENDERED, FINDINGS, CHANGES, COMMENTS].map(ToOwned::to_owned);
    names.into_iter().zip(codes).collect()
}

#[test]
fn a_stale_out_fails_the_job_and_the_comment_is_written_all_the_same() {
    let review = PullRequest::new();
    review.write_tiny("t3.xlarge", "t3.large");
    review.merge();
    assert_eq!(review.review(), codes([4, 0, 0, 0]));
    let comments = review.comments();
    assert_eq!(comments.keys().collect::<Vec<_>>(), ["1"]);
    let comment = &comments["1"];
    assert!(
        comment.starts_with("<!-- eksight-diff tiny -->\n### `tiny` against HEAD^1: ")
            && comment.contains("t3.large"),
        "{comment}"
    );
    let summary = fs::read_to_string(review.project.at("summary.md")).unwrap();
    assert!(
        summary.contains("<!-- eksight-diff other -->") && summary.contains(comment),
        "{summary}"
    );
}

#[test]
fn a_second_run_renews_the_comment_in_place() {
    let review = PullRequest::new();
    review
        .project
        .write("comments/1", "Somebody says: <!-- eksight-diff tiny -->\n");
    review.write_tiny("t3.xlarge", "t3.large");
    assert_eq!(review.project.run(&["render", "--all"]).code, Some(0));
    review.merge();
    assert_eq!(review.review(), codes([0, 0, 0, 0]));
    let first = review.comments();
    assert_eq!(first.keys().collect::<Vec<_>>(), ["1", "2"]);
    // The change is taken back, so the comment that there is says that nothing changes.
    review.project.write("environments/tiny.yaml", sound());
    git(&review.project.at(""), &["reset", "--quiet", "--soft", "HEAD^1"]);
    assert_eq!(review.project.run(&["render", "--all"]).code, Some(0));
    git(&review.project.at(""), &["add", "environments", "out"]);
    git(
        &review.project.at(""),
        &["commit", "--quiet", "--allow-empty", "--message", "merge"],
    );
    assert_eq!(review.review(), codes([0, 0, 0, 0]));
    let second = review.comments();
    assert_eq!(second.keys().collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(second["1"], first["1"]);
    assert!(
        second["2"].starts_with("<!-- eksight-diff tiny -->\n") && !second["2"].contains("t3.large"),
        "{}",
        second["2"]
    );
}

#[test]
fn a_deleted_environment_gets_a_comment() {
    let review = PullRequest::new();
    git(
        &review.project.at(""),
        &["rm", "--quiet", "-r", "environments/tiny.yaml", "out/tiny"],
    );
    review.merge();
    assert_eq!(review.review(), codes([0, 0, 0, 0]));
    let comments = review.comments();
    assert_eq!(comments.len(), 1);
    assert!(
        comments["1"]
            .starts_with("<!-- eksight-diff tiny -->\n### `tiny` against HEAD^1: 0 to add, 0 to change, ")
            && comments["1"].contains("`git show HEAD^1:./out/tiny/RUNBOOK.md`"),
        "{}",
        comments["1"]
    );
}

/// Its cluster runs on under another name.
#[test]
fn a_renamed_environment_gets_its_comment_under_the_name_of_now() {
    let review = PullRequest::new();
    git(
        &review.project.at(""),
        &["mv", "environments/tiny.yaml", "environments/small.yaml"],
    );
    review.project.write(
        "environments/small.yaml",
        sound().replace("t3.xlarge", "t3.large"),
    );
    git(&review.project.at(""), &["rm", "--quiet", "-r", "out/tiny"]);
    assert_eq!(review.project.run(&["render", "--all"]).code, Some(0));
    review.merge();
    assert_eq!(review.review(), codes([0, 0, 0, 0]));
    let comments: Vec<String> = review.comments().into_values().collect();
    assert_eq!(comments.len(), 1, "{comments:?}");
    assert!(
        comments[0].starts_with("<!-- eksight-diff small -->\n### `small` against HEAD^1: 0 to add"),
        "{}",
        comments[0]
    );
}

/// Environments in Rust have no file: what they were rendered to tells of them.
#[test]
fn environments_in_rust_get_comments_too() {
    let review = PullRequest::new();
    let plan = fs::read_to_string(review.project.at("out/tiny/plan.json")).unwrap();
    for name in ["kept", "taken"] {
        let plan = plan
            .replace("environments/tiny.yaml", "src/main.rs")
            .replace("tiny", name);
        review.project.write(&format!("out/{name}/plan.json"), &plan);
        review
            .project
            .write(&format!("out/{name}/RUNBOOK.md"), "# Runbook\n");
    }
    // The workspace's own program, which has `kept` in Rust.
    let eksight = env!("CARGO_BIN_EXE_eksight");
    let cargo = format!(
        "shift\nif [ \"$1 $2\" = 'diff kept' ]; then echo '<!-- eksight-diff kept -->'; exit 2; fi\nexec {eksight} \"$@\"\n"
    );
    review.project.program("cargo", &cargo);
    git(&review.project.at(""), &["add", "out"]);
    git(
        &review.project.at(""),
        &["commit", "--quiet", "--amend", "--message", "base"],
    );
    git(&review.project.at(""), &["rm", "--quiet", "-r", "out/taken"]);
    review.merge();
    assert_eq!(review.review()[CHANGES], 0);
    let comments: Vec<String> = review.comments().into_values().collect();
    assert_eq!(comments[0], "<!-- eksight-diff kept -->\n");
    assert!(
        comments[1].starts_with("<!-- eksight-diff taken -->\n### `taken` against HEAD^1: ")
            && comments[1].contains("`git show HEAD^1:./out/taken/RUNBOOK.md`"),
        "{comments:?}"
    );
    assert_eq!(comments.len(), 2);
}

#[test]
fn an_environment_with_an_error_fails_the_job_and_the_others_get_their_comments() {
    let review = PullRequest::new();
    review.write_tiny("t3.xlarge", "t3a.xlarge");
    review.project.write(
        "environments/other.yaml",
        other().replace("t3.xlarge", "t3.large"),
    );
    review.merge();
    assert_eq!(review.review(), codes([3, 3, 1, 0]));
    let comments = review.comments();
    let begins: Vec<&str> = comments
        .values()
        .filter_map(|comment| comment.lines().nth(1))
        .collect();
    assert!(
        begins[0].starts_with("### `other` against HEAD^1: "),
        "{begins:?}"
    );
    assert_eq!(begins[1..], ["### `tiny` cannot be compared"]);
}

/// Its token may only read.
#[test]
fn a_pull_request_of_a_fork_gets_no_comment() {
    let mut review = PullRequest::new();
    review.of_a_fork = true;
    review.write_tiny("t3.xlarge", "t3.large");
    review.merge();
    let ran = review.review();
    assert_eq!(ran.get(COMMENTS), None);
    assert_eq!((ran[RENDERED], ran[CHANGES]), (4, 0));
    assert!(review.comments().is_empty());
}

/// As after another version of eksight or of the catalogue, whose render is committed: no setting says why.
#[test]
fn what_no_setting_changes_gets_a_comment_too() {
    let review = PullRequest::new();
    let file = "out/tiny/RUNBOOK.md";
    let rendered = fs::read_to_string(review.project.at(file)).unwrap();
    review
        .project
        .write(file, format!("{rendered}of a former version\n"));
    git(&review.project.at(""), &["add", "out"]);
    git(
        &review.project.at(""),
        &["commit", "--quiet", "--amend", "--message", "base"],
    );
    review.project.write(file, rendered);
    review.merge();
    assert_eq!(review.review(), codes([0, 0, 0, 0]));
    let expected = "\
<!-- eksight-diff tiny -->
### `tiny` against HEAD^1: 0 to add, 0 to change, 0 to destroy

Not from the environment (another eksight or catalogue, or an edit of `out/` by hand):
- `RUNBOOK.md`: +0 -1 lines
";
    let comments = review.comments();
    assert_eq!(comments.values().collect::<Vec<_>>(), [expected]);
}

/// Six that change, of which one cannot be compared, are one comment; those of an earlier push point to it, and it to those of
/// a later one.
#[test]
fn many_changed_environments_share_one_comment() {
    let review = PullRequest::new();
    let write = |number: usize, machine: &str| {
        let text = sound().replace("name: tiny", &format!("name: e{number}"));
        let text = text.replace("t3.xlarge", machine);
        review
            .project
            .write(&format!("environments/e{number}.yaml"), text);
    };
    let merge = || {
        assert_eq!(review.project.run(&["render", "--all"]).code, Some(0));
        review.merge();
    };
    (1..=6).for_each(|number| write(number, "t3.xlarge"));
    merge();
    write(1, "t3.large");
    merge();
    assert_eq!(review.review(), codes([0, 0, 0, 0]));
    (1..=6).for_each(|number| write(number, "t3.2xlarge"));
    merge();
    assert_eq!(review.review(), codes([0, 0, 0, 0]));
    let comments = review.comments();
    assert_eq!(comments.len(), 2, "{comments:?}");
    assert_eq!(
        comments["1"],
        "<!-- eksight-diff e1 -->\n### `e1` is in the comment about all environments\n"
    );
    let begin = "<!-- eksight-diff --all -->\n### 6 of 8 environments change; the worst risk is ";
    let change = "`[\"t3.xlarge\"] -> [\"t3.2xlarge\"]` (**";
    assert!(
        comments["2"].starts_with(begin) && comments["2"].contains(change),
        "{}",
        comments["2"]
    );
    // Again, with one that has an error.
    (1..=6).for_each(|number| write(number, if number == 6 { "t3a.xlarge" } else { "t3.xlarge" }));
    review.merge();
    assert_eq!(review.review(), codes([3, 3, 1, 0]));
    let comments = review.comments();
    assert_eq!(comments.len(), 2, "{comments:?}");
    assert!(
        comments["2"].contains("1 environment refused, so not compared: e6"),
        "{}",
        comments["2"]
    );
    write(6, "t3.2xlarge");
    merge();
    write(6, "t3.xlarge");
    merge();
    assert_eq!(review.review(), codes([0, 0, 0, 0]));
    let comments = review.comments();
    assert_eq!(comments.len(), 3, "{comments:?}");
    assert_eq!(
        comments["2"],
        "<!-- eksight-diff --all -->\n### Few environments change now: each has its own comment\n"
    );
    assert!(comments["3"].starts_with("<!-- eksight-diff e6 -->\n### `e6` against"));
}

#[test]
fn an_environment_that_an_earlier_push_brought_is_told_as_taken_back() {
    let review = PullRequest::new();
    review.project.write(
        "comments/1",
        "<!-- eksight-diff fresh -->\n### `fresh` against HEAD^1: 57 to add\n",
    );
    git(
        &review.project.at(""),
        &["commit", "--quiet", "--allow-empty", "--message", "merge"],
    );
    assert_eq!(review.review(), codes([0, 0, 0, 0]));
    let expected = "<!-- eksight-diff fresh -->\n### `fresh` is not in this pull request any more\n";
    assert_eq!(review.comments().values().collect::<Vec<_>>(), [expected]);
}

#[test]
fn without_any_environment_nothing_is_compared() {
    let review = PullRequest::new();
    git(
        &review.project.at(""),
        &["rm", "--quiet", "-r", "environments", "out"],
    );
    git(
        &review.project.at(""),
        &["commit", "--quiet", "--message", "base"],
    );
    git(
        &review.project.at(""),
        &["commit", "--quiet", "--allow-empty", "--message", "merge"],
    );
    let ran = review.review();
    assert_eq!((ran[CHANGES], ran[COMMENTS]), (0, 0));
    assert!(review.comments().is_empty());
}

/// Two runs must not write the same comment at once, and a check that is required must start for every pull request.
#[test]
fn a_run_is_alone_ends_and_always_starts() {
    let text = fs::read_to_string(repository().join("docs/github-actions.yaml")).unwrap();
    let workflow: Value = yaml_serde::from_str(&text).unwrap();
    assert_eq!(
        workflow["on"],
        serde_json::json!({ "pull_request": null, "merge_group": null })
    );
    assert_eq!(
        workflow["concurrency"],
        serde_json::json!({
            "group": "${{ github.workflow }}-${{ github.ref }}",
            "cancel-in-progress": "${{ github.event_name == 'pull_request' }}",
        })
    );
    let job = &workflow["jobs"]["review"];
    assert_eq!(job["timeout-minutes"], 30);
    assert_eq!(job["steps"][0]["with"]["persist-credentials"], false);
}
