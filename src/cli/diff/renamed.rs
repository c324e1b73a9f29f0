//! Environments that the base has under a name that nobody has any more: those that are gone, and those renamed since.

use std::path::{Path, PathBuf};

use crate::cli::environments::{FOLDER, Project};
use crate::cli::revision::Revision;
use crate::emit::plan::{self, Place};
use crate::model::Environment;
use crate::source::{self, Documents as _, ReadFault};

/// Environments that the revision has and the working tree has not.
pub(super) fn gone_since(project: &Project, revision: &Revision, names: &[String]) -> Vec<String> {
    let files = revision.list(Path::new(FOLDER)).unwrap_or_default();
    let files = files
        .iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    let written = files
        .filter_map(|file| file.file_stem()?.to_str())
        .filter(|name| !names.iter().any(|known| known == name))
        .filter(|name| !source::is_base(revision, &project.path(name)))
        .map(str::to_owned);
    let mut gone: Vec<String> = written.chain(programs(project, revision, names)).collect();
    gone.sort();
    gone
}

/// Those that a program of the revision had in Rust, by what they were rendered to.
fn programs(project: &Project, revision: &Revision, names: &[String]) -> Vec<String> {
    let folders = revision.list(Path::new("out")).unwrap_or_default();
    let folders = folders.iter().filter_map(|folder| folder.file_name()?.to_str());
    let is_there = |name: &str| {
        names.iter().any(|known| known == name)
            || revision.read(&project.path(name)) != Err(ReadFault::NotFound)
    };
    let (there, others): (Vec<&str>, Vec<&str>) = folders.partition(|name| is_there(name));
    let place = |name: &str| Some((name.to_owned(), place_of_program(project, revision, name)?));
    let programs: Vec<(String, Place)> = others.into_iter().filter_map(place).collect();
    if programs.is_empty() {
        return Vec::new();
    }
    // A folder of an earlier name has the stack of an environment that the revision has too.
    let place = |name: &str| Place::read(&revision.read(&plan_of(name)).ok()?);
    let places: Vec<Place> = there.into_iter().filter_map(place).collect();
    let programs = programs.into_iter().filter(|(_, place)| !places.contains(place));
    programs.map(|(name, _)| name).collect()
}

fn plan_of(name: &str) -> PathBuf {
    Path::new("out").join(name).join("plan.json")
}

/// The stack of what lies at the revision in `out/` and was written in Rust; `None` where nothing does, or where the file of
/// an environment has left it behind, which it names.
pub(super) fn place_of_program(project: &Project, revision: &Revision, name: &str) -> Option<Place> {
    let text = revision.read(&plan_of(name)).ok()?;
    let file = project.path(name);
    let sources = plan::sources(&text)?;
    let of_file = sources.iter().any(|source| Path::new(source) == file);
    Place::read(&text).filter(|_| !of_file)
}

/// What an environment is called at the revision, where another name has its stack there and nothing here.
pub(super) fn earlier_name(
    project: &Project,
    revision: &Revision,
    environment: &Environment,
) -> Option<String> {
    let place = Place::of(environment);
    let then = |name: &str| match source::load(revision, &project.path(name)) {
        Ok(then) => Some(Place::of(&then.environment)),
        Err(_) => place_of_program(project, revision, name),
    };
    gone_since(project, revision, &project.names())
        .into_iter()
        .find(|name| then(name).as_ref() == Some(&place))
}

/// What an environment of the base is called today, where another name has its stack.
pub(super) fn later_name(project: &Project, place: &Place) -> Option<String> {
    project.names().into_iter().find(|name| {
        let now = project.load(name);
        now.is_ok_and(|now| Place::of(&now.environment) == *place)
    })
}
