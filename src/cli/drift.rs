//! `drift`: what runs, against `out/<environment>/`. It changes nothing.

use clap::Args;

use super::apply::{self, Common, Look};
use super::output::Context;
use super::{RustEnvironment, environments};

#[derive(Debug, Args)]
#[command(mut_arg("dry_run", |it| it.help("Says nothing more here: this command changes nothing, with or without it")))]
pub(super) struct Arguments {
    /// The environment.
    environment: String,
    #[command(flatten)]
    common: Common,
    /// Exit with 2 when something is different.
    #[arg(long)]
    detailed_exitcode: bool,
}

pub(super) fn run(arguments: &Arguments, rust: &[RustEnvironment], context: &Context) -> anyhow::Result<u8> {
    let project = environments::Project::find(rust)?;
    project.with_permit(&arguments.environment, context, |permit| {
        let what = Look::Drift {
            detailed: arguments.detailed_exitcode,
        };
        apply::look(what, &arguments.common, &project, permit)
    })
}
