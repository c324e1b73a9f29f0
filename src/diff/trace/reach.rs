//! What a setting reaches: every place that moves when it is another one, or is not there.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::effects::{self, Spot};
use super::super::{fields, hidden};
use super::probe::{Probe, probes, without};
use super::{Setting, Shape, Traced, line, settings};
use crate::diag::FieldPath;
use crate::emit::Artifact;

/// Other values that are tried of one setting: one alone may change less than another.
const TRIED: usize = 3;

/// A setting and all that it reaches.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// The setting.
    pub setting: Setting,
    /// What it is for.
    pub description: Option<String>,
    /// Settings that were taken to be there to try this one, in words: `bastion`. `None` where nothing was missing.
    pub assumed: Option<FieldPath>,
    /// What moves with it, in the order of the artefacts.
    pub places: Vec<Place>,
}

/// A place in what is generated.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Path below `out/<environment>/`.
    pub artefact: String,
    /// The object within it, as in a difference.
    pub object: String,
    /// The type of a resource or the kind of an object.
    pub kind: String,
    /// The place in the object; empty for a whole object, and for a text.
    pub path: Vec<String>,
    /// What is there; `None` where another value would put something there. A text is told by its lines.
    pub value: Option<Value>,
    /// The lines of a text, from 1.
    pub lines: Vec<usize>,
}

/// Everything that a setting reaches.
#[must_use]
pub fn reach(traced: &Traced, path: &FieldPath) -> Reach {
    let description = Shape::of_environment().along(path).and_then(Shape::description);
    let assumed = missing(&traced.tree, path);
    let base = match &assumed {
        Some(_) => traced.grown(path),
        None => fields::environment(&traced.tree).map(|environment| (traced.tree.clone(), environment)),
    };
    let mut found = Found::default();
    if let Some((tree, environment)) = base {
        let before = traced.render(&environment);
        for probe in tried(&tree, path) {
            let after = traced.render(&probe.environment);
            effects::spots(&before, &after, &mut |spot| found.add(spot, &before, &after));
        }
    }
    let setting = Setting::of(&traced.tree, path);
    let mut places = found.places();
    if !is_off(setting.value.as_ref()) {
        // What only another value brings is not what this one reaches.
        places.retain(|place| place.value.is_some() || !place.lines.is_empty());
    }
    Reach {
        setting,
        description: description.map(str::to_owned),
        assumed,
        places,
    }
}

/// Whether a setting asks for nothing.
fn is_off(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null | Value::Bool(false)) => true,
        Some(Value::Array(items)) => items.is_empty(),
        Some(Value::Object(entries)) => entries.is_empty(),
        Some(_) => false,
    }
}

/// The outermost thing on the way to a setting that the environment does not have.
fn missing(tree: &Value, path: &FieldPath) -> Option<FieldPath> {
    let absent = |path: &FieldPath| fields::at_path(tree, path).is_none_or(Value::is_null);
    let mut outermost = None;
    let mut here = path.parent();
    while let Some(path) = here {
        here = path.parent();
        if absent(&path) {
            outermost = Some(path);
        }
    }
    outermost
}

/// Other environments by which the setting shows itself: without it, with other values of it, or of what is in it.
fn tried(tree: &Value, path: &FieldPath) -> Vec<Probe> {
    let inside = |setting: &FieldPath| setting.segments().starts_with(path.segments()) && setting != path;
    let parts: Vec<FieldPath> = settings(tree).into_iter().filter(inside).collect();
    let mut found = probes(tree, Shape::of_environment(), path, TRIED);
    for part in &parts {
        found.extend(probes(tree, Shape::of_environment(), part, 1));
    }
    found.extend(without(tree, path));
    // One of several choices, without settings of its own, can only go with the choice.
    let parent = path.parent().filter(|_| found.is_empty());
    found.extend(parent.and_then(|parent| without(tree, &parent)));
    found
}

/// Places as they are found, each once, by artefact and object.
#[derive(Default)]
struct Found {
    places: Vec<Place>,
    known: BTreeMap<(String, String, Vec<String>), usize>,
}

impl Found {
    fn add(&mut self, spot: Spot, before: &[Artifact], after: &[Artifact]) {
        let key = (
            spot.artefact.to_owned(),
            spot.object.to_owned(),
            spot.path.to_vec(),
        );
        let text = |artifacts: &[Artifact]| {
            let mut artifacts = artifacts.iter();
            let artifact = artifacts.find(|artifact| artifact.path == spot.artefact);
            artifact.map_or_else(String::new, |artifact| artifact.text().to_owned())
        };
        let is_text = spot.object.is_empty() && spot.path.is_empty();
        let lines = match is_text {
            true => line::touched(&text(before), &text(after)),
            false => Vec::new(),
        };
        let at = *self.known.entry(key).or_insert(self.places.len());
        match self.places.get_mut(at) {
            Some(place) => place.lines.extend(lines),
            None => self.places.push(Place {
                artefact: spot.artefact.to_owned(),
                object: spot.object.to_owned(),
                kind: spot.kind.to_owned(),
                path: spot.path.to_vec(),
                value: spot.old.filter(|_| !is_text).map(|value| {
                    let mut value = value.clone();
                    hidden::in_artefact(spot.artefact, spot.path, &mut value);
                    value
                }),
                lines,
            }),
        }
    }

    /// In the order of the artefacts as they were first seen; parts of what comes or goes as a whole are told with it.
    fn places(mut self) -> Vec<Place> {
        for place in &mut self.places {
            place.lines.sort_unstable();
            place.lines.dedup();
        }
        let holds_parts = |place: &&Place| match place.path.is_empty() {
            true => !place.object.is_empty(),
            false => place.value.is_some(),
        };
        let whole: Vec<Place> = self.places.iter().filter(holds_parts).cloned().collect();
        let is_part = |place: &Place| {
            let mut whole = whole.iter();
            whole.any(|whole| {
                whole.artefact == place.artefact
                    && whole.object == place.object
                    && whole.path.len() < place.path.len()
                    && place.path.starts_with(&whole.path)
            })
        };
        let mut order: Vec<String> = Vec::new();
        for place in &self.places {
            if !order.contains(&place.artefact) {
                order.push(place.artefact.clone());
            }
        }
        let mut places: Vec<Place> = self.places.into_iter().filter(|place| !is_part(place)).collect();
        places.sort_by_key(|place| order.iter().position(|artefact| *artefact == place.artefact));
        places
    }
}
