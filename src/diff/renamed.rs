//! An environment of another name: what is generated has that name, and the engine that delivers it knows the earlier one.

use super::{Cause, Difference, Effect, FieldChange, Names, Risk, causes};
use crate::catalog::Catalogue;
use crate::diag::FieldPath;
use crate::emit::delivery::Keeper;
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
    let [was, is] = [keeper(earlier, old), keeper(names.name, new)];
    let mut difference = causes::compare(names, was.clone(), old, new, catalogue);
    // Another engine is told of as such.
    let both = was.zip(is).filter(|(was, is)| was.start == is.start);
    if let Some(effect) = both.and_then(|(was, is)| effect(names.name, earlier, &was, &is)) {
        difference.effects.insert(0, effect.clone());
        let field = FieldChange {
            path: FieldPath::root().field("name"),
            old: Some(earlier.into()),
            new: Some(names.name.into()),
        };
        let effects = vec![effect];
        difference.causes.insert(0, Cause { field, effects });
    }
    difference
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
