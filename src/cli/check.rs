//! `check`: all diagnostics of environments, all at once: those of reading, or, where all could be read, those of rules.

use clap::{Args, ValueEnum};

use super::findings::Findings;
use super::fleet::Part;
use super::output::{self, Context};
use super::{RustEnvironment, code, codes, environments, facts, findings, fix, fleet};
use crate::catalog::Catalogue;
use crate::check::redacted;
use crate::diag::sarif::{self, Meaning};
use crate::diag::{Diagnostic, Origins, github, json};
use crate::parallel::in_parallel;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Environments to check, or patterns of names: `'prod-*'`.
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
    #[arg(long, requires = "fix", conflicts_with = "output")]
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
    let found = match project.catalogue() {
        Ok(catalogue) => {
            if arguments.fix {
                fix::run(&project, &names, arguments.yes, &catalogue, context)?;
            }
            if arguments.output == Format::Text {
                return Ok(tell(arguments, &project, &names, &catalogue, context));
            }
            let seen = in_parallel(&names, context.jobs, |name| {
                let documents = project.documents();
                project.see(documents, name, &catalogue, context, |seen| {
                    let part = seen.permit.map(|permit| Part::of(&permit));
                    (part, (Some(name.clone()), seen.findings, seen.origins))
                })
            });
            let (parts, mut found): (Vec<Option<Part>>, Vec<_>) = seen.into_iter().unzip();
            if arguments.all {
                let over_all = fleet::findings(&project, parts).into_iter();
                found.extend(over_all.map(|(name, findings, origins)| (Some(name), findings, origins)));
            }
            found
        }
        // What was imported belongs to no environment.
        Err(refused) => vec![(None, refused.faults, refused.origins)],
    };
    let refused = found.iter().any(|(_, findings, _)| context.refuses(findings));
    let shown = found.into_iter().map(|(name, findings, origins)| {
        let (findings, origins) = redacted(&findings, &origins);
        (name, findings, origins)
    });
    let found: Vec<_> = shown.collect();
    match arguments.output {
        Format::Text => {
            for (name, findings, origins) in &found {
                let whose = name.as_deref().unwrap_or(facts::FOLDER);
                findings::show(whose, findings, origins, context.colour);
            }
        }
        Format::Json => output::data(&json::render(of_all(&found)))?,
        Format::Sarif => {
            let codes = codes::all(context.own_rules);
            let meanings: Vec<Meaning> = codes.iter().map(codes::Described::meaning).collect();
            output::data(&sarif::render(of_all(&found), &meanings))?;
        }
        Format::Github => output::data(&github::render_all(of_all(&found)))?,
    }
    Ok(if refused { code::REFUSED } else { code::DONE })
}

/// Tells people what is found; no environment is held in memory longer than it takes.
fn tell(
    arguments: &Arguments,
    project: &environments::Project,
    names: &[String],
    catalogue: &Catalogue,
    context: &Context,
) -> u8 {
    let found = Findings::of(names, context);
    let visited = in_parallel(names, context.jobs, |name| {
        project.visit(name, &found, catalogue, context, Part::of)
    });
    if arguments.all {
        fleet::add(project, visited, &found);
    }
    let told = found.tell();
    // `--fix` has said something already.
    if told.is_silent && !arguments.fix {
        output::tell(&nothing_found(names));
    }
    if told.tell_refused() {
        code::REFUSED
    } else {
        code::DONE
    }
}

/// Who sees nothing at all cannot tell that anything was looked at.
fn nothing_found(names: &[String]) -> String {
    match names {
        [name] => format!("{name}: no findings"),
        names => format!("{} environments, no findings", names.len()),
    }
}

/// Each finding with the name and the files of its environment.
fn of_all(
    found: &[(Option<String>, Vec<Diagnostic>, Origins)],
) -> impl Iterator<Item = (Option<&str>, &Diagnostic, &Origins)> {
    found.iter().flat_map(|(name, findings, origins)| {
        let name = name.as_deref();
        findings.iter().map(move |finding| (name, finding, origins))
    })
}
