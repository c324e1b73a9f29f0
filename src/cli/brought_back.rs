//! An environment that the working tree has no more: what it read at a revision, and how its teardown gets that again.

use std::path::Path;

use super::environments::Project;
use super::revision::{Objects, Revision, last_with};
use crate::diag::shell::word;
use crate::model::Lifecycle;
use crate::source::{self, Loaded, ReadFault};

/// What an environment read at a revision beside its own file, and what has become of it.
#[derive(Default)]
pub(super) struct Beside {
    /// What is there no more: files that it extends, is held against or shows.
    pub(super) gone: Vec<String>,
    /// Files of its settings that say something else now.
    pub(super) changed: Vec<String>,
}

/// How the file comes back.
pub(super) enum Back {
    /// Beside what is there.
    Checkout(String),
    /// In a folder of its own, since these files have changed.
    Worktree(String, Vec<String>),
    /// Not at all: it was archived, which nobody tears down.
    Archived,
}

impl Beside {
    /// A teardown reads all of it again, what the environment is held against too.
    pub(super) fn of(project: &Project, revision: &Revision, name: &str, loaded: &Loaded) -> Self {
        let reference = loaded.environment.not_weaker_than.as_ref();
        let reference = reference.and_then(|other| source::load(revision, &project.path(other)).ok());
        let read = std::iter::once(loaded).chain(&reference);
        let own = project.path(name);
        let mut beside = Self::default();
        for file in read.flat_map(|loaded| loaded.origins.files()) {
            let path = Path::new(&file.name);
            let list = match project.documents().read(path) {
                _ if path == own => continue,
                Err(ReadFault::NotFound) => &mut beside.gone,
                Ok(now)
                    if loaded.sources.contains(&file.name) && file.text.as_deref() != Some(now.as_str()) =>
                {
                    &mut beside.changed
                }
                _ => continue,
            };
            if !list.contains(&file.name) {
                list.push(file.name.clone());
            }
        }
        beside
    }
}

/// How the files of an environment come back, from the last commit that had its own; `None` where git knows of none.
pub(super) fn back(project: &Project, name: &str) -> Option<Back> {
    let own = project.path(name);
    let commit = last_with(&project.root, &own)?;
    let then = || {
        let revision = Revision::find(Objects::start(&project.root).ok()?, &commit).ok()?;
        let loaded = source::load(&revision, &own).ok()?;
        let beside = Beside::of(project, &revision, name, &loaded);
        Some((loaded.environment.lifecycle, beside))
    };
    let Beside { gone, changed } = match then() {
        Some((Lifecycle::Archived, _)) => return Some(Back::Archived),
        Some((_, beside)) => beside,
        None => Beside::default(),
    };
    if !changed.is_empty() {
        return Some(Back::Worktree(
            format!("git worktree add --detach ../{name} {commit}"),
            changed,
        ));
    }
    let files = std::iter::once(own.display().to_string()).chain(gone);
    let files: Vec<String> = files.map(|file| word(&file).into_owned()).collect();
    Some(Back::Checkout(format!(
        "git checkout {commit} -- {}",
        files.join(" ")
    )))
}
