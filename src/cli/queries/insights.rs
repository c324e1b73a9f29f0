//! Logs Insights by way of the AWS CLI: start a query, wait for its end, read its rows; one that nobody waits for any
//! longer is stopped, since it runs on and is paid for.

use std::thread;
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde::Deserialize;

use super::super::interrupt::Interrupt;
use super::super::output;
use crate::diag::visible;
use crate::live::Kind;
use crate::tools::{self, ToolError};

/// How long to wait before asking for the state again, in steps after which an interruption is looked for.
const PAUSE: Duration = Duration::from_millis(100);
const PAUSES: u8 = 10;

/// A query and what it is about.
pub(super) struct Question {
    pub(super) region: String,
    pub(super) log_groups: Vec<String>,
    pub(super) text: String,
    /// Seconds since 1970, both ends included.
    pub(super) start: u64,
    pub(super) end: u64,
}

/// A row: names and values, in the query's order.
pub(super) type Row = Vec<(String, String)>;

/// What came of a question.
pub(super) enum Outcome {
    /// What it found.
    Answered(Answer),
    /// Somebody interrupted it; what became of the query.
    Interrupted(String),
}

/// What a query found.
pub(super) struct Answer {
    pub(super) rows: Vec<Row>,
    /// Whether the service has more than it gave.
    pub(super) has_more: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Started {
    query_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Results {
    status: String,
    #[serde(default)]
    results: Vec<Vec<Field>>,
    #[serde(default)]
    statistics: Statistics,
    /// Of a next page.
    next_token: Option<String>,
}

#[derive(Deserialize)]
struct Field {
    field: String,
    #[serde(default)]
    value: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Statistics {
    records_matched: f64,
    records_scanned: f64,
    bytes_scanned: f64,
}

#[derive(Deserialize)]
struct Stopped {
    success: bool,
}

/// What answers the question, unless somebody interrupts it.
pub(super) fn ask(question: &Question) -> anyhow::Result<Outcome> {
    let interrupt = Interrupt::watch()?;
    let running = match Running::start(question) {
        // Ctrl-C ends the AWS CLI too.
        Err(_) if interrupt.came() => {
            let told = "the query was being started; `aws logs describe-queries --status Running` shows whether it was";
            return Ok(Outcome::Interrupted(told.to_owned()));
        }
        started => started?,
    };
    match running.wait(&interrupt) {
        Ok(End::Complete(answer)) => Ok(Outcome::Answered(answer)),
        Ok(End::Otherwise { status, seen }) => bail!(
            "the query `{}` ended as `{status}`, after {seen}; look at it in the console",
            running.id
        ),
        Ok(End::Interrupted) => Ok(Outcome::Interrupted(running.stop())),
        Err(_) if interrupt.came() => Ok(Outcome::Interrupted(running.stop())),
        Err(error) => bail!("{error:#}\n{}", running.stop()),
    }
}

/// A query that the service works on.
struct Running<'q> {
    region: &'q str,
    id: String,
}

/// Why nobody waits for a query any longer.
enum End {
    Complete(Answer),
    /// The service gave up, or somebody cancelled it there.
    Otherwise {
        status: String,
        seen: String,
    },
    Interrupted,
}

impl<'q> Running<'q> {
    fn start(question: &'q Question) -> anyhow::Result<Self> {
        let (start, end) = (question.start.to_string(), question.end.to_string());
        let mut arguments = vec![
            "logs",
            "start-query",
            "--region",
            &question.region,
            "--log-group-names",
        ];
        arguments.extend(question.log_groups.iter().map(String::as_str));
        arguments.extend([
            "--start-time",
            &start,
            "--end-time",
            &end,
            "--query-string",
            &question.text,
        ]);
        let Started { query_id } = aws(&arguments)?;
        Ok(Self {
            region: &question.region,
            id: query_id,
        })
    }

    /// Until it has ended. States are those of `GetQueryResults`. Source: Amazon CloudWatch Logs API reference, as of
    /// 2026-11.
    fn wait(&self, interrupt: &Interrupt) -> anyhow::Result<End> {
        let mut progress = output::Progress::new();
        loop {
            let answer: Results = self.aws("get-query-results")?;
            let statistics = &answer.statistics;
            let seen = format!(
                "{:.0} of {:.0} records, {:.1} MB",
                statistics.records_matched,
                statistics.records_scanned,
                statistics.bytes_scanned / 1e6
            );
            let status = visible::line(&answer.status);
            match status.as_str() {
                "Complete" => {
                    progress.done(&format!("complete: {seen}"));
                    return Ok(End::Complete(Answer {
                        rows: answer.results.into_iter().map(row).collect(),
                        has_more: answer.next_token.is_some(),
                    }));
                }
                "Scheduled" | "Running" | "Unknown" => {
                    progress.show(&format!("{}: {seen}", status.to_lowercase()));
                }
                // AWS ends a query after 60 minutes.
                _ => return Ok(End::Otherwise { status, seen }),
            }
            for _ in 0..PAUSES {
                if interrupt.came() {
                    return Ok(End::Interrupted);
                }
                thread::sleep(PAUSE);
            }
        }
    }

    /// Stops it, and says what became of it.
    fn stop(&self) -> String {
        let Self { region, id } = self;
        match self.aws("stop-query") {
            Ok(Stopped { success: true }) => format!("the query `{id}` was stopped"),
            Ok(Stopped { success: false }) => format!("the query `{id}` had ended already"),
            Err(error) => format!(
                "the query `{id}` may still run; `aws logs stop-query --region {region} --query-id {id}` stops it, which failed now: {error:#}"
            ),
        }
    }

    fn aws<T: for<'de> Deserialize<'de>>(&self, command: &str) -> anyhow::Result<T> {
        aws(&["logs", command, "--region", self.region, "--query-id", &self.id])
    }
}

/// Without `@ptr`, by which the API finds the whole event again.
fn row(fields: Vec<Field>) -> Row {
    let fields = fields.into_iter().map(|field| (field.field, field.value));
    fields.filter(|(name, _)| name != "@ptr").collect()
}

fn aws<T: for<'de> Deserialize<'de>>(arguments: &[&str]) -> anyhow::Result<T> {
    let answer = tools::run("aws", &[arguments, &["--output", "json"]].concat());
    let answer = answer.map_err(|error| match error {
        ToolError::Missing { .. } => {
            anyhow::Error::new(error).context("the query is asked through the AWS CLI")
        }
        ToolError::Failed { command, said } => anyhow::Error::new(ToolError::Failed {
            command,
            said: format!("{}{}", visible::lines(&said), mend(&said)),
        }),
        error => anyhow::Error::new(error),
    })?;
    serde_json::from_str(&answer).with_context(|| {
        format!(
            "the answer of `aws {}` is not as its documentation says",
            arguments[..2].join(" ")
        )
    })
}

/// What helps against what the AWS CLI said; nothing where that says enough. Source: Amazon CloudWatch Logs API reference,
/// errors of `StartQuery` and common errors, as of 2026-11.
fn mend(said: &str) -> String {
    let mend = match Kind::of(said) {
        Kind::Credentials => "log in again (`aws sso login`, or what your account uses)",
        Kind::Passing => "run the same command again in a moment",
        _ if said.contains("(MalformedQueryException)") => {
            "mend the query where it stands in `logging.queries`; in the place of one of eksight's own, whose fault it is, \
             write one of your own, with `own`"
        }
        _ if said.contains("(ResourceNotFoundException)") => {
            "apply the environment, which makes its log groups, or name groups that are there in `logging.queries`"
        }
        _ if said.contains("(LimitExceededException)") => {
            "wait until fewer queries run: `aws logs describe-queries --status Running` shows them"
        }
        Kind::Denied => {
            "let who asks do `logs:StartQuery`, `logs:GetQueryResults` and `logs:StopQuery`, or ask as somebody else"
        }
        Kind::Absent | Kind::Lasting => return String::new(),
    };
    format!("\n  mend: {mend}")
}
