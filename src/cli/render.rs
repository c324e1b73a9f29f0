//! `render`: writes `out/<environment>/`, or says that it would, or prints one artefact.

mod counts;
pub(super) mod stale;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::Args;

use counts::Counts;
use stale::Stale;

use super::findings::Findings;
use super::fleet::Part;
use super::output::{self, Context};
use super::strangers::strangers;
use super::timings::Stage;
use super::{RustEnvironment, code, environments, fleet, only};
use crate::catalog::Catalogue;
use crate::check::Checked;
use crate::emit::Artifact;
use crate::out::{self, Action, Change, GeneratedFile, OutError, OutFolder, Staged, plan_changes};
use crate::parallel::in_parallel;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Environments to render, or patterns of names: `'prod-*'`.
    environments: Vec<String>,
    /// Render every environment.
    #[arg(long, conflicts_with = "environments")]
    all: bool,
    /// Write nothing; fail when out/ is out of date.
    #[arg(long)]
    check: bool,
    // Options that require this one say again what it does not go with: what excludes an argument excuses from naming it.
    /// Print one artefact to stdout instead: its path in out/<environment>/, with or without extension, or `manifests`.
    #[arg(long, value_name = "SELECTOR", conflicts_with_all = ["check", "all"])]
    only: Option<String>,
    /// With --only: the template as one line of JSON, for calls of CloudFormation that take 51,200 bytes and no more.
    #[arg(long, requires = "only", conflicts_with_all = ["check", "all"])]
    minify: bool,
    /// With --only: fill stack outputs from this file, made by `aws cloudformation describe-stacks`.
    #[arg(long, value_name = "FILE", requires = "only", conflicts_with_all = ["check", "all"])]
    outputs: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, rust: &[RustEnvironment], context: &Context) -> anyhow::Result<u8> {
    // What the last environment has left in `out/` is told as that of any other.
    let project = match arguments.all {
        true => environments::Project::find_emptied(rust)?,
        false => environments::Project::find(rust)?,
    };
    let names = match arguments.all {
        true => project.all(),
        false => project.select(&arguments.environments, false),
    };
    let names = match names {
        Ok(names) => names,
        Err(code) => return Ok(code),
    };
    if let Some(selector) = &arguments.only {
        return print(arguments, selector, &project, &names, context);
    }
    let out = project.root.join("out");
    if !arguments.check {
        finish_stopped(&out)?;
    }
    let Some(catalogue) = project.catalogue_or_tell(context) else {
        return Ok(code::REFUSED);
    };
    let fleet = Fleet {
        project: &project,
        catalogue: &catalogue,
        out: &out,
        names: &names,
        all: arguments.all,
        context,
    };
    let strangers = || strangers(&project, &names, arguments.all, context);
    if names.is_empty() && strangers()?.is_empty() {
        return Ok(project.tell_none());
    }
    if arguments.check {
        return fleet.compare(strangers);
    }
    let code = fleet.write()?;
    if code == code::DONE {
        for stranger in strangers()? {
            output::tell(&format!("warning: {stranger}"));
        }
    }
    Ok(code)
}

