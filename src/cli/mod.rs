//! The command line: one file a command; the only code that prints.

mod apply;
mod ask;
mod brought_back;
mod catalog;
mod check;
pub mod codes;
mod cost;
mod diff;
mod drift;
mod each;
mod env;
mod environments;
mod explain;
mod facts;
mod findings;
mod fix;
mod fleet;
mod format;
mod images;
mod interrupt;
mod new;
mod only;
mod output;
mod pattern;
mod plan;
mod queries;
mod render;
mod revision;
mod rust_environment;
mod schema;
mod selection;
mod show;
mod stack_outputs;
mod status;
mod strangers;
mod teardown;
mod timings;
mod trace;

use std::ffi::OsString;
use std::num::NonZero;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::catalog::Date;
use crate::check::Rule;
use crate::diag::Severity;
use crate::parallel::processors;

pub use rust_environment::RustEnvironment;
use timings::Timings;

/// Exit codes, a contract with scripts and reviews.
mod code {
    /// Done, nothing differs.
    pub(super) const DONE: u8 = 0;
    /// A run-time failure: input and output, a child program.
    pub(super) const FAILURE: u8 = 1;
    /// `diff --detailed-exitcode`: something changes.
    pub(super) const CHANGES: u8 = 2;
    /// The environment has errors.
    pub(super) const REFUSED: u8 = 3;
    /// `out/` is out of date.
    pub(super) const OUT_OF_DATE: u8 = 4;
    /// `diff --fail-on`: something is at risk.
    pub(super) const RISK: u8 = 5;
    /// Wrong usage, unknown environment or selector.
    pub(super) const USAGE: u8 = 64;
    /// Interrupted, as shells tell it.
    pub(super) const INTERRUPTED: u8 = 130;
}

/// Where help lists what each command takes, behind what is its own.
const GLOBAL: &str = "Options of every command";

/// Declarative Amazon EKS environments: checked as a whole, rendered to CloudFormation, Helm values and manifests.
#[derive(Debug, Parser)]
#[command(name = "eksight", version)]
struct Arguments {
    /// When to use colour on stderr.
    #[arg(long, global = true, help_heading = GLOBAL, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
    /// Day for findings by date (YYYY-MM-DD). Default: today.
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "DATE", value_parser = parse_date)]
    as_of: Option<Date>,
    /// Findings that count as errors.
    #[arg(long, global = true, help_heading = GLOBAL, value_enum)]
    deny: Option<Deny>,
    /// Environments that are worked on at once. Default: as many as there are processors.
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "NUMBER")]
    jobs: Option<NonZero<usize>>,
    /// Tell on stderr where the time went (render and check).
    #[arg(long, global = true, help_heading = GLOBAL)]
    timings: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Colour {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Warnings too.
    Warnings,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write everything that deploys an environment to out/<environment>/.
    Render(render::Arguments),
    /// Look for everything that would not deploy or not work.
    Check(check::Arguments),
    /// Show what a change of environments does, setting by setting, and what is at risk.
    Diff(diff::Arguments),
    /// Show environments side by side.
    Env(env::Arguments),
    /// Estimate what an environment costs in a month.
    Cost(cost::Arguments),
    /// Show what a setting reaches, or which settings and rules made a line.
    Trace(trace::Arguments),
    /// Show what is known about AWS and charts, or take in newer facts.
    Catalog(catalog::Arguments),
    /// List every image that an environment runs.
    Images(images::Arguments),
    /// Show the steps that apply an environment, and what its teardown takes away.
    Plan(plan::Arguments),
    /// Bring an account to what out/<environment>/ says, from whatever is there.
    Apply(apply::Arguments),
    /// Show what there is of a running environment, and how it does.
    Status(status::Arguments),
    /// Compare what runs with out/<environment>/, and change nothing.
    Drift(drift::Arguments),
    /// Delete an environment, so that nothing is left that bills.
    Teardown(teardown::Arguments),
    /// Ask the queries of an environment.
    Queries(queries::Arguments),
    /// Print the page of a rule, such as EKS1001.
    Explain(explain::Arguments),
    /// Print an environment as one file.
    Show(show::Arguments),
    /// Make a workspace of one's own, with environments in Rust.
    New(new::Arguments),
    /// Print the JSON Schema of environment files.
    Schema,
}

