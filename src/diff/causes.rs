//! Which setting does what. Rendering is pure and fast, so each change is tried alone.

use serde_json::Value;

use super::effects::effects;
use super::{Cause, Difference, Effect, FieldChange, Names, fields};
use crate::catalog::Catalogue;
use crate::emit::Artifact;
use crate::model::Environment;

pub(super) fn compare(
    names: Names,
    old: &Environment,
    new: &Environment,
    catalogue: &Catalogue,
) -> Difference {
    let (old_tree, new_tree) = (fields::tree(old), fields::tree(new));
    let changes = fields::changes(&old_tree, &new_tree);
    let before = names.render(old, catalogue);
    let after = names.render(new, catalogue);
    let all = effects(&before, &after, catalogue);
    let alone = |tree: &Value, change: &FieldChange, from: &[Artifact], forward: bool| -> Vec<Effect> {
        let Some(environment) = fields::environment(fields::with(tree, change)) else {
            return Vec::new();
        };
        let changed = names.render(&environment, catalogue);
        match forward {
            true => effects(from, &changed, catalogue),
            false => effects(&changed, from, catalogue),
        }
    };
    // A single change has all effects; no need to try it.
    if let [only] = changes.as_slice() {
        let causes = vec![Cause {
            field: only.clone(),
            effects: all.clone(),
        }];
        return Difference { causes, effects: all };
    }
    let mut found: Vec<Vec<Effect>> = changes
        .iter()
        .map(|change| alone(&old_tree, change, &before, true))
        .collect();
    let is_caused = |effect: &Effect, found: &[Vec<Effect>]| {
        found
            .iter()
            .flatten()
            .any(|other| other.place() == effect.place())
    };
    // What no change does alone needs several: taking one of them back takes it back.
    if !all.iter().all(|effect| is_caused(effect, &found)) {
        for (change, found) in changes.iter().zip(&mut found) {
            found.extend(alone(&new_tree, &fields::reverted(change), &after, false));
        }
    }
    let together: Vec<&Effect> = all.iter().filter(|effect| !is_caused(effect, &found)).collect();
    let of_change = |found: &[Effect]| {
        let is_its = |effect: &&Effect| {
            found.iter().any(|other| other.place() == effect.place()) || together.contains(effect)
        };
        all.iter().filter(is_its).cloned().collect()
    };
    let causes = changes.iter().zip(&found).map(|(change, found)| Cause {
        field: change.clone(),
        effects: of_change(found),
    });
    Difference {
        causes: causes.collect(),
        effects: all.clone(),
    }
}