/// Prints one artefact of one environment.
fn print(
    arguments: &Arguments,
    selector: &str,
    project: &environments::Project,
    names: &[String],
    context: &Context,
) -> anyhow::Result<u8> {
    if names.len() != 1 {
        output::tell("error: `--only` takes one environment");
        return Ok(code::USAGE);
    }
    project.with_permits(names, context, |permits, _| {
        let [permit] = permits else {
            unreachable!("bug in eksight: one name and {} permits", permits.len())
        };
        let outputs = arguments.outputs.as_deref();
        match arguments.minify {
            true => only::print_minified(permit, selector, outputs),
            false => only::print(permit, &render(permit, context), selector, outputs),
        }
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

fn render(permit: &Checked, context: &Context) -> Vec<Artifact> {
    let resolved = permit.resolved();
    context
        .timings
        .measure(resolved.name, Stage::Emit, || permit.render())
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

/// Environments that are rendered together: none is held in memory longer than it takes.
struct Fleet<'a> {
    project: &'a environments::Project<'a>,
    catalogue: &'a Catalogue,
    out: &'a Path,
    names: &'a [String],
    /// Whether these are all environments, so that rules over the fleet have their say.
    all: bool,
    context: &'a Context<'a>,
}

/// What is to be done for an environment, with its new files beside its folder.
struct Prepared {
    name: String,
    counts: Counts,
    /// The files that go, of which people are told once it is in place.
    deleted: Vec<String>,
    staged: Option<Staged>,
}

impl Fleet<'_> {
    /// What `work` makes of each environment that may be written. Tells what was found, and gives whether one was refused.
    fn visit<T: Send>(&self, work: impl Fn(&Checked) -> T + Sync) -> (Vec<T>, bool) {
        let work = |permit: &Checked| (Part::of(permit), work(permit));
        let found = Findings::of(self.names, self.context);
        let visit = |name: &String| {
            self.project
                .visit(name, &found, self.catalogue, self.context, work)
        };
        let visited = in_parallel(self.names, self.context.jobs, visit);
        let (parts, done): (Vec<Option<Part>>, Vec<Option<T>>) =
            visited.into_iter().map(Option::unzip).unzip();
        if self.all {
            fleet::add(self.project, parts, &found);
        }
        let done = done.into_iter().flatten().collect();
        (done, found.tell().tell_refused())
    }

    /// Makes `out/` what the environments say: all of it, or nothing where one of them is refused.
    fn write(&self) -> anyhow::Result<u8> {
        // Taken by the first that may be written, so that refused ones leave no trace.
        let folder: OnceLock<Result<OutFolder, OutError>> = OnceLock::new();
        let (prepared, refused) = self.visit(|permit| {
            let Ok(folder) = folder.get_or_init(|| OutFolder::hold(self.out)) else {
                return Ok(None);
            };
            self.prepare(folder, permit).map(Some)
        });
        let folder = match folder.into_inner() {
            None if refused => return Ok(code::REFUSED),
            None => return Ok(code::DONE),
            Some(Ok(folder)) => folder,
            Some(Err(_)) if refused => return Ok(code::REFUSED),
            Some(Err(error)) => return Err(error.into()),
        };
        let mut failure = None;
        let mut ready: Vec<Prepared> = Vec::new();
        for result in prepared {
            match result {
                Ok(prepared) => ready.extend(prepared),
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        if refused || failure.is_some() {
            for staged in ready.iter().filter_map(|prepared| prepared.staged.as_ref()) {
                folder.take_back(staged)?;
            }
            folder.abandon();
            return match failure {
                Some(error) if !refused => Err(error),
                _ => Ok(code::REFUSED),
            };
        }
        self.place(&folder, &ready)?;
        folder.finish()?;
        Ok(code::DONE)
    }

    /// Puts everything in its place, and tells so.
    fn place(&self, folder: &OutFolder, prepared: &[Prepared]) -> anyhow::Result<()> {
        let place = |prepared: &Prepared| match &prepared.staged {
            None => Ok(()),
            Some(staged) => {
                let place = || folder.place(staged);
                self.context
                    .timings
                    .measure(staged.environment(), Stage::Write, place)
            }
        };
        let placed = in_parallel(prepared, self.context.jobs, place);
        for (Prepared { deleted, .. }, placed) in prepared.iter().zip(placed) {
            placed?;
            deleted.iter().for_each(|line| output::tell(line));
        }
        let each = prepared.iter().map(|one| (one.name.as_str(), one.counts));
        let told = counts::told(&each.collect::<Vec<_>>());
        told.iter().for_each(|line| output::tell(line));
        Ok(())
    }

    fn prepare(&self, folder: &OutFolder, permit: &Checked) -> anyhow::Result<Prepared> {
        let name = permit.resolved().name;
        let artifacts = render(permit, self.context);
        let changes = plan(self.out, permit, &artifacts, self.context)?;
        let stage = || folder.stage(permit, &changes);
        let staged = self.context.timings.measure(name, Stage::Write, stage)?;
        let deleted = changes
            .iter()
            .filter(|change| matches!(change.action, Action::Delete));
        let deleted =
            deleted.map(|change| format!("deleted out/{name}/{}, which is not generated", change.path));
        Ok(Prepared {
            name: name.to_owned(),
            counts: Counts::of(&changes),
            deleted: deleted.collect(),
            staged,
        })
    }

    /// Tells what `out/` is not, and writes nothing.
    fn compare(&self, strangers: impl Fn() -> anyhow::Result<Vec<String>>) -> anyhow::Result<u8> {
        let (stale, refused) = self.visit(|permit| self.stale(permit));
        if refused {
            return Ok(code::REFUSED);
        }
        let (_, stopped) = out::contents(self.out)?;
        let strangers = strangers()?;
        // Who asks about some environments is told of what lies beside them, and is not stopped by it.
        let (strangers, beside) = match self.all {
            true => (strangers, Vec::new()),
            false => (Vec::new(), strangers),
        };
        let mut lines: Vec<String> = stopped
            .into_iter()
            .map(|environment| {
                format!("out/{environment} waits for an interrupted render; `render` finishes it")
            })
            .collect();
        let stale: anyhow::Result<Vec<_>> = stale.into_iter().collect();
        lines.extend(stale::lines(&stale?));
        let beside = beside.iter().map(|stranger| format!("warning: {stranger}"));
        beside.for_each(|line| output::tell(&line));
        strangers.iter().chain(&lines).for_each(|line| output::tell(line));
        if !lines.is_empty() {
            output::tell("error: out/ is out of date; `cargo xtask render --all` mends it");
        }
        if !strangers.is_empty() {
            output::tell("error: out/ has folders of environments that there are no more");
        }
        if lines.is_empty() && strangers.is_empty() {
            return Ok(code::DONE);
        }
        Ok(code::OUT_OF_DATE)
    }

    /// The files that are not what the environment says.
    fn stale(&self, permit: &Checked) -> anyhow::Result<(String, Vec<Stale>)> {
        let name = permit.resolved().name;
        let artifacts = render(permit, self.context);
        let changes = plan(self.out, permit, &artifacts, self.context)?;
        Ok((name.to_owned(), stale::stale(&changes)))
    }
}

pub(super) fn generated(artifacts: &[Artifact]) -> Vec<GeneratedFile<'_>> {
    artifacts
        .iter()
        .map(|artifact| GeneratedFile {
            path: &artifact.path,
            text: artifact.text(),
        })
        .collect()
}
