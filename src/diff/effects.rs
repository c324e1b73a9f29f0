//! What differs between two renders, place by place.

use std::collections::BTreeMap;

use serde_json::Value;

use super::follow;
use super::objects::{Object, objects};
use super::parameters;
use super::report::Summary;
use super::risk::{self, Judge, Risk};
use super::{Difference, tree};
use crate::catalog::Catalogue;
use crate::emit::delivery::{self, Keeper};
use crate::emit::{Artifact, plan};

/// What happens to an object or a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It was not there.
    Add,
    /// It is another.
    Change,
    /// It goes.
    Remove,
}

/// One place that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Path below `out/<environment>/`.
    pub artefact: String,
    /// The object within it: a logical id, or kind, namespace and name; empty for values and texts.
    pub object: String,
    /// The type of a resource or the kind of an object; empty where there is none.
    pub kind: String,
    /// The place in the object; empty where the whole object comes or goes.
    pub path: Vec<String>,
    /// What was there.
    pub old: Option<Value>,
    /// What is there now.
    pub new: Option<Value>,
    /// What it does to what runs.
    pub risk: Risk,
    /// Whether CloudFormation makes another resource and deletes this one.
    pub replaces: bool,
    /// The resource that is replaced, where this place stays as it is written and only refers to another one then.
    pub follows: Option<String>,
    /// Why, and the safer way where there is one.
    pub reason: Option<String>,
}

impl Effect {
    /// What happens at the place.
    #[must_use]
    pub fn action(&self) -> Action {
        match (&self.old, &self.new) {
            (None, _) => Action::Add,
            (_, None) => Action::Remove,
            _ => Action::Change,
        }
    }

    /// The same place, where what is at risk has another cause.
    pub(super) fn without_risk(&self) -> Self {
        Self {
            risk: Risk::None,
            reason: None,
            ..self.clone()
        }
    }
}

/// A place that differs, and what stands there, for as long as both renders are looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) artefact: &'a str,
    pub(super) object: &'a str,
    pub(super) kind: &'a str,
    pub(super) path: &'a [String],
    pub(super) old: Option<&'a Value>,
    pub(super) new: Option<&'a Value>,
}

impl Spot<'_> {
    /// As an effect that nobody has judged yet.
    pub(super) fn effect(&self) -> Effect {
        Effect {
            artefact: self.artefact.to_owned(),
            object: self.object.to_owned(),
            kind: self.kind.to_owned(),
            path: self.path.to_vec(),
            old: self.old.cloned(),
            new: self.new.cloned(),
            risk: Risk::None,
            replaces: false,
            follows: None,
            reason: None,
        }
    }
}

/// Every place that differs with its risk, in the order of the artefacts; then what follows from what is replaced.
pub(super) fn effects(old: &[Artifact], new: &[Artifact], catalogue: &Catalogue) -> Vec<Effect> {
    effects_of(old, new, [old, new].map(Keeper::read), None, catalogue)
}

/// The same, of what is delivered by these engines, and of an environment that was and is called so where it has another name.
pub(super) fn effects_of(
    old: &[Artifact],
    new: &[Artifact],
    keepers: [Option<Keeper>; 2],
    called: Option<[&str; 2]>,
    catalogue: &Catalogue,
) -> Vec<Effect> {
    let mut found = Vec::new();
    let [old, new] = parameters::filled(old, new);
    filled_spots(&old, &new, &mut |spot| found.push(spot.effect()));
    let mut judge = Judge::new(catalogue, &old, &new, keepers, called);
    for effect in &mut found {
        judge.judge(effect);
    }
    match risk::other_stack([&old, &new]) {
        Some(reason) => beside(&mut found, reason),
        None => follow::follow(&mut found, &mut judge),
    }
    found
}

/// How many objects are made where the stack is another one.
pub(super) fn made(old: &[Artifact], new: &[Artifact], catalogue: &Catalogue) -> Option<usize> {
    risk::other_stack([old, new])?;
    let whole = Difference {
        effects: effects(&[], new, catalogue),
        ..Difference::default()
    };
    Some(Summary::of(&whole).add)
}

/// Where the stack is another one, nothing of what there is changes: all of it is made once more, and reached as it says.
fn beside(found: &mut [Effect], reason: String) {
    let harmless = found.iter_mut().filter(|effect| effect.risk != Risk::Exposure);
    harmless.for_each(|effect| (effect.risk, effect.reason, effect.replaces) = (Risk::None, None, false));
    let mut plan = found.iter_mut().filter(|effect| effect.artefact == plan::PATH);
    if let Some(effect) = plan.next() {
        (effect.risk, effect.reason) = (Risk::Outage, Some(reason));
    }
}

