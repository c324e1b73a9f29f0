//! Logs Insights by way of the AWS CLI: start a query, wait for its end, read its rows.

use std::thread;
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde::Deserialize;

use super::super::output;
use crate::tools::{self, ToolError};

/// How long to wait before asking for the state again.
const PAUSE: Duration = Duration::from_secs(1);

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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Started {
    query_id: String,
}

#[derive(Deserialize)]
struct Results {
    status: String,
    #[serde(default)]
    results: Vec<Vec<Field>>,
    #[serde(default)]
    statistics: Statistics,
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

/// The rows that answer the question. States are those of `GetQueryResults`. Source: Amazon CloudWatch Logs API reference,
/// as of 2026-11.
pub(super) fn ask(question: &Question) -> anyhow::Result<Vec<Row>> {
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
    let mut progress = output::Progress::new();
    loop {
        let arguments = [
            "logs",
            "get-query-results",
            "--region",
            &question.region,
            "--query-id",
            &query_id,
        ];
        let answer: Results = aws(&arguments)?;
        let statistics = &answer.statistics;
        let seen = format!(
            "{:.0} of {:.0} records, {:.1} MB",
            statistics.records_matched,
            statistics.records_scanned,
            statistics.bytes_scanned / 1e6
        );
        match answer.status.as_str() {
            "Complete" => {
                progress.done(&format!("complete: {seen}"));
                return Ok(answer.results.into_iter().map(row).collect());
            }
            "Scheduled" | "Running" | "Unknown" => {
                progress.show(&format!("{}: {seen}", answer.status.to_lowercase()));
            }
            // AWS ends a query after 60 minutes.
            ended => {
                bail!("the query `{query_id}` ended as `{ended}`, after {seen}; look at it in the console")
            }
        }
        thread::sleep(PAUSE);
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
        _ => anyhow::Error::new(error),
    })?;
    serde_json::from_str(&answer).with_context(|| {
        format!(
            "the answer of `aws {}` is not as its documentation says",
            arguments[..2].join(" ")
        )
    })
}
