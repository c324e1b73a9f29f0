//! `catalog`: what is known about AWS and about charts, and taking in newer facts.

mod import;
mod show;

use clap::{Args, Subcommand};

use super::RustEnvironment;
use super::output::Context;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Take in what the AWS CLI or Helm has printed, into the project's folder `catalog/`.
    Import(import::Arguments),
    /// Print what is known, of which day, and whether it was imported.
    Show(show::Arguments),
}

pub(super) fn run(arguments: &Arguments, rust: &[RustEnvironment], context: &Context) -> anyhow::Result<u8> {
    match &arguments.command {
        Command::Import(arguments) => import::run(arguments, rust, context),
        Command::Show(arguments) => show::run(arguments, rust, context),
    }
}
