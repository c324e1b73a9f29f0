//! `diff`: what a change of an environment does, by setting.

mod against;
mod all;
mod gone;
mod live;
mod renamed;
mod then;

use against::against_revision;
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use gone::deleted;
use renamed::Stacks;

use super::env;
use super::environments;
use super::format::ReviewFormat;
use super::output::{self, Context};
use super::revision::{Objects, Revision};
use super::{RustEnvironment, code};
use crate::catalog::{Catalogue, Date};
use crate::check::Checked;
use crate::diff::report::{Presence, Recovery, Subject, json, markdown, text};
use crate::diff::{self, Costs, Difference, Names, Risk};
use crate::resolve::Resolved;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The environment, as it is in the working tree.
    #[arg(default_value = "", hide_default_value = true)]
    environment: String,
    /// Every environment: each change once, with all environments that have it.
    #[arg(long, conflicts_with_all = ["environment", "between"])]
    all: bool,
    /// Compare with this revision of git.
    #[arg(
        long,
        value_name = "REVISION",
        default_value = "HEAD",
        conflicts_with = "between",
        value_parser = NonEmptyStringValueParser::new()
    )]
    base: String,
    /// Compare with another environment of the working tree instead.
    #[arg(long, value_name = "ENVIRONMENT")]
    between: Option<String>,
    /// Compare with what runs instead, through the AWS CLI, Helm and kubectl. A change set is made, read and deleted;
    /// nothing is changed.
    #[arg(long, conflicts_with_all = ["all", "base", "between"])]
    live: bool,
    /// The settings of both side by side, and nothing of what follows from them.
    #[arg(long, requires = "between", conflicts_with_all = ["stat", "fail_on", "all", "base", "live"])]
    matrix: bool,
    /// How to print it.
    #[arg(short, long, value_enum, default_value_t = ReviewFormat::Text)]
    output: ReviewFormat,
    /// Print the summary only.
    #[arg(long, conflicts_with = "output")]
    stat: bool,
    /// Exit with 2 when anything changes.
    #[arg(long)]
    detailed_exitcode: bool,
    /// Exit with 5 when something of this risk, or of a worse one, is in it.
    #[arg(long, value_name = "RISK", value_parser = parse_risk)]
    fail_on: Option<Risk>,
}

impl Arguments {
    /// What somebody types to get the same, also in another clone.
    fn command(&self, base: &str) -> String {
        let name = &self.environment;
        let against = match &self.between {
            Some(other) => format!(" --between {other}"),
            None if self.live => " --live".to_owned(),
            None => format!(" --base {base}"),
        };
        format!("cargo xtask diff {name}{against}")
    }

    fn exit_code(&self, worst: Risk, changes: bool) -> u8 {
        match self.fail_on {
            Some(risk) if worst >= risk => code::RISK,
            _ if self.detailed_exitcode && changes => code::CHANGES,
            _ => code::DONE,
        }
    }
}

fn parse_risk(text: &str) -> Result<Risk, String> {
    let risks = || Risk::ALL.into_iter().filter(|risk| *risk != Risk::None);
    risks().find(|risk| risk.word() == text).ok_or_else(|| {
        let words: Vec<&str> = risks().map(Risk::word).collect();
        format!("`{text}` is no risk; there are {}", words.join(", "))
    })
}

pub(super) fn run(arguments: &Arguments, rust: &[RustEnvironment], context: &Context) -> anyhow::Result<u8> {
    let project = environments::Project::find_emptied(rust)?;
    if arguments.all {
        return all::run(arguments, &project, context);
    }
    if arguments.environment.is_empty() {
        output::tell("error: name an environment, or give `--all`");
        return Ok(code::USAGE);
    }
    if arguments.between.is_none() && !project.names().contains(&arguments.environment) {
        if let Err(code) = project.refuse_files(|stem| stem == arguments.environment) {
            return Ok(code);
        }
        match of_gone(arguments, &project, context)? {
            Some(Ok(compared)) => return print(arguments, &compared, context),
            Some(Err(code)) => return Ok(code),
            None => {}
        }
    }
    let names = [Some(&arguments.environment), arguments.between.as_ref()];
    let names = names.into_iter().flatten().map(|name| project.named(name));
    let names: Vec<String> = match names.collect() {
        Ok(names) => names,
        Err(code) => return Ok(code),
    };
    let is_in_git = arguments.between.is_none() && !arguments.live;
    // Git gets ready while the environment is read and checked.
    let objects = is_in_git.then(|| Objects::start(&project.root));
    project.with_permits(&names, context, |permits, catalogue| {
        if let (true, Some(other)) = (arguments.matrix, &arguments.between) {
            return side_by_side(arguments, other, permits);
        }
        let compared = match (&arguments.between, objects) {
            (Some(other), _) => Ok(between(arguments, other, permits, catalogue, context.as_of)),
            (None, Some(objects)) => {
                let revision = Revision::find(objects?, &arguments.base)?;
                let stacks = Stacks::new(&project, &revision);
                against_revision(arguments, &stacks, &permits[0], catalogue, context)?.ok_or(code::REFUSED)
            }
            (None, None) => live::compare(&permits[0], catalogue)?,
        };
        let compared = match compared {
            Ok(compared) => compared,
            Err(code) => return Ok(code),
        };
        if let Some(earlier) = &compared.earlier_name {
            output::tell(&format!(
                "note: at {} its stack is that of `{earlier}`, with which it is compared",
                compared.base
            ));
        }
        print(arguments, &compared, context)
    })
}

