//! Which environment of the base each one of the working tree is. A stack keeps its place whatever the environment is called, so
//! that counts first: names may rotate.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::cli::environments::{FOLDER, Project};
use crate::cli::revision::Revision;
use crate::diff::{Earlier, Heir};
use crate::emit::plan::{self, Place};
use crate::model::Lifecycle;
use crate::source::{self, Documents as _, ReadFault};

/// The stacks of both sides by the names that they have there. They are read where somebody asks first: mostly each has the name
/// that it had.
pub(super) struct Stacks<'a> {
    pub(super) project: &'a Project<'a>,
    pub(super) revision: &'a Revision,
    then: OnceLock<Vec<(String, Place)>>,
    now: OnceLock<Vec<(String, Place)>>,
}

impl<'a> Stacks<'a> {
    pub(super) const fn new(project: &'a Project<'a>, revision: &'a Revision) -> Self {
        Self {
            project,
            revision,
            then: OnceLock::new(),
            now: OnceLock::new(),
        }
    }

    /// What an environment with this stack is called at the revision, which has the stack `own` under its name; `None` where it is
    /// new.
    pub(super) fn name_then(&self, name: &str, place: &Place, own: Option<&Place>) -> Option<String> {
        if own == Some(place) {
            return Some(name.to_owned());
        }
        // A copy takes no name away, as long as the other one has the stack too.
        if let Some(earlier) = other(self.then(), name, place, self.now()) {
            return Some(earlier.to_owned());
        }
        own.filter(|own| other(self.now(), name, own, self.then()).is_none())
            .map(|_| name.to_owned())
    }

    /// What comparing with an earlier name needs to know of it.
    pub(super) fn earlier<'n>(&self, name: &'n str) -> Earlier<'n> {
        let is_taken = self.project.names().iter().any(|known| known == name);
        let heir = match is_taken.then(|| self.project.load(name)) {
            None => Heir::Nobody,
            Some(Ok(now)) => Heir::of(&now.environment),
            Some(Err(refused)) => refused.readable.as_ref().map_or(Heir::Unknown, Heir::of),
        };
        Earlier { name, heir }
    }

    /// The stack that a name has at the revision, also where its file has faults.
    pub(super) fn place_then(&self, name: &str) -> Option<Place> {
        of(self.then(), name).cloned()
    }

    /// Another environment of today that has this stack and may be applied.
    pub(super) fn owner(&self, name: &str, place: &Place) -> Option<&str> {
        let now = self.now().iter().filter(|(_, stack)| stack == place);
        let mut others = now
            .map(|(known, _)| known.as_str())
            .filter(|known| *known != name);
        others.find(|known| {
            let other = self.project.load(known);
            other.is_ok_and(|other| other.environment.lifecycle == Lifecycle::Live)
        })
    }

    /// What an environment of the revision is called today, where another name has got its stack. A name that had the stack
    /// beside it, as an archived twin does, takes nothing over.
    pub(super) fn name_now(&self, place: &Place) -> Option<&str> {
        let mut now = self.now().iter();
        now.find_map(|(name, now)| {
            (now == place && of(self.then(), name) != Some(place)).then_some(name.as_str())
        })
    }

    /// Environments of the revision that none of the working tree is; those that are compared with themselves are known.
    pub(super) fn gone(&self, known: &[String]) -> Vec<String> {
        let has_stack = |name: &String| {
            let place = of(self.then(), name);
            place.is_some_and(|place| self.name_now(place).is_some())
        };
        let mut gone = gone_since(self.project, self.revision, known);
        gone.retain(|name| !has_stack(name));
        gone
    }

    fn then(&self) -> &[(String, Place)] {
        self.then.get_or_init(|| {
            let names = gone_since(self.project, self.revision, &[]).into_iter();
            let place = |name: &str| match source::load(self.revision, &self.project.path(name)) {
                Ok(then) => Some(Place::of(&then.environment)),
                Err(refused) => {
                    let rendered = || Place::read(&self.revision.read(&plan_of(name)).ok()?);
                    refused.readable.as_ref().map(Place::of).or_else(rendered)
                }
            };
            with_places(names, place)
        })
    }

    fn now(&self) -> &[(String, Place)] {
        self.now.get_or_init(|| {
            let place = |name: &str| match self.project.load(name) {
                Ok(now) => Some(Place::of(&now.environment)),
                Err(refused) => refused.readable.as_ref().map(Place::of),
            };
            with_places(self.project.names().into_iter(), place)
        })
    }
}

fn with_places(
    names: impl Iterator<Item = String>,
    place: impl Fn(&str) -> Option<Place>,
) -> Vec<(String, Place)> {
    let with_place = |name: String| Some((place(&name)?, name));
    let found = names.filter_map(with_place);
    found.map(|(place, name)| (name, place)).collect()
}

/// The stack of a name.
fn of<'p>(places: &'p [(String, Place)], name: &str) -> Option<&'p Place> {
    let mut places = places.iter();
    places.find_map(|(known, place)| (known == name).then_some(place))
}

/// Another name than this one that has a stack on one side, and has not on the other.
fn other<'p>(
    here: &'p [(String, Place)],
    name: &str,
    place: &Place,
    there: &[(String, Place)],
) -> Option<&'p str> {
    let mut names = here
        .iter()
        .filter_map(|(known, known_place)| (known_place == place).then_some(known.as_str()));
    names.find(|known| *known != name && of(there, known) != Some(place))
}

/// Environments that the revision has under none of these names.
fn gone_since(project: &Project, revision: &Revision, names: &[String]) -> Vec<String> {
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
    Path::new("out").join(name).join(plan::PATH)
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
