//! `render`: writes `out/<environment>/`, or says that it would, or prints one artefact.

use std::path::{Path, PathBuf};

use clap::Args;

use super::output::{self, Context};
use super::timings::Stage;
use super::{RustEnvironment, code, environments, only};
use crate::check::Checked;
use crate::emit::{self, Artifact};
use crate::out::{self, Action, Change, GeneratedFile, OutFolder, plan_changes};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Environments to render.
    environments: Vec<String>,
    /// Render every environment.
    #[arg(long, conflicts_with = "environments")]
    all: bool,
    /// Write nothing; fail when out/ is out of date.
    #[arg(long)]
    check: bool,
    /// Print one artefact to stdout instead: its path in out/<environment>/, with or without extension, or `manifests`.
    #[arg(long, value_name = "SELECTOR", conflicts_with_all = ["check", "all"])]
    only: Option<String>,
    /// With --only: the template as one line of JSON, for calls of CloudFormation that take 51,200 bytes and no more.
    #[arg(long, requires = "only")]
    minify: bool,
    /// With --only: fill stack outputs from this file, made by `aws cloudformation describe-stacks`.
    #[arg(long, value_name = "FILE", requires = "only")]
    outputs: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, rust: &[RustEnvironment], context: &Context) -> anyhow::Result<u8> {
    let project = environments::Project::find(rust)?;
    let names = match project.select(&arguments.environments, arguments.all) {
        Ok(names) => names,
        Err(code) => return Ok(code),
    };
    if arguments.only.is_some() && names.len() != 1 {
        output::tell("error: `--only` takes one environment");
        return Ok(code::USAGE);
    }
    let out = project.root.join("out");
    let writes = arguments.only.is_none() && !arguments.check;
    if writes {
        finish_stopped(&out)?;
    }
    project.with_permits(&names, context, |permits| {
        if let (Some(selector), [permit]) = (&arguments.only, permits) {
            let artifacts = match arguments.minify {
                true => only::minified(permit),
                false => render(permit, context),
            };
            return only::print(permit, &artifacts, selector, arguments.outputs.as_deref());
        }
        if arguments.check {
            let strangers = if arguments.all {
                strangers(&out, &names)?
            } else {
                Vec::new()
            };
            return compare(&out, permits, &strangers, context);
        }
        write(&out, permits, context)?;
        if arguments.all {
            for stranger in strangers(&out, &names)? {
                output::tell(&format!("warning: {stranger}"));
            }
        }
        Ok(code::DONE)
    })
}

/// Puts in place what a stopped run had decided to write, whatever this one will find.
fn finish_stopped(out: &Path) -> anyhow::Result<()> {
    let (_, stopped) = out::contents(out)?;
    if !stopped.is_empty() {
        for environment in OutFolder::hold(out)?.recover()? {
            output::tell(&format!("finished an interrupted render of {environment}"));
        }
    }
    Ok(())
}

/// Folders of environments that there are no more. They are told and kept: another program may know their environment.
fn strangers(out: &Path, names: &[String]) -> anyhow::Result<Vec<String>> {
    let (environments, _) = out::contents(out)?;
    let gone = environments.into_iter().filter(|name| !names.contains(name));
    Ok(gone
        .map(|name| {
            format!(
                "out/{name} belongs to no environment, and `render` leaves it alone; tear down what it describes by \
                 out/{name}/RUNBOOK.md, then delete it: `git rm -r out/{name}`"
            )
        })
        .collect())
}

fn render(permit: &Checked, context: &Context) -> Vec<Artifact> {
    let resolved = permit.resolved();
    context
        .timings
        .measure(resolved.name, Stage::Emit, || emit::render(resolved))
}

fn plan<'a>(
    out: &Path,
    permit: &Checked,
    files: &'a [Artifact],
    context: &Context,
) -> anyhow::Result<Vec<Change<'a>>> {
    let name = permit.resolved().name;
    let files = generated(files);
    let changes = context
        .timings
        .measure(name, Stage::Compare, || plan_changes(&out.join(name), &files))?;
    Ok(changes)
}

/// Makes `out/` what the environments say. One environment at a time is held in memory.
fn write(out: &Path, permits: &[Checked], context: &Context) -> anyhow::Result<()> {
    let folder = OutFolder::hold(out)?;
    for permit in permits {
        let name = permit.resolved().name;
        let artifacts = render(permit, context);
        let changes = plan(out, permit, &artifacts, context)?;
        context
            .timings
            .measure(name, Stage::Write, || folder.commit(permit, &changes))?;
        for change in &changes {
            if matches!(change.action, Action::Delete) {
                output::tell(&format!(
                    "deleted out/{name}/{}, which is not generated",
                    change.path
                ));
            }
        }
        output::tell(&summary(name, &changes));
    }
    Ok(folder.finish()?)
}

fn compare(out: &Path, permits: &[Checked], strangers: &[String], context: &Context) -> anyhow::Result<u8> {
    let (_, stopped) = out::contents(out)?;
    let mut stale = !stopped.is_empty();
    for stranger in strangers {
        output::tell(stranger);
    }
    for environment in stopped {
        output::tell(&format!(
            "out/{environment} waits for an interrupted render; `render` finishes it"
        ));
    }
    for permit in permits {
        let name = permit.resolved().name;
        let artifacts = render(permit, context);
        for line in stale_files(name, &plan(out, permit, &artifacts, context)?) {
            stale = true;
            output::tell(&line);
        }
    }
    if stale {
        output::tell("error: out/ is out of date; `cargo xtask render --all` mends it");
    }
    if !strangers.is_empty() {
        output::tell("error: out/ has folders of environments that there are no more");
    }
    Ok(match stale || !strangers.is_empty() {
        true => code::OUT_OF_DATE,
        false => code::DONE,
    })
}

/// A line for each file that is not what is generated.
pub(super) fn stale_files(name: &str, changes: &[Change<'_>]) -> Vec<String> {
    let line = |change: &Change<'_>| {
        let what = match change.action {
            Action::Create(_) => "is missing",
            Action::Update(_) => "is out of date",
            Action::Delete => "is not generated",
            Action::Unchanged => return None,
        };
        Some(format!("out/{name}/{} {what}", change.path))
    };
    changes.iter().filter_map(line).collect()
}

pub(super) fn generated(artifacts: &[Artifact]) -> Vec<GeneratedFile<'_>> {
    artifacts
        .iter()
        .map(|artifact| GeneratedFile {
            path: &artifact.path,
            text: &artifact.text,
        })
        .collect()
}

fn summary(name: &str, changes: &[Change<'_>]) -> String {
    let count =
        |wanted: fn(&Action<'_>) -> bool| changes.iter().filter(|change| wanted(&change.action)).count();
    let created = count(|action| matches!(action, Action::Create(_)));
    let updated = count(|action| matches!(action, Action::Update(_)));
    let deleted = count(|action| matches!(action, Action::Delete));
    let unchanged = count(|action| matches!(action, Action::Unchanged));
    format!("out/{name}: {created} created, {updated} updated, {deleted} deleted, {unchanged} unchanged")
}
