//! An environment that a revision of git has and the working tree has not.

use std::path::Path;

use super::against::{at_rest, tell_unreadable};
use super::renamed::{Stacks, place_of_program};
use super::then::Then;
use super::{Arguments, Compared};
use crate::catalog::Catalogue;
use crate::cli::brought_back::Beside;
use crate::cli::code;
use crate::cli::output::{self, Context};
use crate::diff::report::{Presence, Recovery};
use crate::diff::{self, Costs, Names};
use crate::emit::plan::{self, Place};
use crate::emit::runbook;
use crate::model::Lifecycle;
use crate::source::{Documents as _, Loaded};

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
    let compared = |presence, beside: Beside, is_archived, difference, costs| Compared {
        base: base.clone(),
        base_elsewhere: Some(base_elsewhere.to_owned()),
        presence,
        recovery: Recovery {
            is_taken: project.names().contains(&name.to_owned()),
            has_runbook: revision
                .read(Path::new(&format!("out/{name}/{}", runbook::PATH)))
                .is_ok(),
            is_archived,
            others: beside.gone,
            changed: beside.changed,
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
                let plan = committed.get(plan::PATH);
                let is_archived = plan.is_some_and(|text| plan::lifecycle(text) == Lifecycle::Archived);
                let (difference, costs) = match is_archived {
                    true => at_rest(difference),
                    false => {
                        let costs = Costs {
                            once_torn_down: true,
                            ..Costs::unknown(&difference)
                        };
                        (difference, costs)
                    }
                };
                compared(
                    Presence::GoneFiles,
                    Beside::default(),
                    is_archived,
                    difference,
                    costs,
                )
            })));
        }
        Then::Written(written) => *written,
    };
    Ok(Some(match written {
        Ok(loaded) => {
            let beside = Beside::of(project, revision, name, &loaded);
            let Loaded {
                environment, sources, ..
            } = loaded;
            let (place, sources) = (Some(Place::of(&environment)), sources.as_slice());
            unless_renamed(stacks, name, place, context, |catalogue| {
                let names = Names { name, sources };
                let difference = diff::of_gone(names, &environment, catalogue);
                let gone = Some(&environment);
                let costs = diff::costs(names, gone, None, &difference, catalogue, context.as_of);
                let is_archived = environment.lifecycle == Lifecycle::Archived;
                let (difference, costs) = match is_archived {
                    true => at_rest(difference),
                    false => (difference, costs),
                };
                compared(Presence::Gone, beside, is_archived, difference, costs)
            })
        }
        Err(refused) => {
            tell_unreadable(project, name, base, &refused, context);
            Err(code::REFUSED)
        }
    }))
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