/// What becomes of one that the working tree does not have; `None` where the base does not have it either, or cannot be asked.
fn of_gone(
    arguments: &Arguments,
    project: &environments::Project,
    context: &Context,
) -> anyhow::Result<Option<Result<Compared, u8>>> {
    let name = &arguments.environment;
    let find = || Revision::find(Objects::start(&project.root)?, &arguments.base);
    match find() {
        Ok(revision) if !name.contains(std::path::is_separator) => {
            deleted(arguments, name, &Stacks::new(project, &revision), context)
        }
        _ => Ok(None),
    }
}

fn side_by_side(arguments: &Arguments, other: &str, permits: &[Checked]) -> anyhow::Result<u8> {
    let both = [other, arguments.environment.as_str()].map(|name| (name, of_name(permits, name).environment));
    let matrix = diff::matrix(&both);
    env::print(&matrix, arguments.output)?;
    Ok(match arguments.detailed_exitcode && !matrix.rows.is_empty() {
        true => code::CHANGES,
        false => code::DONE,
    })
}

/// The environment of a name among those that were checked.
fn of_name<'a>(permits: &'a [Checked], name: &str) -> &'a Resolved<'a> {
    let mut resolved = permits.iter().map(Checked::resolved);
    let found = resolved.find(|resolved| resolved.name == name);
    found.expect("bug in eksight: an environment that was selected has no permit")
}

/// What was compared with what.
struct Compared {
    base: String,
    /// Its name in other clones, where it is a revision.
    base_elsewhere: Option<String>,
    presence: Presence,
    recovery: Recovery,
    /// What it is called at the base, where that is another name.
    earlier_name: Option<String>,
    difference: Difference,
    costs: Costs,
}

fn between(
    arguments: &Arguments,
    other: &str,
    permits: &[Checked],
    catalogue: &Catalogue,
    as_of: Date,
) -> Compared {
    let (new, old) = (of_name(permits, &arguments.environment), of_name(permits, other));
    let names = Names {
        name: new.name,
        sources: new.sources,
    };
    let (old, new) = (old.environment, new.environment);
    let difference = diff::compare_beside(names, old, new, catalogue);
    Compared {
        base: format!("the environment `{other}`"),
        base_elsewhere: None,
        presence: Presence::Both,
        recovery: Recovery::default(),
        earlier_name: None,
        costs: diff::costs(names, Some(old), Some(new), &difference, catalogue, as_of),
        difference,
    }
}

fn print(arguments: &Arguments, compared: &Compared, context: &Context) -> anyhow::Result<u8> {
    let base = compared.base_elsewhere.as_deref().unwrap_or(&arguments.base);
    let command = arguments.command(base);
    let subject = Subject {
        name: &arguments.environment,
        base: &compared.base,
        command: &command,
        presence: compared.presence,
        earlier_name: compared.earlier_name.as_deref(),
        recovery: &compared.recovery,
        difference: &compared.difference,
        costs: &compared.costs,
    };
    output::data(&match arguments.output {
        ReviewFormat::Text => text::render(&subject, arguments.stat, context.stdout_colour),
        ReviewFormat::Markdown => markdown::render(&subject),
        ReviewFormat::Json => json::render(&subject),
    })?;
    let difference = &compared.difference;
    let changes = compared.earlier_name.is_some() || !difference.is_empty();
    Ok(arguments.exit_code(difference.worst(), changes))
}
