//! An environment against its own self at a revision of git.

use std::collections::BTreeMap;

use super::renamed::Stacks;
use super::then::Then;
use super::{Arguments, Compared};
use crate::catalog::{Catalogue, Date};
use crate::check::Checked;
use crate::cli::environments::Project;
use crate::cli::findings;
use crate::cli::output::{self, Context};
use crate::cli::revision::Revision;
use crate::diff::report::{Presence, Recovery};
use crate::diff::{self, Costs, Difference, Names};
use crate::emit;
use crate::emit::plan::{self, Place};
use crate::model::Lifecycle;
use crate::resolve::{Resolved, resolve};
use crate::source::Refused;

/// The difference to a revision; `None` where its environment cannot be read, which people are told.
pub(super) fn against_revision(
    arguments: &Arguments,
    stacks: &Stacks,
    permit: &Checked,
    catalogue: &Catalogue,
    context: &Context,
) -> anyhow::Result<Option<Compared>> {
    let (project, revision) = (stacks.project, stacks.revision);
    let resolved = permit.resolved();
    let names = Names {
        name: resolved.name,
        sources: resolved.sources,
    };
    let base = arguments.base.clone();
    let (earlier_name, found) = then(stacks, resolved, &base)?;
    let name_then = earlier_name.as_deref().unwrap_or(resolved.name);
    let written = match found {
        Then::Written(written) => *written,
        Then::Rendered(committed) => {
            let compared = files_alone(stacks, base, (earlier_name, &committed), permit, catalogue);
            return Ok(Some(compared));
        }
        Then::Nothing => {
            let environment = resolved.environment;
            let is_live = environment.lifecycle == Lifecycle::Live;
            let owner = || stacks.owner(resolved.name, &Place::of(environment));
            if let Some(owner) = is_live.then(owner).flatten() {
                output::tell(&format!(
                    "error: `{}` is new, and its stack is that of `{owner}`, which is there too; give it another `cluster.name`",
                    resolved.name
                ));
                return Ok(None);
            }
            let compared = new_since(revision, base, resolved, catalogue, context.as_of);
            return Ok(Some(compared));
        }
    };
    let old = match written {
        Ok(old) => old,
        Err(refused) => {
            tell_unreadable(project, name_then, &base, &refused, context);
            return Ok(None);
        }
    };
    let folder = format!("out/{name_then}");
    let committed = revision.files(&folder)?;
    let rendered = emit::render(&resolve(name_then, &old.sources, &old.environment, catalogue));
    let (old_sources, old, new) = (&old.sources, &old.environment, resolved.environment);
    if committed.is_empty() {
        output::tell(&format!(
            "note: `{folder}` is not there at {base}, so that what another eksight changes cannot be told"
        ));
    }
    let drifted = diff::drifted(&committed, &rendered, catalogue);
    let difference = match &earlier_name {
        Some(earlier) => diff::compare_renamed(names, &stacks.earlier(earlier), old, new, catalogue),
        None if old_sources == resolved.sources => {
            diff::compare_rendered(names, (old, &rendered), (new, &permit.render()), catalogue)
        }
        None => diff::compare(names, old, new, catalogue),
    };
    let difference = difference.and(drifted);
    // Nobody pays for what is archived.
    let [past, now] = [old, new].map(|side| (side.lifecycle == Lifecycle::Live).then_some(side));
    let costs = diff::costs(names, past, now, &difference, catalogue, context.as_of);
    let lifecycles = [old, new].map(|side| side.lifecycle);
    let heir = || stacks.owner(resolved.name, &Place::of(old));
    let (difference, costs) = by_lifecycle((difference, costs), lifecycles, name_then, heir);
    Ok(Some(Compared {
        base,
        base_elsewhere: Some(revision.name_elsewhere().to_owned()),
        presence: Presence::Both,
        recovery: Recovery::default(),
        earlier_name,
        costs,
        difference,
    }))
}

