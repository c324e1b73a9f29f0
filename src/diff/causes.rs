//! Which setting does what. Rendering is pure and fast, so each change is tried alone.

use std::collections::{BTreeMap, BTreeSet};

use super::effects::{self, Spot};
use super::parts::Parts;
use super::{Action, Cause, Difference, Effect, Names, fields, hidden};
use crate::catalog::Catalogue;
use crate::emit::Artifact;
use crate::emit::delivery::{self, Keeper};
use crate::model::Environment;
use crate::parallel::{in_parallel, processors};

/// Compares two environments.
pub(super) fn compare(
    names: Names,
    old: &Environment,
    new: &Environment,
    catalogue: &Catalogue,
) -> Difference {
    let sides = in_parallel(&[old, new], processors(), |side| names.render(side, catalogue));
    compare_rendered(names, None, (old, &sides[0]), (new, &sides[1]), catalogue)
}

/// As [`compare`], with what both are made into under these names, and with the name of the old one and the engine that knows it
/// by that, where it is another name.
pub(super) fn compare_rendered(
    names: Names,
    earlier: Option<(&str, Option<Keeper>)>,
    (old, before): (&Environment, &[Artifact]),
    (new, after): (&Environment, &[Artifact]),
    catalogue: &Catalogue,
) -> Difference {
    let (old_tree, new_tree) = (fields::tree(old), fields::tree(new));
    let changes = fields::changes(&old_tree, &new_tree);
    let called = earlier.as_ref().map(|(earlier, _)| [*earlier, names.name]);
    let was = earlier.map_or_else(|| Keeper::read(before), |(_, keeper)| keeper);
    let mut all = effects::effects_of(before, after, [was, Keeper::read(after)], called, catalogue);
    let mut tried = Tried::new(&all, changes.len());
    let beside = |environment: &Environment| names.render_beside(environment, catalogue, before);
    // A single change has all effects; no need to try it.
    if changes.len() > 1 {
        tried.each(&changes, |(_, alone), touch| {
            if let Some(environment) = alone {
                effects::spots(before, &beside(environment), touch);
            }
        });
        // Changes that touch the same place do what they do there together.
        tried.together(|set, touch| {
            let tree = set
                .iter()
                .fold(old_tree.clone(), |tree, at| fields::with(&tree, &changes[*at].0));
            if let Some(environment) = fields::environment(&tree) {
                effects::spots(before, &beside(&environment), touch);
            }
        });
        // What is left needs others besides: taking one of them back takes it back.
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
    // Each once, before they stand under several settings.
    hidden::hide_effects(&mut all);
    let causes = changes.into_iter().zip(found).map(|((mut field, _), its)| {
        hidden::hide_field(&mut field);
        let effects = its.into_iter().map(|(at, touch)| match touch {
            // What is at risk comes or goes without that.
            Touch::Part => all[at].without_risk(),
            _ => all[at].clone(),
        });
        let effects = effects.collect();
        Cause { field, effects }
    });
    Difference {
        causes: causes.collect(),
        effects: all,
        made: effects::made(before, after, catalogue),
        ..Difference::default()
    }
}

/// The file of a place. That in which an Argo CD elsewhere has the environment lies in a folder that follows from other settings.
fn file(artefact: &str) -> &str {
    match artefact.starts_with(delivery::HUB) {
        true => delivery::HUB,
        false => artefact,
    }
}

/// Whether both tell of one item of a list without names, which comes or goes; `None` where one of them tells of something else.
/// Beside others that come or go, it stands at another position.
fn is_same_item(spot: &Spot, effect: &Effect) -> Option<bool> {
    let comes_or_goes = (spot.old.is_none() || spot.new.is_none()) && effect.action() != Action::Change;
    let [(at, list), (position, of)] = [spot.path.split_last()?, effect.path.split_last()?];
    let is_position = |step: &String| step.bytes().all(|byte| byte.is_ascii_digit());
    let both = comes_or_goes && list == of && is_position(at) && is_position(position);
    both.then(|| (spot.old, spot.new) == (effect.old.as_ref(), effect.new.as_ref()))
}

/// What a change has to do with an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Touch {
    /// Nothing.
    No,
    /// A part of something that comes or goes by another one.
    Part,
    /// All of its place, or some of a place that only changes.
    Place,
}

/// Which change touches which effect.
struct Tried<'e> {
    all: &'e [Effect],
    /// The effects on an object of an artefact, by their numbers.
    by_object: BTreeMap<(&'e str, &'e str), Vec<usize>>,
    /// For each change, how it touches each effect.
    touched: Vec<Vec<Touch>>,
    /// Whether it is known who does all of the effect: a change alone, or those that touch it.
    explained: Vec<bool>,
}

