//! `queries run`: asks CloudWatch Logs one of an environment's queries, through the AWS CLI.

mod insights;
mod since;
mod table;

use clap::{Args, Subcommand, ValueEnum};

use super::output::{self, Context};
use super::{RustEnvironment, code, environments};
use crate::check::row_limit;
use crate::emit::queries;
use insights::{Answer, Outcome, Question};
use since::Since;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a query and print what it finds.
    Run(Run),
}

#[derive(Debug, Args)]
struct Run {
    /// The environment.
    environment: String,
    /// The query: a name of `logging.queries`.
    query: String,
    /// How far back to look, such as `90m` or `1h30m`.
    #[arg(long, value_name = "DURATION", default_value = "1h")]
    since: Since,
    /// How to print what is found.
    #[arg(short, long, value_enum, default_value_t = Format::Table)]
    output: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Columns.
    Table,
    /// An array of objects.
    Json,
}

pub(super) fn run(arguments: &Arguments, rust: &[RustEnvironment], context: &Context) -> anyhow::Result<u8> {
    let Command::Run(run) = &arguments.command;
    let project = environments::Project::find(rust)?;
    project.with_permit(&run.environment, context, |permit| {
        let environment = permit.resolved().environment;
        let named = environment.logging.queries.iter();
        let Some((_, query)) = named.clone().find(|(name, _)| name.as_str() == run.query) else {
            let names: Vec<String> = named.map(|(name, _)| format!("\n  {name}")).collect();
            output::tell(&match names.is_empty() {
                true => format!(
                    "error: `{}` has no queries; name some in `logging.queries`",
                    run.environment
                ),
                false => format!(
                    "error: there is no query `{}`; there are{}",
                    run.query,
                    names.concat()
                ),
            });
            return Ok(code::USAGE);
        };
        let end = output::now();
        let start = match run.since.start(end) {
            Ok(start) => start,
            Err(refused) => {
                output::tell(&refused);
                return Ok(code::USAGE);
            }
        };
        let question = Question {
            region: environment.cluster.region.to_string(),
            log_groups: queries::log_groups(environment, query),
            text: queries::text(query),
            start,
            end,
        };
        match insights::ask(&question)? {
            Outcome::Answered(answer) => print(run, &question, &answer),
            Outcome::Interrupted(told) => {
                output::tell(&format!("interrupted: {told}"));
                Ok(code::INTERRUPTED)
            }
        }
    })
}

/// Rows in one answer, and of a query without a `limit`. Source: Amazon CloudWatch Logs API reference, `GetQueryResults` and
/// `StartQuery`, as of 2026-11.
const MOST_ROWS: usize = 10_000;

fn print(run: &Run, question: &Question, answer: &Answer) -> anyhow::Result<u8> {
    let rows = &answer.rows;
    match run.output {
        Format::Json => output::data(&table::json(rows))?,
        Format::Table => output::data(&table::text(rows))?,
    }
    let count = rows.len();
    let own = row_limit(&question.text).is_some_and(|limit| count >= limit);
    if rows.is_empty() {
        output::tell(&format!("nothing was found in the last {}", run.since));
    } else if answer.has_more || count >= MOST_ROWS {
        output::tell(&format!(
            "these are the first {count} rows, and there are more: narrow the query, or look at a shorter time with `--since`"
        ));
    } else if own {
        output::tell(&format!(
            "{count} rows are the query's own `limit`; there may be more"
        ));
    }
    Ok(code::DONE)
}
