//! Environments that the base has under a name that nobody has any more: those that are gone, and those renamed since.

use std::path::Path;

use crate::cli::environments::{FOLDER, Project};
use crate::cli::revision::Revision;
use crate::emit::plan::Place;
use crate::model::Environment;
use crate::source::{self, Documents as _};

/// Environments that the revision has and the working tree has not.
pub(super) fn gone_since(project: &Project, revision: &Revision, names: &[String]) -> Vec<String> {
    let files = revision.list(Path::new(FOLDER)).unwrap_or_default();
    let files = files
        .iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    files
        .filter_map(|file| file.file_stem()?.to_str())
        .filter(|name| !names.iter().any(|known| known == name))
        .filter(|name| !source::is_base(revision, &project.path(name)))
        .map(str::to_owned)
        .collect()
}

/// What an environment is called at the revision, where another name has its stack there and nothing here.
pub(super) fn earlier_name(
    project: &Project,
    revision: &Revision,
    environment: &Environment,
) -> Option<String> {
    let place = Place::of(environment);
    gone_since(project, revision, &project.names())
        .into_iter()
        .find(|name| {
            let then = source::load(revision, &project.path(name));
            then.is_ok_and(|then| Place::of(&then.environment) == place)
        })
}

/// What an environment of the base is called today, where another name has its stack.
pub(super) fn later_name(project: &Project, environment: &Environment) -> Option<String> {
    let place = Place::of(environment);
    project.names().into_iter().find(|name| {
        let now = project.load(name);
        now.is_ok_and(|now| Place::of(&now.environment) == place)
    })
}