impl<'e> Tried<'e> {
    fn new(all: &'e [Effect], changes: usize) -> Self {
        let mut by_object: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, effect) in all.iter().enumerate() {
            let object = (file(&effect.artefact), effect.object.as_str());
            by_object.entry(object).or_default().push(at);
        }
        Self {
            all,
            by_object,
            touched: vec![vec![Touch::No; all.len()]; changes],
            explained: vec![false; all.len()],
        }
    }

    /// Tries each change, all processors at once; `spots` tells the places that it touches.
    fn each<C: Sync>(&mut self, changes: &[C], spots: impl Fn(&C, &mut dyn FnMut(Spot)) + Sync) {
        for (change, touched) in self.tries(changes, spots).into_iter().enumerate() {
            for (at, touch, whole) in touched {
                let known = &mut self.touched[change][at];
                *known = touch.max(*known);
                self.explained[at] |= whole;
            }
        }
    }

    /// Tries each set of changes that touch an effect and of which none does all of it alone.
    fn together(&mut self, spots: impl Fn(&Vec<usize>, &mut dyn FnMut(Spot)) + Sync) {
        let touching = |at: usize| -> Vec<usize> {
            let changes = 0..self.touched.len();
            changes
                .filter(|change| self.touched[*change][at] != Touch::No)
                .collect()
        };
        let open = (0..self.all.len()).filter(|at| self.is_open(*at));
        let sets: BTreeMap<usize, Vec<usize>> = open.map(|at| (at, touching(at))).collect();
        let several: BTreeSet<&Vec<usize>> = sets.values().filter(|set| set.len() > 1).collect();
        let several: Vec<Vec<usize>> = several.into_iter().cloned().collect();
        for (set, touched) in several.iter().zip(self.tries(&several, spots)) {
            for (at, _, whole) in touched {
                self.explained[at] |= whole && sets.get(&at) == Some(set);
            }
        }
    }

    /// Which effects each try touches and how, and whether it does all of them.
    fn tries<C: Sync>(
        &self,
        tries: &[C],
        spots: impl Fn(&C, &mut dyn FnMut(Spot)) + Sync,
    ) -> Vec<Vec<(usize, Touch, bool)>> {
        in_parallel(tries, processors(), |tried| {
            let mut touched = Vec::new();
            spots(tried, &mut |spot| self.touch(spot, &mut touched));
            touched
        })
    }

    /// Whether nobody knows yet who does all of an effect.
    fn is_open(&self, at: usize) -> bool {
        self.all[at].follows.is_none() && !self.explained[at]
    }

    /// A change touches an effect when it changes the place, something in it, or what it stands in: alone, a change may take
    /// away what together with another one is only moved. Tells the effect's number and how, and whether the change does all of it.
    fn touch(&self, spot: Spot, touched: &mut Vec<(usize, Touch, bool)>) {
        let here = self.by_object.get(&(file(spot.artefact), spot.object));
        for &at in here.into_iter().flatten() {
            let effect = &self.all[at];
            let item = is_same_item(&spot, effect);
            let meet = || spot.path.starts_with(&effect.path) || effect.path.starts_with(spot.path);
            if effect.follows.is_none() && item.unwrap_or_else(meet) {
                // Texts of several changes differ from those of each; that both touch them is all there is to know.
                let is_text = effect.object.is_empty() && effect.path.is_empty();
                let is_place = spot.path == effect.path && spot.new == effect.new.as_ref();
                let whole = is_text || item == Some(true) || is_place;
                let is_part = spot.path.len() > effect.path.len() && effect.action() != Action::Change;
                touched.push((at, if is_part { Touch::Part } else { Touch::Place }, whole));
            }
        }
    }

    /// What holds the effects that are still open; nothing where there are none.
    fn of_several(&self) -> Option<Parts> {
        let open = (0..self.all.len()).filter(|at| self.is_open(*at));
        let mut paths = open.map(|at| self.all[at].artefact.as_str()).peekable();
        paths.peek()?;
        Some(Parts::with(paths))
    }

    /// What follows from a replaced resource is caused by what replaces it; it stands behind it in the list.
    fn follow(&mut self) {
        for (at, effect) in self.all.iter().enumerate() {
            let Some(replaced) = &effect.follows else { continue };
            let sources = self.by_object.get(&(file(&effect.artefact), replaced.as_str()));
            let sources = sources.into_iter().flatten();
            let sources: Vec<usize> = sources.copied().filter(|at| self.all[*at].replaces).collect();
            for touched in &mut self.touched {
                let is_source = sources.iter().any(|source| touched[*source] != Touch::No);
                touched[at] = if is_source { Touch::Place } else { Touch::No };
            }
        }
    }

    /// The effects of each change, by their numbers, and how it touches them. One that no change touches, as with three that work
    /// together, stands under all; and where all touch parts, each does all that there is to know.
    fn found(&self) -> Vec<Vec<(usize, Touch)>> {
        let best = |at: usize| self.touched.iter().map(|touched| touched[at]).max();
        let best: Vec<Option<Touch>> = (0..self.all.len()).map(best).collect();
        let of_change = |touched: &Vec<Touch>| {
            let its = touched.iter().zip(&best).enumerate();
            let its = its.filter_map(|(at, (touch, best))| match (touch, best) {
                (Touch::No, Some(Touch::Part | Touch::Place)) => None,
                (Touch::Part, Some(Touch::Place)) => Some((at, Touch::Part)),
                _ => Some((at, Touch::Place)),
            });
            its.collect()
        };
        self.touched.iter().map(of_change).collect()
    }
}
