//! `queries run`, with an `aws` of the test's own.

use crate::project::{Project, Run, sound};

/// One builtin query, one of two groups, and one with a limit.
fn project() -> Project {
    let queries = "logging:\n  controlPlane: { retentionDays: 90 }\n  queries:\n    agents: { builtin: requestsByUserAgent }\n    own:\n      own:\n        \
                   logGroups: [/a, /b]\n        query: fields @message\n    limited:\n      own:\n        \
                   logGroups: [/a]\n        query: fields @message | limit 3\n";
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
    let table = run(&project, &["agents", "--since", "1h30m"]);
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
    assert_eq!((start[8], seconds(9) - seconds(7)), ("--end-time", 5400));
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

/// An `aws` that starts and stops queries, and answers as a script says when it is asked for results.
fn answering(project: &Project, results: &str) {
    project.program(
        "aws",
        &format!(
            "here=$(dirname \"$0\")\necho \"$2\" >> \"$here/asked\"\ncase $2 in\nstart-query) echo '{{\"queryId\": \"q-1\"}}' ;;\n\
             stop-query) echo \"$*\" >> \"$here/stopped\"; echo '{{\"success\": true}}' ;;\n*) {results} ;;\nesac\n"
        ),
    );
}

/// What was asked of the AWS CLI.
fn asked(project: &Project) -> Vec<String> {
    let asked = std::fs::read_to_string(project.at("bin/asked")).unwrap();
    asked.lines().map(str::to_owned).collect()
}

#[test]
fn what_would_steer_the_terminal_is_shown_and_json_stays_json() {
    let project = project();
    // ESC and U+009B begin a sequence, U+202E turns what follows around.
    let event = "\u{1b}]0;x\u{7}\u{9b}31m\u{202e}fdp.exe\ttwo\nlines";
    let field = serde_json::json!({"field": "@message\u{1b}", "value": event});
    let answer = serde_json::json!({"status": "Complete", "results": [[field]]});
    project.write("answer", answer.to_string());
    answering(&project, "cat \"$here/../answer\"");
    let table = run(&project, &["agents"]);
    assert_eq!(table.code, Some(0), "{}", table.stderr);
    assert_eq!(
        table.stdout,
        "@message\\u001b\n\\u001b]0;x\\u0007\\u009b31m\\u202efdp.exe\\ttwo\\nlines\n"
    );
    let json = run(&project, &["agents", "-o", "json"]).stdout;
    assert!(
        json.is_ascii() && !json.contains(|c: char| c.is_control() && c != '\n'),
        "{json}"
    );
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&json).unwrap(),
        serde_json::json!([{"@message\u{1b}": event}])
    );
}

#[test]
fn what_aws_says_does_not_steer_the_terminal_either() {
    let project = project();
    project.program("aws", "printf 'a\\033[2J\\nb' >&2; exit 254");
    assert_eq!(
        run(&project, &["agents"]).stderr,
        "error: `aws logs start-query` failed:\na\\u001b[2J\nb\n"
    );
}

#[test]
fn an_interrupted_query_is_stopped() {
    let project = project();
    answering(&project, "kill -INT $PPID; echo '{\"status\": \"Running\"}'");
    let interrupted = run(&project, &["agents"]);
    assert_eq!(
        interrupted,
        Run {
            code: Some(130),
            stdout: String::new(),
            stderr: "interrupted: the query `q-1` was stopped\n".to_owned(),
        }
    );
    assert_eq!(
        asked(&project),
        ["start-query", "get-query-results", "stop-query"]
    );
    assert_eq!(
        std::fs::read_to_string(project.at("bin/stopped")).unwrap(),
        "logs stop-query --region ap-northeast-2 --query-id q-1 --output json\n"
    );
}

/// A terminal sends Ctrl-C to the AWS CLI too, which then fails.
#[test]
fn a_query_is_stopped_when_the_interruption_ends_the_aws_cli() {
    let project = project();
    answering(&project, "kill -TERM $PPID; exit 130");
    let interrupted = run(&project, &["agents"]);
    assert_eq!(
        (interrupted.code, interrupted.stderr.as_str()),
        (Some(130), "interrupted: the query `q-1` was stopped\n")
    );
    project.program("aws", "kill -INT $PPID; exit 130");
    let before = run(&project, &["agents"]);
    assert_eq!(
        (before.code, before.stderr.as_str()),
        (
            Some(130),
            "interrupted: the query was being started; `aws logs describe-queries --status Running` shows whether it was\n"
        )
    );
}

