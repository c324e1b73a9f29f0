//! `diff`: what a change of an environment does, by setting.

mod all;
mod live;
mod renamed;

use anyhow::bail;
use clap::{Args, ValueEnum};

use super::env;
use super::environments::{self, Project};
use super::output::{self, Context};
use super::revision::Revision;
use super::{RustEnvironment, code};
use crate::catalog::{Catalogue, Date};
use crate::check::Checked;
use crate::diff::report::{Presence, Subject, json, markdown, text};
use crate::diff::{self, Costs, Difference, Names, Risk};
use crate::emit;
use crate::resolve::{Resolved, resolve};
use crate::source::{self, Documents as _, Loaded, ReadFault, Refused};

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
        conflicts_with = "between"
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
    #[arg(long, requires = "between", conflicts_with_all = ["stat", "fail_on"])]
    matrix: bool,
    /// How to print it.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    output: Format,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// For a review.
    Markdown,
    /// One object.
    Json,
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
    let project = environments::Project::find(rust)?;
    if arguments.all {
        return all::run(arguments, &project, context);
    }
    if arguments.environment.is_empty() {
        output::tell("error: name an environment, or give `--all`");
        return Ok(code::USAGE);
    }
    if arguments.between.is_none()
        && !project.names().contains(&arguments.environment)
        && let Some(compared) = deleted(arguments, &arguments.environment, &project, context)?
    {
        return match compared {
            Ok(compared) => print(arguments, &compared, context),
            Err(code) => Ok(code),
        };
    }
    let names = [Some(&arguments.environment), arguments.between.as_ref()];
    let names: Vec<String> = names.into_iter().flatten().cloned().collect();
    let names = match project.select(&names, false) {
        Ok(names) => names,
        Err(code) => return Ok(code),
    };
    project.with_permits(&names, context, |permits| {
        if let (true, Some(other)) = (arguments.matrix, &arguments.between) {
            return side_by_side(arguments, other, permits);
        }
        let Ok(catalogue) = project.catalogue() else {
            bail!("the facts in `catalog` changed meanwhile");
        };
        if arguments.live {
            return match live::compare(&permits[0], &catalogue)? {
                Ok(compared) => print(arguments, &compared, context),
                Err(code) => Ok(code),
            };
        }
        let compared = match &arguments.between {
            Some(other) => Some(between(arguments, other, permits, &catalogue, context.as_of)),
            None => against_revision(arguments, &project, &permits[0], &catalogue, context)?,
        };
        let Some(compared) = compared else {
            return Ok(code::REFUSED);
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

fn side_by_side(arguments: &Arguments, other: &str, permits: &[Checked]) -> anyhow::Result<u8> {
    let both = [other, arguments.environment.as_str()].map(|name| (name, of_name(permits, name).environment));
    let matrix = diff::matrix(&both);
    env::print(&matrix, arguments.output)?;
    Ok(match arguments.detailed_exitcode && !matrix.rows.is_empty() {
        true => code::CHANGES,
        false => code::DONE,
    })
}

/// The environment of a name: `select` keeps their order by name, so they are told apart by it.
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
        difference: &compared.difference,
        costs: &compared.costs,
    };
    output::data(&match arguments.output {
        Format::Text => text::render(&subject, arguments.stat, context.stdout_colour),
        Format::Markdown => markdown::render(&subject),
        Format::Json => json::render(&subject),
    })?;
    let difference = &compared.difference;
    Ok(arguments.exit_code(difference.worst(), !difference.is_empty()))
}

/// The difference to a revision; `None` where its environment cannot be read, which people are told.
fn against_revision(
    arguments: &Arguments,
    project: &Project,
    permit: &Checked,
    catalogue: &Catalogue,
    context: &Context,
) -> anyhow::Result<Option<Compared>> {
    let resolved = permit.resolved();
    if project.is_in_rust(resolved.name) {
        bail!(
            "`{}` is written in Rust, which cannot be read at another revision; compare it with an environment: `--between`",
            resolved.name
        );
    }
    let revision = Revision::find(&project.root, &arguments.base)?;
    let names = Names {
        name: resolved.name,
        sources: resolved.sources,
    };
    let base = arguments.base.clone();
    let (earlier_name, found) = then(project, &revision, resolved, &base)?;
    let name_then = earlier_name.as_deref().unwrap_or(resolved.name);
    let old = match found {
        Some(Ok(old)) => old,
        Some(Err(refused)) => {
            tell_unreadable(project, name_then, &base, &refused, context);
            return Ok(None);
        }
        None => {
            return Ok(Some(new_since(
                &revision,
                base,
                resolved,
                catalogue,
                context.as_of,
            )));
        }
    };
    let folder = format!("out/{name_then}");
    let committed = revision.files(&folder)?;
    let rendered = emit::render(&resolve(name_then, &old.sources, &old.environment, catalogue));
    let (old, new) = (&old.environment, resolved.environment);
    if committed.is_empty() {
        output::tell(&format!(
            "note: `{folder}` is not there at {base}, so that what another eksight changes cannot be told"
        ));
    }
    let drifted = diff::drifted(&committed, &rendered, catalogue);
    let difference = diff::compare(names, old, new, catalogue).and(drifted);
    Ok(Some(Compared {
        base,
        base_elsewhere: Some(revision.name_elsewhere().to_owned()),
        presence: Presence::Both,
        earlier_name,
        costs: diff::costs(names, Some(old), Some(new), &difference, catalogue, context.as_of),
        difference,
    }))
}

/// The environment as the base has it, with its name there where that is another one.
fn then(
    project: &Project,
    revision: &Revision,
    resolved: &Resolved,
    base: &str,
) -> anyhow::Result<(Option<String>, AtRevision)> {
    if let Some(found) = at_revision(project, revision, resolved.name, base)? {
        return Ok((None, Some(found)));
    }
    let Some(earlier) = renamed::earlier_name(project, revision, resolved.environment) else {
        return Ok((None, None));
    };
    let found = at_revision(project, revision, &earlier, base)?;
    Ok((Some(earlier), found))
}

/// The difference of an environment that the base does not have.
fn new_since(
    revision: &Revision,
    base: String,
    resolved: &Resolved,
    catalogue: &Catalogue,
    as_of: Date,
) -> Compared {
    let names = Names {
        name: resolved.name,
        sources: resolved.sources,
    };
    let new = resolved.environment;
    let difference = diff::of_new(names, new, catalogue);
    Compared {
        base,
        base_elsewhere: Some(revision.name_elsewhere().to_owned()),
        presence: Presence::New,
        earlier_name: None,
        costs: diff::costs(names, None, Some(new), &difference, catalogue, as_of),
        difference,
    }
}

/// Says what of an environment this eksight cannot read as the base has it.
fn tell_unreadable(project: &Project, name: &str, base: &str, refused: &Refused, context: &Context) {
    output::tell(&format!(
        "error: this eksight cannot read `{}` as it is at {base}; compare with a revision where it can (`--base`)",
        project.path(name).display()
    ));
    environments::show(name, &refused.faults, &refused.origins, context.colour);
}

/// The difference to nothing of an environment that the working tree does not have any more, or the code where the base's
/// cannot be read; `None` where the base does not have it either, or cannot be asked.
fn deleted(
    arguments: &Arguments,
    name: &str,
    project: &Project,
    context: &Context,
) -> anyhow::Result<Option<Result<Compared, u8>>> {
    let (Ok(revision), false) = (
        Revision::find(&project.root, &arguments.base),
        name.contains(std::path::is_separator),
    ) else {
        return Ok(None);
    };
    let old = match at_revision(project, &revision, name, &arguments.base)? {
        Some(Ok(old)) => old,
        Some(Err(refused)) => {
            tell_unreadable(project, name, &arguments.base, &refused, context);
            return Ok(Some(Err(code::REFUSED)));
        }
        None => return Ok(None),
    };
    if let Some(heir) = renamed::later_name(project, &old.environment) {
        output::tell(&format!(
            "error: the cluster of `{name}` is `{heir}` now; ask for that: `cargo xtask diff {heir}`"
        ));
        return Ok(Some(Err(code::USAGE)));
    }
    let Some(catalogue) = project.catalogue_or_tell(context) else {
        return Ok(Some(Err(code::REFUSED)));
    };
    let names = Names {
        name,
        sources: &old.sources,
    };
    let old = &old.environment;
    let difference = diff::of_gone(names, old, &catalogue);
    Ok(Some(Ok(Compared {
        base: arguments.base.clone(),
        base_elsewhere: Some(revision.name_elsewhere().to_owned()),
        presence: Presence::Gone,
        earlier_name: None,
        costs: diff::costs(names, Some(old), None, &difference, &catalogue, context.as_of),
        difference,
    })))
}

/// What a revision has of an environment.
type AtRevision = Option<Result<Loaded, Box<Refused>>>;

/// The environment at a revision, or why it cannot be read; `None` where there is none of that name.
fn at_revision(project: &Project, revision: &Revision, name: &str, base: &str) -> anyhow::Result<AtRevision> {
    let path = project.path(name);
    match revision.read(&path) {
        Err(ReadFault::NotFound) => Ok(None),
        Err(fault) => bail!("`{}` at {base} cannot be read: {fault}", path.display()),
        Ok(_) => Ok(Some(source::load(revision, &path))),
    }
}
