//! What a revision of git has of an environment.

use std::collections::BTreeMap;

use anyhow::bail;

use super::renamed::{self, Stacks};
use crate::emit::plan::{self, Place};
use crate::source::{self, Documents as _, Loaded, ReadFault, Refused};

pub(super) enum Then {
    /// Its file, or why that cannot be read.
    Written(Box<Result<Loaded, Box<Refused>>>),
    /// What it was rendered to, by path below `out/<environment>/`: no program can be asked what it said then.
    Rendered(BTreeMap<String, String>),
    /// There is none of that name.
    Nothing,
}

impl Then {
    /// What there is under a name; where an environment of that name is `in_rust` now, what was rendered alone.
    pub(super) fn of(stacks: &Stacks, name: &str, base: &str, in_rust: bool) -> anyhow::Result<Self> {
        let (project, revision) = (stacks.project, stacks.revision);
        let path = project.path(name);
        let is_rendered = match in_rust {
            true => true,
            false => match revision.read(&path) {
                Err(ReadFault::NotFound) => renamed::place_of_program(project, revision, name).is_some(),
                Err(fault) => bail!("`{}` at {base} cannot be read: {fault}", path.display()),
                Ok(_) => return Ok(Self::Written(Box::new(source::load(revision, &path)))),
            },
        };
        let files = match is_rendered {
            true => revision.files(&format!("out/{name}"))?,
            false => BTreeMap::new(),
        };
        Ok(match files.is_empty() {
            true => Self::Nothing,
            false => Self::Rendered(files),
        })
    }

    /// Its stack, as far as that is known.
    pub(super) fn place(&self) -> Option<Place> {
        match self {
            Self::Written(written) => Some(Place::of(&written.as_ref().as_ref().ok()?.environment)),
            Self::Rendered(files) => Place::read(files.get(plan::PATH)?),
            Self::Nothing => None,
        }
    }
}
