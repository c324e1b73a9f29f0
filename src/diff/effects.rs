//! What differs between two renders, place by place.

use std::collections::BTreeMap;

use serde_json::Value;

use super::objects::{Object, objects};
use super::risk::{self, Risk};
use super::tree;
use crate::catalog::Catalogue;
use crate::emit::Artifact;

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

    /// Which place it is, whatever is there.
    pub(super) fn place(&self) -> (&str, &str, &[String]) {
        (&self.artefact, &self.object, &self.path)
    }
}

/// Every place that differs, in the order of the artefacts.
pub(super) fn effects(old: &[Artifact], new: &[Artifact], catalogue: &Catalogue) -> Vec<Effect> {
    let by_path: BTreeMap<&str, &Artifact> = new
        .iter()
        .map(|artifact| (artifact.path.as_str(), artifact))
        .collect();
    let known: BTreeMap<&str, &Artifact> = old
        .iter()
        .map(|artifact| (artifact.path.as_str(), artifact))
        .collect();
    let mut found = Vec::new();
    for artifact in old {
        let after = by_path.get(artifact.path.as_str()).copied();
        if after.is_none_or(|after| after.text != artifact.text) {
            found.extend(of_artefact(Some(artifact), after));
        }
    }
    for artifact in new
        .iter()
        .filter(|artifact| !known.contains_key(artifact.path.as_str()))
    {
        found.extend(of_artefact(None, Some(artifact)));
    }
    for effect in &mut found {
        (effect.risk, effect.reason) = risk::of(effect, catalogue);
    }
    found
}

fn of_artefact<'a>(old: Option<&'a Artifact>, new: Option<&'a Artifact>) -> Vec<Effect> {
    let path = old.or(new).map_or("", |artifact| artifact.path.as_str());
    let is_text = |artifact: Option<&Artifact>| artifact.is_none_or(|artifact| artifact.documents.is_empty());
    if is_text(old) && is_text(new) {
        let text = |artifact: Option<&Artifact>| artifact.map(|artifact| Value::from(artifact.text.as_str()));
        return vec![effect(path, "", "", Vec::new(), text(old), text(new))];
    }
    let of =
        |artifact: Option<&'a Artifact>| artifact.map_or(&[][..], |artifact| artifact.documents.as_slice());
    of_objects(path, &objects(path, of(old)), &objects(path, of(new)))
}

fn of_objects(path: &str, old: &[Object], new: &[Object]) -> Vec<Effect> {
    let find = |list: &[Object], name: &str| list.iter().position(|object| object.name == name);
    let mut found = Vec::new();
    for before in old {
        match find(new, &before.name).map(|at| &new[at]) {
            Some(after) => {
                let leaves = tree::differences(before.tree, after.tree);
                found.extend(
                    leaves
                        .into_iter()
                        .map(|leaf| effect(path, &before.name, after.kind, leaf.path, leaf.old, leaf.new)),
                );
            }
            None => found.push(effect(
                path,
                &before.name,
                before.kind,
                Vec::new(),
                Some(before.tree.clone()),
                None,
            )),
        }
    }
    for after in new.iter().filter(|after| find(old, &after.name).is_none()) {
        found.push(effect(
            path,
            &after.name,
            after.kind,
            Vec::new(),
            None,
            Some(after.tree.clone()),
        ));
    }
    found
}

fn effect(
    artefact: &str,
    object: &str,
    kind: &str,
    path: Vec<String>,
    old: Option<Value>,
    new: Option<Value>,
) -> Effect {
    Effect {
        artefact: artefact.to_owned(),
        object: object.to_owned(),
        kind: kind.to_owned(),
        path,
        old,
        new,
        risk: Risk::None,
        reason: None,
    }
}