#[test]
fn a_query_whose_rows_cannot_be_had_is_stopped() {
    let project = project();
    answering(
        &project,
        "echo 'An error occurred (ThrottlingException)' >&2; exit 254",
    );
    let failed = run(&project, &["agents"]);
    assert_eq!(
        (failed.code, failed.stderr.as_str()),
        (
            Some(1),
            "error: `aws logs get-query-results` failed:\nAn error occurred (ThrottlingException)\n  mend: run the same \
             command again in a moment\nthe query `q-1` was stopped\n"
        )
    );
    project.program(
        "aws",
        r#"[ "$2" = start-query ] && echo '{"queryId": "q-1"}' || { echo 'no way' >&2; exit 254; }"#,
    );
    assert_eq!(
        run(&project, &["agents"]).stderr,
        "error: `aws logs get-query-results` failed:\nno way\n\
         the query `q-1` may still run; `aws logs stop-query --region ap-northeast-2 --query-id q-1` stops it, which failed now: \
         `aws logs stop-query` failed:\nno way\n"
    );
}

#[test]
fn rows_that_may_not_be_all_are_said_to_be_so() {
    let row = |at: u32| serde_json::json!([{"field": "n", "value": at.to_string()}]);
    let told = |count: u32, more: serde_json::Value, query: &str| {
        let project = project();
        let rows: Vec<_> = (0..count).map(row).collect();
        let mut answer = serde_json::json!({"status": "Complete", "results": rows});
        answer["nextToken"] = more;
        project.write("answer", answer.to_string());
        answering(&project, "cat \"$here/../answer\"");
        let run = run(&project, &[query]);
        assert_eq!(run.stdout.lines().count(), count as usize + 1);
        run.stderr.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let null = || serde_json::Value::Null;
    assert_eq!(told(2, null(), "own"), Vec::<String>::new());
    assert_eq!(
        told(3, null(), "limited"),
        ["3 rows are the query's own `limit`; there may be more"]
    );
    assert_eq!(
        told(2, "token".into(), "own"),
        [
            "these are the first 2 rows, and there are more: narrow the query, or look at a shorter time with `--since`"
        ]
    );
    assert_eq!(
        told(10_000, null(), "own"),
        [
            "these are the first 10000 rows, and there are more: narrow the query, or look at a shorter time with `--since`"
        ]
    );
}

#[test]
fn an_unknown_query_names_those_there_are() {
    let run = run(&project(), &["agent"]);
    assert_eq!(run.code, Some(64));
    assert_eq!(
        run.stderr,
        "error: there is no query `agent`; there are\n  agents\n  own\n  limited\n"
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
        "error: `aws logs start-query` failed:\nAn error occurred (ExpiredTokenException)\n  mend: log in again (`aws sso \
         login`, or what your account uses)\n"
    );
    for (code, mend) in [
        (
            "MalformedQueryException",
            "mend the query where it stands in `logging.queries`; in the place of one of eksight's own, whose fault it is, \
             write one of your own, with `own`",
        ),
        (
            "ResourceNotFoundException",
            "apply the environment, which makes its log groups, or name groups that are there in `logging.queries`",
        ),
        (
            "LimitExceededException",
            "wait until fewer queries run: `aws logs describe-queries --status Running` shows them",
        ),
        (
            "AccessDeniedException",
            "let who asks do `logs:StartQuery`, `logs:GetQueryResults` and `logs:StopQuery`, or ask as somebody else",
        ),
    ] {
        project.program("aws", &format!("echo 'An error occurred ({code})' >&2; exit 254"));
        let refused = run(&project, &["agents"]).stderr;
        let expected =
            format!("error: `aws logs start-query` failed:\nAn error occurred ({code})\n  mend: {mend}\n");
        assert_eq!(refused, expected);
    }
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
    let run = |since| run(&project(), &["agents", "--since", since]);
    let yesterday = run("yesterday");
    assert_eq!(yesterday.code, Some(64));
    assert!(
        yesterday.stderr.contains("`yesterday` is not a duration"),
        "{}",
        yesterday.stderr
    );
    let long_ago = run("100y");
    assert_eq!(long_ago.code, Some(64));
    assert!(
        long_ago.stderr.starts_with(
            "error: `--since 100y` goes back before 2018-11-05, and Logs Insights finds nothing that was sent earlier; ask for `"
        ),
        "{}",
        long_ago.stderr
    );
}
