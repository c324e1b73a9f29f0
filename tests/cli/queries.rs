//! `queries run`, with an `aws` of the test's own.

use crate::project::{Project, Run, sound};

/// One builtin query, and one of two groups.
fn project() -> Project {
    let queries = "logging:\n  controlPlane: { retentionDays: 90 }\n  queries:\n    agents: { builtin: requestsByUserAgent }\n    own:\n      own:\n        \
                   logGroups: [/a, /b]\n        query: fields @message\n";
    let audited = sound().replacen("  name: tiny\n", "  name: tiny\n  logTypes: [audit]\n", 1);
    Project::with(&format!("{audited}{queries}"))
}

/// Writes its arguments down, one call a line, and answers: an id, then a state that is not the last, then rows.
const AWS: &str = r#"
here=$(dirname "$0")
printf '%s\037' "$@" | tr '\n' ' ' >> "$here/calls"; echo >> "$here/calls"
if [ "$2" = start-query ]; then echo '{"queryId": "q-1"}'; exit; fi
if [ ! -e "$here/asked" ]; then touch "$here/asked"; echo '{"status": "Scheduled"}'; exit; fi
cat <<'END'
{"status": "Complete", "statistics": {"recordsMatched": 3.0, "recordsScanned": 1204.0, "bytesScanned": 2500000.0},
 "results": [[{"field": "userAgent", "value": "kubelet"}, {"field": "requests", "value": "2"}, {"field": "@ptr", "value": "x"}],
             [{"field": "userAgent", "value": "kube-scheduler"}, {"field": "requests", "value": "1"}]]}
END
"#;

fn run(project: &Project, arguments: &[&str]) -> Run {
    project.run_with_own_programs(&[&["queries", "run", "tiny"], arguments].concat())
}

#[test]
fn a_query_is_started_waited_for_and_printed() {
    let project = project();
    project.program("aws", AWS);
    let table = run(&project, &["agents", "--since", "2h"]);
    assert_eq!(
        table,
        Run {
            code: Some(0),
            stdout: "userAgent       requests\nkubelet         2\nkube-scheduler  1\n".to_owned(),
            stderr: "complete: 3 of 1204 records, 2.5 MB\n".to_owned(),
        }
    );
    let calls = std::fs::read_to_string(project.at("bin/calls")).unwrap();
    let calls: Vec<Vec<&str>> = calls.lines().map(|line| line.split('\x1f').collect()).collect();
    assert_eq!(calls.len(), 3);
    let start: Vec<&str> = calls[0].clone();
    assert_eq!(
        start[..7],
        [
            "logs",
            "start-query",
            "--region",
            "ap-northeast-2",
            "--log-group-names",
            "/aws/eks/tiny/cluster",
            "--start-time"
        ]
    );
    let seconds = |at: usize| start[at].parse::<u64>().unwrap();
    assert_eq!((start[8], seconds(9) - seconds(7)), ("--end-time", 2 * 3600));
    assert!(
        start[11].contains("stats count(*) as requests by userAgent"),
        "{start:?}"
    );
    assert_eq!(
        calls[1][..6],
        [
            "logs",
            "get-query-results",
            "--region",
            "ap-northeast-2",
            "--query-id",
            "q-1"
        ]
    );
}

#[test]
fn rows_can_be_had_as_json() {
    let project = project();
    project.program("aws", AWS);
    project.write("bin/asked", "");
    let json = run(&project, &["own", "-o", "json"]);
    let rows: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(
        rows[1],
        serde_json::json!({"userAgent": "kube-scheduler", "requests": "1"})
    );
    assert_eq!(rows[0].as_object().unwrap().len(), 2);
    let calls = std::fs::read_to_string(project.at("bin/calls")).unwrap();
    assert!(
        calls.contains("--log-group-names\x1f/a\x1f/b\x1f--start-time"),
        "{calls}"
    );
}

#[test]
fn an_unknown_query_names_those_there_are() {
    let run = run(&project(), &["agent"]);
    assert_eq!(run.code, Some(64));
    assert_eq!(
        run.stderr,
        "error: there is no query `agent`; there are\n  agents\n  own\n"
    );
}

#[test]
fn what_aws_says_is_said_and_a_query_that_fails_is_no_empty_answer() {
    let project = project();
    project.program(
        "aws",
        "echo 'An error occurred (ExpiredTokenException)' >&2; exit 254",
    );
    let refused = run(&project, &["agents"]);
    assert_eq!(refused.code, Some(1));
    assert_eq!(
        refused.stderr,
        "error: `aws logs start-query` failed:\nAn error occurred (ExpiredTokenException)\n"
    );
    project.program(
        "aws",
        r#"[ "$2" = start-query ] && echo '{"queryId": "q-1"}' || echo '{"status": "Timeout"}'"#,
    );
    let ended = run(&project, &["agents"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    assert!(
        ended.stderr.contains("the query `q-1` ended as `Timeout`"),
        "{}",
        ended.stderr
    );
    project.program("aws", "echo nonsense");
    let nonsense = run(&project, &["agents"]);
    assert_eq!(nonsense.code, Some(1));
    assert!(
        nonsense
            .stderr
            .contains("the answer of `aws logs start-query` is not as"),
        "{}",
        nonsense.stderr
    );
}

#[test]
fn without_the_aws_cli_it_says_what_is_missing() {
    let project = project();
    let path = project.at("bin").display().to_string();
    let run = project.run_with_path(&["queries", "run", "tiny", "agents"], &path);
    assert_eq!(run.code, Some(1));
    assert_eq!(
        run.stderr,
        "error: the query is asked through the AWS CLI: `aws` is not installed, or not in `PATH`\n"
    );
}

#[test]
fn a_duration_that_is_none_is_wrong_usage() {
    let run = run(&project(), &["agents", "--since", "yesterday"]);
    assert_eq!(run.code, Some(64));
    assert!(
        run.stderr.contains("`yesterday` is not a duration"),
        "{}",
        run.stderr
    );
}
