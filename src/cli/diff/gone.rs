//! An environment that a revision of git has and the working tree has not.

use std::path::Path;

use super::against::tell_unreadable;
use super::renamed::{Stacks, place_of_program};
use super::then::Then;
use super::{Arguments, Compared};
use crate::catalog::Catalogue;
use crate::cli::code;
use crate::cli::output::{self, Context};
use crate::diff::report::{Presence, Recovery};
use crate::diff::{self, Costs, Names};
use crate::emit::plan::Place;
use crate::source::{self, Documents as _, Loaded, ReadFault};

/// The difference to nothing of an environment that the working tree does not have any more, or the code where the base's
/// cannot be read; `None` where the base does not have it either.
pub(super) fn deleted(
    arguments: &Arguments,
    name: &str,
    stacks: &Stacks,
    context: &Context,
) -> anyhow::Result<Option<Result<Compared, u8>>> {
    let (project, revision) = (stacks.project, stacks.revision);
    let (base, base_elsewhere) = (&arguments.base, revision.name_elsewhere());
    let compared = |presence, others, difference, costs| Compared {
        base: base.clone(),
        base_elsewhere: Some(base_elsewhere.to_owned()),
        presence,
        recovery: Recovery {
            is_taken: project.names().contains(&name.to_owned()),
            has_runbook: revision
                .read(Path::new(&format!("out/{name}/RUNBOOK.md")))
                .is_ok(),
            others,
        },
        earlier_name: None,
        difference,
        costs,
    };
    let written = match Then::of(stacks, name, base, false)? {
        Then::Nothing => return Ok(None),
        Then::Rendered(committed) => {
            let place = place_of_program(project, revision, name);
            return Ok(Some(unless_renamed(stacks, name, place, context, |catalogue| {
                let difference = diff::of_gone_files(&committed, catalogue);
                let costs = Costs::none(&difference);
                compared(Presence::GoneFiles, Vec::new(), difference, costs)
            })));
        }
        Then::Written(written) => *written,
    };
    Ok(Some(match written {
        Ok(loaded) => {
            let others = others(stacks, name, &loaded);
            let Loaded {
                environment, sources, ..
            } = loaded;
            let (place, sources) = (Some(Place::of(&environment)), sources.as_slice());
            unless_renamed(stacks, name, place, context, |catalogue| {
                let names = Names { name, sources };
                let difference = diff::of_gone(names, &environment, catalogue);
                let gone = Some(&environment);
                let costs = diff::costs(names, gone, None, &difference, catalogue, context.as_of);
                compared(Presence::Gone, others, difference, costs)
            })
        }
        Err(refused) => {
            tell_unreadable(project, name, base, &refused, context);
            Err(code::REFUSED)
        }
    }))
}

/// What an environment read at the base beside its own file, with what the one reads that it is held against, and is there no
/// more: a teardown reads all of it again.
fn others(stacks: &Stacks, name: &str, loaded: &Loaded) -> Vec<String> {
    let (project, revision) = (stacks.project, stacks.revision);
    let reference = loaded.environment.not_weaker_than.as_ref();
    let reference = reference.and_then(|other| source::load(revision, &project.path(other)).ok());
    let read = std::iter::once(loaded).chain(&reference);
    let own = project.path(name);
    let mut others = Vec::new();
    for file in read.flat_map(|loaded| loaded.origins.files()) {
        let path = Path::new(&file.name);
        let is_gone = matches!(project.documents().read(path), Err(ReadFault::NotFound));
        if is_gone && path != own && !others.contains(&file.name) {
            others.push(file.name.clone());
        }
    }
    others
}

/// The difference, or the code where another name has its stack now or the catalogue cannot be read, which people are told.
fn unless_renamed(
    stacks: &Stacks,
    name: &str,
    place: Option<Place>,
    context: &Context,
    compare: impl FnOnce(&Catalogue) -> Compared,
) -> Result<Compared, u8> {
    if let Some(heir) = place.and_then(|place| stacks.name_now(&place)) {
        output::tell(&format!(
            "error: the cluster of `{name}` is `{heir}` now; ask for that: `cargo xtask diff {heir}`"
        ));
        return Err(code::USAGE);
    }
    let catalogue = stacks.project.catalogue_or_tell(context).ok_or(code::REFUSED)?;
    Ok(compare(&catalogue))
}