/// The difference to what an environment in Rust was rendered to, under an earlier name where that is given.
fn files_alone(
    stacks: &Stacks,
    base: String,
    (earlier_name, committed): (Option<String>, &BTreeMap<String, String>),
    permit: &Checked,
    catalogue: &Catalogue,
) -> Compared {
    let resolved = permit.resolved();
    let names = Names {
        name: resolved.name,
        sources: resolved.sources,
    };
    let difference = match &earlier_name {
        Some(earlier) => {
            let earlier = stacks.earlier(earlier);
            diff::compare_renamed_files(names, &earlier, committed, resolved.environment, catalogue)
        }
        None => diff::compare_files(committed, &permit.render(), catalogue),
    };
    let plan = committed.get(plan::PATH);
    let then = plan.map_or_else(Lifecycle::default, |text| plan::lifecycle(text));
    let lifecycles = [then, resolved.environment.lifecycle];
    let costs = match difference.drifted.is_empty() {
        true => Costs::none(&difference),
        false => Costs::unknown(&difference),
    };
    let name_then = earlier_name.as_deref().unwrap_or(resolved.name);
    let heir = || stacks.owner(resolved.name, &Place::of(resolved.environment));
    let (difference, costs) = by_lifecycle((difference, costs), lifecycles, name_then, heir);
    Compared {
        base,
        base_elsewhere: Some(stacks.revision.name_elsewhere().to_owned()),
        presence: Presence::Files,
        recovery: Recovery::default(),
        earlier_name,
        costs,
        difference,
    }
}

/// What it means for a difference that nobody applies the environment, on both sides or from now on; `heir` has its cluster then.
fn by_lifecycle<'h>(
    (difference, costs): (Difference, Costs),
    lifecycles: [Lifecycle; 2],
    name_then: &str,
    heir: impl FnOnce() -> Option<&'h str>,
) -> (Difference, Costs) {
    match lifecycles {
        [Lifecycle::Archived, Lifecycle::Archived] => at_rest(difference),
        [Lifecycle::Live, Lifecycle::Archived] => {
            let heir = heir();
            let costs = Costs {
                once_torn_down: heir.is_none(),
                ..costs
            };
            (difference.of_archiving(name_then, heir), costs)
        }
        [_, Lifecycle::Live] => (difference, costs),
    }
}

/// What the base has of the environment, with its name there where that is another one.
fn then(stacks: &Stacks, resolved: &Resolved, base: &str) -> anyhow::Result<(Option<String>, Then)> {
    let in_rust = stacks.project.is_in_rust(resolved.name);
    let found = Then::of(stacks, resolved.name, base, in_rust)?;
    let own = match &found {
        Then::Written(written) if written.is_err() => stacks.place_then(resolved.name),
        found => found.place(),
    };
    // What tells nothing of its stack is told of its own name.
    if own.is_none() && !matches!(found, Then::Nothing) {
        return Ok((None, found));
    }
    let place = Place::of(resolved.environment);
    match stacks.name_then(resolved.name, &place, own.as_ref()) {
        Some(name) if name == resolved.name => Ok((None, found)),
        Some(earlier) => {
            let found = Then::of(stacks, &earlier, base, false)?;
            Ok((Some(earlier), found))
        }
        None => Ok((None, Then::Nothing)),
    }
}

/// The difference of an environment that the base does not have.
fn new_since(
    revision: &Revision,
    base: String,
    resolved: &Resolved,
    catalogue: &Catalogue,
    as_of: Date,
) -> Compared {
    let names = Names {
        name: resolved.name,
        sources: resolved.sources,
    };
    let new = resolved.environment;
    let difference = diff::of_new(names, new, catalogue);
    let costs = diff::costs(names, None, Some(new), &difference, catalogue, as_of);
    let (difference, costs) = match new.lifecycle {
        Lifecycle::Archived => at_rest(difference),
        Lifecycle::Live => (difference, costs),
    };
    Compared {
        base,
        base_elsewhere: Some(revision.name_elsewhere().to_owned()),
        presence: Presence::New,
        recovery: Recovery::default(),
        earlier_name: None,
        costs,
        difference,
    }
}

/// The difference of one that nobody applies: it restarts nothing and costs nothing.
pub(super) fn at_rest(difference: Difference) -> (Difference, Costs) {
    let difference = difference.of_archived();
    let costs = Costs::none(&difference);
    (difference, costs)
}

/// Says what of an environment this eksight cannot read as the base has it.
pub(super) fn tell_unreadable(
    project: &Project,
    name: &str,
    base: &str,
    refused: &Refused,
    context: &Context,
) {
    output::tell(&format!(
        "error: this eksight cannot read `{}` as it is at {base}; compare with a revision where it can (`--base`)",
        project.path(name).display()
    ));
    findings::show(name, &refused.faults, &refused.origins, context.colour);
}
