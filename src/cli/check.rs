//! `check`: all diagnostics of environments, all at once.

use clap::{Args, ValueEnum};

use super::output::{self, Context};
use super::{RustEnvironment, code, codes, environments, facts, fix};
use crate::diag::sarif::{self, Meaning};
use crate::diag::{Diagnostic, Origins, github, json};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Environments to check.
    environments: Vec<String>,
    /// Check every environment.
    #[arg(long, conflicts_with = "environments")]
    all: bool,
    /// How to print findings: `text` goes to stderr, the others to stdout.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    output: Format,
    /// Mend in the files what needs no decision; shows the difference and asks first.
    #[arg(long, conflicts_with = "output")]
    fix: bool,
    /// With --fix: write without asking.
    #[arg(long, requires = "fix")]
    yes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// An array of objects.
    Json,
    /// Annotations of GitHub Actions.
    Github,
    /// A log in SARIF 2.1.0.
    Sarif,
}

pub(super) fn run(arguments: &Arguments, rust: &[RustEnvironment], context: &Context) -> anyhow::Result<u8> {
    let project = environments::Project::find(rust)?;
    let names = match project.select(&arguments.environments, arguments.all) {
        Ok(names) => names,
        Err(code) => return Ok(code),
    };
    let found: Vec<(String, Vec<Diagnostic>, Origins)> = match project.catalogue() {
        Ok(catalogue) => {
            if arguments.fix {
                fix::run(&project, &names, arguments.yes, &catalogue, context)?;
            }
            let found = names.into_iter().map(|name| {
                let documents = project.documents();
                let (findings, origins) = project.findings_in(documents, &name, &catalogue, context);
                (name, findings, origins)
            });
            found.collect()
        }
        Err(refused) => vec![(facts::FOLDER.to_owned(), refused.faults, refused.origins)],
    };
    match arguments.output {
        Format::Text => {
            for (name, findings, origins) in &found {
                environments::show(name, findings, origins, context.colour);
            }
        }
        Format::Json => output::data(&json::render(pairs(&found)))?,
        Format::Sarif => {
            let codes = codes::all(context.own_rules);
            let meanings: Vec<Meaning> = codes.iter().map(codes::Described::meaning).collect();
            output::data(&sarif::render(pairs(&found), &meanings))?;
        }
        Format::Github => {
            for (_, findings, origins) in &found {
                let lines: Vec<String> = findings
                    .iter()
                    .map(|finding| github::render(finding, origins))
                    .collect();
                output::data(
                    &lines
                        .iter()
                        .map(|line| format!("{}\n", line.trim_end()))
                        .collect::<String>(),
                )?;
            }
        }
    }
    let refused = found.iter().any(|(_, findings, _)| context.refuses(findings));
    Ok(if refused { code::REFUSED } else { code::DONE })
}

/// Each finding with the files of its environment.
fn pairs(found: &[(String, Vec<Diagnostic>, Origins)]) -> impl Iterator<Item = (&Diagnostic, &Origins)> {
    found
        .iter()
        .flat_map(|(_, findings, origins)| findings.iter().map(move |finding| (finding, origins)))
}