/// Runs the command line of this process over the environments of the project: the YAML files in `environments/`, and
/// those that the calling program has written in Rust. The caller's own rules run after eksight's, see [`Rule::own`].
///
/// ```no_run
/// use eksight::cli::{self, RustEnvironment};
/// use eksight::model::{Cluster, Environment};
/// use eksight::source::{Draft, Drafted as _};
///
/// fn dev() -> Draft<Environment> {
///     Environment::draft().cluster(Cluster::draft().name("dev-eks"))
/// }
///
/// fn main() -> std::process::ExitCode {
///     cli::run(&[RustEnvironment::new("dev", dev)], &[])
/// }
/// ```
#[must_use]
pub fn run(environments: &[RustEnvironment], rules: &[Rule]) -> ExitCode {
    ExitCode::from(run_from(std::env::args_os(), environments, rules))
}

/// As [`run`], with arguments that are not this process's: the name of the program, then the command. Gives the exit code.
/// A test of environments calls it: `render --all --check` is 0 when `out/` is what they say.
#[must_use]
pub fn run_from<A: Into<OsString> + Clone>(
    arguments: impl IntoIterator<Item = A>,
    environments: &[RustEnvironment],
    rules: &[Rule],
) -> u8 {
    let timings = Timings::start();
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return output::usage(&error),
    };
    let colour = |wanted: bool| match arguments.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => wanted,
    };
    if let Some(code) = codes::twice(rules) {
        output::tell(&format!(
            "error: two rules of this program have the code {code}; give one of them another"
        ));
        return code::USAGE;
    }
    let context = output::Context {
        own_rules: rules,
        colour: colour(output::wants_colour(&std::io::stderr())),
        stdout_colour: colour(output::wants_colour(&std::io::stdout())),
        as_of: arguments.as_of.unwrap_or_else(output::today),
        worst_allowed: match arguments.deny {
            Some(Deny::Warnings) => Severity::Advice,
            None => Severity::Warning,
        },
        jobs: arguments.jobs.unwrap_or_else(processors),
        timings,
    };
    let result = match arguments.command {
        Command::Render(arguments) => render::run(&arguments, environments, &context),
        Command::Check(arguments) => check::run(&arguments, environments, &context),
        Command::Diff(arguments) => diff::run(&arguments, environments, &context),
        Command::Env(arguments) => env::run(&arguments, environments, &context),
        Command::Cost(arguments) => cost::run(&arguments, environments, &context),
        Command::Trace(arguments) => trace::run(&arguments, environments, &context),
        Command::Catalog(arguments) => catalog::run(&arguments, environments, &context),
        Command::Images(arguments) => images::run(&arguments, environments, &context),
        Command::Plan(arguments) => plan::run(&arguments, environments, &context),
        Command::Apply(arguments) => apply::run(&arguments, environments, &context),
        Command::Status(arguments) => status::run(&arguments, environments, &context),
        Command::Drift(arguments) => drift::run(&arguments, environments, &context),
        Command::Teardown(arguments) => teardown::run(&arguments, environments, &context),
        Command::Queries(arguments) => queries::run(&arguments, environments, &context),
        Command::Explain(arguments) => explain::run(&arguments, rules),
        Command::Show(arguments) => show::run(&arguments, environments, &context),
        Command::New(arguments) => new::run(&arguments),
        Command::Schema => schema::run(),
    };
    let code = result.unwrap_or_else(|error| {
        output::tell(&format!("error: {error:#}"));
        code::FAILURE
    });
    if arguments.timings {
        output::tell(&context.timings.table());
    }
    code
}

fn parse_date(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is not a date such as 2026-11-24"))
}

#[cfg(test)]
mod tests {
    use super::{Rule, code, run_from};
    use crate::check::Page;
    use crate::diag::Severity;

    #[test]
    fn two_own_rules_with_one_code_are_refused() {
        let rule = Rule::own(9007, Severity::Advice, Page("# Own\n"), |_| Vec::new());
        assert_eq!(
            run_from(["eksight", "explain", "EKS9007"], &[], &[rule]),
            code::DONE
        );
        let twice = run_from(["eksight", "explain", "EKS9007"], &[], &[rule, rule]);
        assert_eq!(twice, code::USAGE);
    }
}
