//! Which settings of the model differ, and the model with one of them changed.

use serde_json::{Map, Value};

use super::way::Way;
use crate::diag::{FieldPath, Segment};
use crate::model::Environment;
use crate::parallel::{in_parallel, processors};
use crate::source;

/// A setting that differs. Where the names in a map stand in another order, both sides are the names in theirs.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// The setting.
    pub path: FieldPath,
    /// What it was; `None` where it was not there.
    pub old: Option<Value>,
    /// What it is; `None` where it is not there any more.
    pub new: Option<Value>,
}

/// A setting that differs, and the old model in which it alone is changed; nothing where that is no model.
pub(super) type Tried = (FieldChange, Option<Environment>);

/// The model as a tree.
pub(super) fn tree(environment: &Environment) -> Value {
    serde_json::to_value(environment).expect("bug in eksight: a model is plain data")
}

/// The model of a tree; `None` where it is none, as with two choices at once.
pub(super) fn environment(tree: &Value) -> Option<Environment> {
    source::of_tree(tree)
}

/// Every setting that differs. An entry of a map that comes or goes is one setting, and so is a list.
pub(super) fn changes(old: &Value, new: &Value) -> Vec<Tried> {
    let mut found = Vec::new();
    compare(&Way::root(), Some(old), Some(new), &mut found);
    let alone = in_parallel(&found, processors(), |change| environment(&with(old, change)));
    let mut found: Vec<Tried> = found.into_iter().zip(alone).collect();
    // Each must be possible alone. Where it is not, as with one choice for another, what stands above it is the setting.
    while let Some(parent) = found.iter().find_map(above_impossible) {
        gather(&mut found, parent, old, new);
    }
    found
}

/// What stands above a change that is not possible alone.
fn above_impossible((change, alone): &Tried) -> Option<FieldPath> {
    match alone {
        Some(_) => None,
        None => change.path.parent(),
    }
}

/// Makes one change of all that lie inside a setting.
fn gather(found: &mut Vec<Tried>, parent: FieldPath, old: &Value, new: &Value) {
    let inside = |(change, _): &Tried| change.path.segments().starts_with(parent.segments());
    let at = found.iter().position(inside).unwrap_or_default();
    found.retain(|tried| !inside(tried));
    let gathered = FieldChange {
        old: at_path(old, &parent).cloned(),
        new: at_path(new, &parent).cloned(),
        path: parent,
    };
    let alone = environment(&with(old, &gathered));
    found.insert(at, (gathered, alone));
}

/// The tree with this setting changed, and nothing else.
pub(super) fn with(tree: &Value, change: &FieldChange) -> Value {
    let mut tree = tree.clone();
    match (&change.old, &change.new, entries(&mut tree, &change.path)) {
        // Lists that differ stand where a list is.
        (Some(Value::Array(_)), Some(Value::Array(names)), Some(entries)) => reorder(entries, names),
        _ => set(&mut tree, change.path.segments(), change.new.clone()),
    }
    tree
}

/// The change the other way round.
pub(super) fn reverted(change: &FieldChange) -> FieldChange {
    FieldChange {
        path: change.path.clone(),
        old: change.new.clone(),
        new: change.old.clone(),
    }
}

fn compare(way: &Way, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<FieldChange>) {
    let present = |value: Option<&Value>| value.filter(|value| !value.is_null()).cloned();
    match (old, new) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let added = new.keys().filter(|key| !old.contains_key(*key));
            for key in old.keys().chain(added) {
                let (old, new) = (old.get(key), new.get(key));
                if !old.zip(new).is_some_and(|(old, new)| is_identical(old, new)) {
                    compare(&way.below(key), old, new, found);
                }
            }
            if way.has_names() {
                found.extend(order(&way.path, old, new));
            }
        }
        _ => {
            let (old, new) = (present(old), present(new));
            if old != new {
                found.push(FieldChange {
                    path: way.path.clone(),
                    old,
                    new,
                });
            }
        }
    }
}

/// Whether two trees are equal, and the entries of their maps stand in the same order. A list is one setting.
fn is_identical(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let mut beside = old.iter().zip(new);
            old.len() == new.len()
                && beside.all(|((key, value), (name, other))| key == name && is_identical(value, other))
        }
        _ => old == new,
    }
}

/// The order of the names that a map has on both sides, where it is another: the first route that matches wins.
fn order(path: &FieldPath, old: &Map<String, Value>, new: &Map<String, Value>) -> Option<FieldChange> {
    let kept = |these: &Map<String, Value>, those: &Map<String, Value>| -> Vec<Value> {
        let kept = these.keys().filter(|name| those.contains_key(*name));
        kept.map(|name| name.as_str().into()).collect()
    };
    let (before, after) = (kept(old, new), kept(new, old));
    (before != after).then(|| FieldChange {
        path: path.clone(),
        old: Some(before.into()),
        new: Some(after.into()),
    })
}

/// The value at a path.
pub(super) fn at_path<'t>(tree: &'t Value, path: &FieldPath) -> Option<&'t Value> {
    path.segments()
        .iter()
        .try_fold(tree, |tree, segment| tree.get(segment.name().unwrap_or_default()))
}

/// The entries of the map at a path, where there is one.
fn entries<'t>(tree: &'t mut Value, path: &FieldPath) -> Option<&'t mut Map<String, Value>> {
    let mut steps = path.segments().iter();
    let value = steps.try_fold(tree, |tree, step| tree.get_mut(step.name().unwrap_or_default()));
    value?.as_object_mut()
}

fn set(tree: &mut Value, path: &[Segment], value: Option<Value>) {
    let Some((first, rest)) = path.split_first() else {
        *tree = value.unwrap_or_default();
        return;
    };
    if !tree.is_object() {
        *tree = Value::Object(Map::new());
    }
    let Value::Object(entries) = tree else { return };
    let key = first.name().unwrap_or_default();
    match (rest.is_empty(), value) {
        (true, None) => {
            entries.shift_remove(key);
        }
        (_, value) => set(entries.entry(key).or_insert(Value::Null), rest, value),
    }
}

/// Puts the entries of a map in the order of their names; those that nobody names come last.
fn reorder(entries: &mut Map<String, Value>, names: &[Value]) {
    let mut before = std::mem::take(entries);
    for name in names.iter().filter_map(Value::as_str) {
        entries.extend(before.shift_remove(name).map(|value| (name.to_owned(), value)));
    }
    entries.extend(before);
}