/// Tells every place that differs, in the order of the artefacts.
pub(super) fn spots(old: &[Artifact], new: &[Artifact], found: &mut dyn FnMut(Spot)) {
    let [old, new] = parameters::filled(old, new);
    filled_spots(&old, &new, found);
}

fn filled_spots(old: &[Artifact], new: &[Artifact], found: &mut dyn FnMut(Spot)) {
    let (known, now) = (by_path(old), by_path(new));
    let moved = moved(old, new);
    for artifact in old {
        let here = now.get(artifact.path.as_str()).copied();
        let is_it = |[was, _]: &[&Artifact; 2]| was.path == artifact.path;
        let elsewhere = || moved.filter(is_it).map(|[_, is]| is);
        of_artefact(Some(artifact), here.or_else(elsewhere), found);
    }
    for artifact in new {
        let is_it = |[_, is]: [&Artifact; 2]| is.path == artifact.path;
        if !known.contains_key(artifact.path.as_str()) && !moved.is_some_and(is_it) {
            of_artefact(None, Some(artifact), found);
        }
    }
}

/// The file in which an Argo CD elsewhere has the environment, where it lies in another folder now.
fn moved<'a>(old: &'a [Artifact], new: &'a [Artifact]) -> Option<[&'a Artifact; 2]> {
    let [was, is] = [old, new].map(|side| side.iter().find(|file| file.path.starts_with(delivery::HUB)));
    let both = [was?, is?];
    (both[0].path != both[1].path).then_some(both)
}

fn by_path(artifacts: &[Artifact]) -> BTreeMap<&str, &Artifact> {
    let named = artifacts
        .iter()
        .map(|artifact| (artifact.path.as_str(), artifact));
    named.collect()
}

fn of_artefact<'a>(old: Option<&'a Artifact>, new: Option<&'a Artifact>, found: &mut dyn FnMut(Spot)) {
    let path = |artifact: Option<&'a Artifact>| artifact.map_or("", |artifact| artifact.path.as_str());
    let artefact = path(new.or(old));
    let is_text =
        |artifact: Option<&Artifact>| artifact.is_none_or(|artifact| artifact.documents().is_empty());
    if is_text(old) && is_text(new) {
        return of_text(artefact, old.map(Artifact::text), new.map(Artifact::text), found);
    }
    let of = |artifact: Option<&'a Artifact>| artifact.map_or(&[][..], |artifact| artifact.documents());
    of_objects(
        [path(old), artefact],
        &objects(artefact, of(old)),
        &objects(artefact, of(new)),
        found,
    );
}

fn of_text(artefact: &str, old: Option<&str>, new: Option<&str>, found: &mut dyn FnMut(Spot)) {
    if old != new {
        found(Spot {
            artefact,
            object: "",
            kind: "",
            path: &[],
            old: old.map(Value::from).as_ref(),
            new: new.map(Value::from).as_ref(),
        });
    }
}

fn of_objects([was, is]: [&str; 2], old: &[Object], new: &[Object], found: &mut dyn FnMut(Spot)) {
    let spot = |object: &Object, path: &[String], old: Option<&Value>, new: Option<&Value>| {
        let (object, kind) = (object.name.as_str(), object.kind);
        let goes = path.is_empty() && new.is_none();
        found(Spot {
            artefact: if goes { was } else { is },
            object,
            kind,
            path,
            old,
            new,
        });
    };
    let mut spot = spot;
    for (at, before) in old.iter().enumerate() {
        match find(new, &before.name, at) {
            Some(after) => tree::differences(before.tree, after.tree, &mut |path, old, new| {
                spot(after, path, old, new);
            }),
            None => spot(before, &[], Some(before.tree), None),
        }
    }
    for (at, after) in new.iter().enumerate() {
        if find(old, &after.name, at).is_none() {
            spot(after, &[], None, Some(after.tree));
        }
    }
}

/// The object of this name, which mostly stands where it stood.
fn find<'o, 't>(list: &'o [Object<'t>], name: &str, at: usize) -> Option<&'o Object<'t>> {
    let here = list.get(at).filter(|object| object.name == name);
    here.or_else(|| list.iter().find(|object| object.name == name))
}
