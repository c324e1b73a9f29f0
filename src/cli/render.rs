//! `render`: writes `out/<environment>/`, or says that it would, or prints one artefact.

use std::path::{Path, PathBuf};

use clap::Args;

use super::output::{self, Context};
use super::timings::Stage;
use super::{RustEnvironment, code, environments, stack_outputs};
use crate::emit::{self, Artifact};
use crate::out::{Action, Change, GeneratedFile, OutFolder, plan_changes};
use crate::resolve::Resolved;
use crate::{check, resolve};

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
    if let Some(selector) = &arguments.only {
        let [name] = names.as_slice() else {
            output::tell("error: `--only` takes one environment");
            return Ok(code::USAGE);
        };
        let texts = if arguments.minify { minified } else { emit::render };
        return match artifacts(&project, name, context, texts) {
            Some(artifacts) => print_one(&artifacts, selector, arguments.outputs.as_deref()),
            None => Ok(code::REFUSED),
        };
    }
    let mut rendered = Vec::new();
    let mut refused = false;
    for name in &names {
        match artifacts(&project, name, context, emit::render) {
            Some(artifacts) => rendered.push((name, artifacts)),
            None => refused = true,
        }
    }
    if refused {
        return Ok(code::REFUSED);
    }
    let out = project.root.join("out");
    if arguments.check {
        return compare(&out, &rendered, context);
    }
    write(&out, &rendered, context)?;
    Ok(code::DONE)
}

/// Makes `out/` what was rendered, after finishing what a stopped run had begun.
fn write(out: &Path, rendered: &[(&String, Vec<Artifact>)], context: &Context) -> anyhow::Result<()> {
    let folder = OutFolder::hold(out)?;
    for environment in folder.recover()? {
        output::tell(&format!("finished an interrupted render of {environment}"));
    }
    for (name, artifacts) in rendered {
        let files = generated(artifacts);
        let changes = context
            .timings
            .measure(name, Stage::Compare, || plan_changes(&out.join(name), &files))?;
        context
            .timings
            .measure(name, Stage::Write, || folder.commit(name, &changes))?;
        output::tell(&summary(name, &changes));
    }
    Ok(folder.finish()?)
}

/// The artefacts of an environment; `None` when it was refused, which people have been told.
fn artifacts(
    project: &environments::Project<'_>,
    name: &str,
    context: &Context,
    texts: fn(&Resolved) -> Vec<Artifact>,
) -> Option<Vec<Artifact>> {
    let timings = &context.timings;
    let loaded = match timings.measure(name, Stage::Read, || project.load(name)) {
        Ok(loaded) => loaded,
        Err(refused) => {
            environments::show(name, &refused.faults, &refused.origins, context.colour);
            return None;
        }
    };
    let catalogue = environments::catalogue();
    let (sources, environment) = (&loaded.sources, &loaded.environment);
    let resolved = timings.measure(name, Stage::Check, || {
        resolve::resolve(name, sources, environment, catalogue)
    });
    let (findings, permit) = timings.measure(name, Stage::Check, || {
        check::check(&resolved, &loaded.origins, catalogue, context.as_of)
    });
    environments::show(name, &findings, &loaded.origins, context.colour);
    permit
        .filter(|_| !context.refuses(&findings))
        .map(|checked| timings.measure(name, Stage::Emit, || texts(checked.resolved())))
}

/// The one artefact that can be made smaller.
fn minified(resolved: &Resolved) -> Vec<Artifact> {
    vec![Artifact {
        path: emit::cloudformation::PATH.to_owned(),
        text: emit::cloudformation::minified(resolved),
    }]
}

fn print_one(artifacts: &[Artifact], selector: &str, outputs: Option<&Path>) -> anyhow::Result<u8> {
    let chosen: Vec<&Artifact> = artifacts
        .iter()
        .filter(|artifact| {
            let path = artifact.path.as_str();
            let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
            path == selector || stem == selector || selector == "manifests" && path.starts_with("manifests/")
        })
        .collect();
    if chosen.is_empty() {
        let paths: Vec<String> = artifacts
            .iter()
            .map(|artifact| format!("  {}", artifact.path))
            .collect();
        output::tell(&format!(
            "error: there is no artefact `{selector}`; there are\n{}",
            paths.join("\n")
        ));
        return Ok(code::USAGE);
    }
    let outputs = match outputs {
        Some(file) => stack_outputs::read(file)?,
        None => stack_outputs::Outputs::default(),
    };
    let mut texts = Vec::new();
    for artifact in &chosen {
        match outputs.fill(&artifact.text) {
            Ok(text) => texts.push(text),
            Err(placeholder) => {
                output::tell(&format!(
                    "error: `{}` still has the stack output `{placeholder}`, which is known only after the stack is made; \
                     give `--outputs FILE` with what `aws cloudformation describe-stacks` printed",
                    artifact.path
                ));
                return Ok(code::REFUSED);
            }
        }
    }
    output::data(&texts.join("---\n"))?;
    Ok(code::DONE)
}

fn compare(out: &Path, rendered: &[(&String, Vec<Artifact>)], context: &Context) -> anyhow::Result<u8> {
    let mut stale = false;
    for (name, artifacts) in rendered {
        let files = generated(artifacts);
        let changes = context
            .timings
            .measure(name, Stage::Compare, || plan_changes(&out.join(name), &files))?;
        for change in changes {
            let what = match change.action {
                Action::Create(_) => "is missing",
                Action::Update(_) => "is out of date",
                Action::Delete => "is not generated",
                Action::Unchanged => continue,
            };
            stale = true;
            output::tell(&format!("out/{name}/{} {what}", change.path));
        }
    }
    if stale {
        output::tell("error: out/ is out of date; `cargo xtask render --all` mends it");
    }
    Ok(if stale { code::OUT_OF_DATE } else { code::DONE })
}

fn generated(artifacts: &[Artifact]) -> Vec<GeneratedFile<'_>> {
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
