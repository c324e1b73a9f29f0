//! `env table`: environments side by side.

use clap::{Args, Subcommand};

use super::format::ReviewFormat;
use super::output::{self, Context};
use super::{RustEnvironment, code, environments};
use crate::check::Checked;
use crate::diff::{self, Matrix, report};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The settings in which environments differ: settings as rows, environments as columns.
    Table(Table),
}

#[derive(Debug, Args)]
struct Table {
    /// The environments, or patterns of names such as `'prod-*'`, in the order of their columns. Default: all of them.
    environments: Vec<String>,
    /// Only these settings and what is in them, also where all have the same: `cluster.kubernetesVersion,charts`.
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',')]
    fields: Vec<String>,
    /// How to print it.
    #[arg(short, long, value_enum, default_value_t = ReviewFormat::Text)]
    output: ReviewFormat,
}

pub(super) fn run(arguments: &Arguments, rust: &[RustEnvironment], context: &Context) -> anyhow::Result<u8> {
    let Command::Table(arguments) = &arguments.command;
    let project = environments::Project::find(rust)?;
    let names = match project.select(&arguments.environments, arguments.environments.is_empty()) {
        Ok(names) => names,
        Err(code) => return Ok(code),
    };
    if names.len() < 2 {
        output::tell("error: a table needs two environments or more");
        return Ok(code::USAGE);
    }
    project.with_those_permitted(&names, context, |permits, _| {
        let refused = names.len() - permits.len();
        if permits.len() < 2 {
            return Ok(code::REFUSED);
        }
        let columns: Vec<_> = permits
            .iter()
            .map(Checked::resolved)
            .map(|resolved| (resolved.name, resolved.environment))
            .collect();
        let matrix = match arguments.fields.as_slice() {
            [] => diff::matrix(&columns),
            fields => match diff::matrix_of(&columns, fields) {
                Ok(matrix) => matrix,
                Err(refusal) => {
                    output::tell(&format!("error: {refusal}"));
                    return Ok(code::USAGE);
                }
            },
        };
        print(&matrix, arguments.output)?;
        if refused > 0 {
            let verb = if refused == 1 { "has" } else { "have" };
            output::tell(&format!(
                "error: {refused} of {} environments {verb} errors and no column",
                names.len()
            ));
            return Ok(code::REFUSED);
        }
        Ok(code::DONE)
    })
}

/// Prints settings side by side.
pub(super) fn print(matrix: &Matrix, format: ReviewFormat) -> anyhow::Result<()> {
    output::data(&match format {
        ReviewFormat::Text => report::matrix::text(matrix),
        ReviewFormat::Markdown => report::matrix::markdown(matrix),
        ReviewFormat::Json => report::matrix::json(matrix),
    })
}
