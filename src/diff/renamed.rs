//! An environment of another name: what is generated has that name, and the engine that delivers it knows the earlier one.

use std::collections::BTreeMap;

use super::{Cause, Difference, Effect, FieldChange, Names, Risk, causes, drift, effects};
use crate::catalog::Catalogue;
use crate::diag::FieldPath;
use crate::emit::delivery::Keeper;
use crate::emit::{Artifact, plan};
use crate::model::Environment;
use crate::resolve::resolve;

pub(super) fn compare(
    names: Names,
    earlier: &str,
    old: &Environment,
    new: &Environment,
    catalogue: &Catalogue,
) -> Difference {
    let keeper = |name, environment| Keeper::of(&resolve(name, names.sources, environment, catalogue));
    let keepers = [keeper(earlier, old), keeper(names.name, new)];
    let mut difference = causes::compare(names, keepers[0].clone(), old, new, catalogue);
    hand_over(&mut difference, names.name, earlier, keepers);
    difference
}

/// The same, where the old one is known by the files alone that it was made into. The new one stands beside them under the
/// earlier name, or every file would differ.
pub(super) fn of_files(
    names: Names,
    earlier: &str,
    committed: &BTreeMap<String, String>,
    new: &Environment,
    catalogue: &Catalogue,
) -> Difference {
    let sources = committed.get("plan.json").and_then(|plan| plan::sources(plan));
    let then = Names {
        name: earlier,
        sources: sources.as_deref().unwrap_or(names.sources),
    };
    let rendered = then.render(new, catalogue);
    let delivery = committed.iter().filter(|(path, _)| path.starts_with("delivery/"));
    let delivery: Vec<Artifact> = delivery
        .filter_map(|(path, text)| drift::read(path, text, None))
        .collect();
    let is = Keeper::of(&resolve(names.name, names.sources, new, catalogue));
    let keepers = [Keeper::read(&delivery), is];
    let drifted = drift::drifted_by(committed, &rendered, |before| {
        effects::effects_of(before, &rendered, keepers.clone(), Some(names.name), catalogue)
    });
    let mut difference = Difference::default().and(drifted);
    hand_over(&mut difference, names.name, earlier, keepers);
    difference
}

/// Adds what becomes of the engine, where it is the same; another one is told of as such.
fn hand_over(difference: &mut Difference, name: &str, earlier: &str, keepers: [Option<Keeper>; 2]) {
    let [was, is] = keepers;
    let both = was.zip(is).filter(|(was, is)| was.start == is.start);
    if let Some(effect) = both.and_then(|(was, is)| effect(name, earlier, &was, &is)) {
        difference.effects.insert(0, effect.clone());
        let field = FieldChange {
            path: FieldPath::root().field("name"),
            old: Some(earlier.into()),
            new: Some(name.into()),
        };
        let effects = vec![effect];
        difference.causes.insert(0, Cause { field, effects });
    }
}

/// What the engine does not do by itself.
fn effect(name: &str, earlier: &str, was: &Keeper, is: &Keeper) -> Option<Effect> {
    let ([kind, namespace, old], [.., new]) = (was.root()?, is.root()?);
    let lines = is.hand_over(name, was, earlier);
    Some(Effect {
        artefact: is.start.to_owned(),
        object: [kind, namespace, old].join("/"),
        kind: kind.to_owned(),
        path: ["metadata", "name"].map(str::to_owned).to_vec(),
        old: Some(old.into()),
        new: Some(new.into()),
        risk: Risk::Outage,
        replaces: false,
        follows: None,
        reason: Some(super::risk::with_commands(
            &format!(
                "{} goes on with what lies in out/{earlier}, and nothing tells it of `{name}`; once this is pushed, do in this order \
                 what leaves all that it has installed{}",
                was.name,
                was.place()
            ),
            &lines,
        )),
    })
}
