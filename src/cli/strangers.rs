//! Folders below `out/` whose environment there is no more. They are told and kept: another program may know it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::brought_back::Back;
use super::environments::Project;
use super::output::Context;
use crate::diff;
use crate::emit::delivery::Keeper;
use crate::emit::plan::{self, Place};
use crate::emit::runbook;
use crate::model::Lifecycle;
use crate::out;
use crate::parallel::in_parallel;
use crate::resolve::resolve;

/// A line for each folder of no environment: with `all` these are all environments, and otherwise only those folders are told
/// that are of an earlier name of one of these.
pub(super) fn strangers(
    project: &Project,
    names: &[String],
    all: bool,
    context: &Context,
) -> anyhow::Result<Vec<String>> {
    let (folders, _) = out::contents(&project.root.join("out"))?;
    let others = if all { Vec::new() } else { project.names() };
    let is_stranger = |name: &String| !names.contains(name) && !others.contains(name);
    let strangers: Vec<String> = folders.into_iter().filter(is_stranger).collect();
    if strangers.is_empty() {
        return Ok(Vec::new());
    }
    // Read again: the places of a thousand environments are not kept for the few folders that nobody has.
    let place = |name: &String| {
        let environment = project.load(name).ok()?.environment;
        // An archived one has no cluster that it could have taken over.
        (environment.lifecycle != Lifecycle::Archived).then(|| Place::of(&environment))
    };
    let places = in_parallel(names, context.jobs, place);
    let heir = |stranger: &str| {
        let place = place_in_out(project, stranger)?;
        let mut heirs = names.iter().zip(&places);
        heirs.find_map(|(name, known)| (known.as_ref() == Some(&place)).then_some(name))
    };
    Ok(strangers
        .iter()
        .filter_map(|name| match heir(name) {
            // What it describes runs on.
            Some(heir) => Some(format!(
                "out/{name} is of an earlier name of `{heir}`, which has its cluster now; {}",
                left(project, name, heir).unwrap_or_else(|| format!("delete it: `git rm -r out/{name}`"))
            )),
            None => all.then(|| nobodys(project, name)),
        })
        .collect())
}

/// What is to be done about a folder whose cluster no environment has.
fn nobodys(project: &Project, name: &str) -> String {
    let first = match project.bring_back(name) {
        Some(Back::Archived) => {
            return format!(
                "out/{name} is of an environment that was archived and is there no more, and `render` leaves it alone; delete it: \
                 `git rm -r out/{name}`"
            );
        }
        Some(Back::Checkout(command)) => format!(", its file brought back first (`{command}`)"),
        Some(Back::Worktree(command, changed)) => {
            let changed = changed.join(", ");
            format!(", in a folder that has it as it was, since {changed} has changed (`{command}`)")
        }
        None => String::new(),
    };
    let runbook = Path::new("out").join(name).join(runbook::PATH);
    if project.documents().read(&runbook).is_err() {
        return format!("out/{name} belongs to no environment, and `render` leaves it alone; delete it");
    }
    format!(
        "out/{name} belongs to no environment, and `render` leaves it alone; tear down what it describes by \
         {}{first}, then delete it: `git rm -r out/{name}`",
        runbook.display()
    )
}

/// What comes before a folder of an earlier name goes, where an engine delivers from it: the one that its files tell of, which may
/// be elsewhere than that of the environment now.
fn left(project: &Project, earlier: &str, heir: &str) -> Option<String> {
    let folder = Path::new("out").join(earlier);
    let has = |start: &&str| project.documents().read(&folder.join(start)).is_ok();
    Keeper::STARTS.into_iter().find(has)?;
    let known = || {
        let was = diff::engine_of(&delivery(project, &folder))?;
        let (loaded, catalogue) = (project.load(heir).ok()?, project.catalogue().ok()?);
        let is = Keeper::of(&resolve(heir, &loaded.sources, &loaded.environment, &catalogue))?;
        let is_same = was.start == is.start;
        is_same.then(|| (is.place_behind(&was), is.hand_over(heir, &was, earlier)))
    };
    Some(match known() {
        Some((place, lines)) => format!(
            "an engine delivers from it: once out/{heir} is pushed, do in this order what leaves all that is installed{place}:\n    \
             {}",
            lines.join("\n    ")
        ),
        None => format!(
            "an engine delivers from it: stop that by the first step of the teardown in out/{earlier}/RUNBOOK.md, then delete it: \
             `git rm -r out/{earlier}`"
        ),
    })
}

/// The files of an engine in a folder below `out/`, as far as they can be read.
fn delivery(project: &Project, folder: &Path) -> BTreeMap<String, String> {
    let paths = project.disk.below(&folder.join("delivery")).unwrap_or_default();
    let read = |path: &PathBuf| {
        let text = project.documents().read(path).ok()?;
        Some((path.strip_prefix(folder).ok()?.to_str()?.to_owned(), text))
    };
    paths.iter().filter_map(read).collect()
}

/// The stack that a folder is about; `None` where it has no plan that tells.
fn place_in_out(project: &Project, name: &str) -> Option<Place> {
    let plan = Path::new("out").join(name).join(plan::PATH);
    Place::read(&project.documents().read(&plan).ok()?)
}
