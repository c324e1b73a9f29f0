//! Which setting does what. Rendering is pure and fast, so each change is tried alone.

use std::collections::BTreeMap;

use super::effects::{self, Spot};
use super::parts::Parts;
use super::{Cause, Difference, Effect, Names, fields};
use crate::catalog::Catalogue;
use crate::emit::Artifact;
use crate::model::Environment;
use crate::parallel::{in_parallel, processors};

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
    let all = effects::effects(&before, &after, catalogue);
    let mut tried = Tried::new(&all, changes.len());
    // A single change has all effects; no need to try it.
    if changes.len() > 1 {
        tried.each(&changes, |(_, alone), touch| {
            if let Some(environment) = alone {
                effects::spots(&before, &names.render(environment, catalogue), touch);
            }
        });
        // What no change does alone, or not so, needs several: taking one of them back takes it back.
        if let Some(parts) = tried.of_several() {
            let is_among = |artifact: &&Artifact| parts.have(&artifact.path);
            let after: Vec<Artifact> = after.iter().filter(is_among).cloned().collect();
            tried.each(&changes, |(change, _), touch| {
                let tree = fields::with(&new_tree, &fields::reverted(change));
                if let Some(environment) = fields::environment(&tree) {
                    let without = names.render_parts(&environment, catalogue, &parts);
                    effects::spots(&without, &after, touch);
                }
            });
        }
    }
    tried.follow();
    let found = tried.found();
    let causes = changes
        .into_iter()
        .zip(found)
        .map(|((field, _), effects)| Cause { field, effects });
    Difference {
        causes: causes.collect(),
        effects: all,
    }
}

/// Which change touches which effect.
struct Tried<'e> {
    all: &'e [Effect],
    /// The effects on an object of an artefact, by their numbers.
    by_object: BTreeMap<(&'e str, &'e str), Vec<usize>>,
    /// For each change, whether it touches each effect.
    touched: Vec<Vec<bool>>,
    /// Whether some change alone does all of the effect.
    alone: Vec<bool>,
}

impl<'e> Tried<'e> {
    fn new(all: &'e [Effect], changes: usize) -> Self {
        let mut by_object: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, effect) in all.iter().enumerate() {
            let object = (effect.artefact.as_str(), effect.object.as_str());
            by_object.entry(object).or_default().push(at);
        }
        Self {
            all,
            by_object,
            touched: vec![vec![false; all.len()]; changes],
            alone: vec![false; all.len()],
        }
    }

    /// Tries each change, all processors at once; `spots` tells the places that it touches.
    fn each<C: Sync>(&mut self, changes: &[C], spots: impl Fn(&C, &mut dyn FnMut(Spot)) + Sync) {
        let touched = in_parallel(changes, processors(), |change| {
            let mut touched = Vec::new();
            spots(change, &mut |spot| self.touch(spot, &mut touched));
            touched
        });
        for (change, touched) in touched.into_iter().enumerate() {
            for (at, alone) in touched {
                self.touched[change][at] = true;
                self.alone[at] |= alone;
            }
        }
    }

    /// A change touches an effect when it changes the place, or something in the object that comes or goes. Tells the
    /// effect's number, and whether the change alone does all of it.
    fn touch(&self, spot: Spot, touched: &mut Vec<(usize, bool)>) {
        let here = self.by_object.get(&(spot.artefact, spot.object));
        for &at in here.into_iter().flatten() {
            let effect = &self.all[at];
            if effect.follows.is_none() && spot.path.starts_with(&effect.path) {
                // Texts of several changes differ from those of each; that both touch them is all there is to know.
                let is_text = effect.object.is_empty() && effect.path.is_empty();
                let alone = is_text || spot.path == effect.path && spot.new == effect.new.as_ref();
                touched.push((at, alone));
            }
        }
    }

    /// What holds the effects that no change alone does; nothing where there are none.
    fn of_several(&self) -> Option<Parts> {
        let effects = self.all.iter().zip(&self.alone);
        let mut paths = effects
            .filter(|(effect, alone)| effect.follows.is_none() && !**alone)
            .map(|(effect, _)| effect.artefact.as_str())
            .peekable();
        paths.peek()?;
        Some(Parts::with(paths))
    }

    /// What follows from a replaced resource is caused by what replaces it; it stands behind it in the list.
    fn follow(&mut self) {
        for (at, effect) in self.all.iter().enumerate() {
            let Some(replaced) = &effect.follows else { continue };
            let sources = self.by_object.get(&(effect.artefact.as_str(), replaced.as_str()));
            let sources = sources.into_iter().flatten();
            let sources: Vec<usize> = sources.copied().filter(|at| self.all[*at].replaces).collect();
            for touched in &mut self.touched {
                touched[at] = sources.iter().any(|source| touched[*source]);
            }
        }
    }

    /// The effects of each change. One that no change touches, as with three that work together, stands under all.
    fn found(&self) -> Vec<Vec<Effect>> {
        let is_caused = |at: usize| self.touched.iter().any(|touched| touched[at]);
        let caused: Vec<bool> = (0..self.all.len()).map(is_caused).collect();
        let of_change = |touched: &Vec<bool>| {
            let its = (0..self.all.len()).filter(|at| touched[*at] || !caused[*at]);
            its.map(|at| self.all[at].clone()).collect()
        };
        self.touched.iter().map(of_change).collect()
    }
}
