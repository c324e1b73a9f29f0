//! Other values that a setting could have. The schema suggests them; what the model takes counts.

use serde_json::{Map, Value};

use super::super::{FieldChange, fields};
use super::{Shape, Traced};
use crate::diag::{FieldPath, Segment};
use crate::model::Environment;
use crate::model::value::Release;

/// Names to try for a new entry of a map; which one fits depends on the map.
const NAMES: [&str; 4] = ["other", "ap-northeast-2d", "EKS2014", "AWS_REGION"];

/// Texts to try where the schema shows none.
const TEXTS: [&str; 4] = ["other", "other-2", "192.168.1.100", "v20261101"];

/// An environment that differs in one setting.
#[derive(Debug)]
pub struct Probe {
    /// The setting, with what it is in the other environment.
    pub change: FieldChange,
    /// The other environment.
    pub environment: Environment,
}

impl Traced<'_> {
    /// Environments in which the setting has another value, or none; at most as many as asked for.
    #[must_use]
    pub fn probes(&self, path: &FieldPath, most: usize) -> Vec<Probe> {
        probes(&self.tree, Shape::of_environment(), path, most)
    }

    /// The environment with all that the setting lies in, where it is not there: a setting of a bastion wants a bastion.
    #[must_use]
    pub fn grown(&self, path: &FieldPath) -> Option<(Value, Environment)> {
        let mut tree = self.tree.clone();
        grow(&mut tree, Shape::of_environment(), path.segments())?;
        let environment = fields::environment(&tree)?;
        Some((fields::tree(&environment), environment))
    }
}

/// As [`Traced::probes`], for another tree.
#[must_use]
pub fn probes(tree: &Value, shape: Shape, path: &FieldPath, most: usize) -> Vec<Probe> {
    let Some(shape) = shape.along(path) else {
        return Vec::new();
    };
    let now = fields::at_path(tree, path).filter(|value| !value.is_null());
    let values = others(shape, now).into_iter();
    let found = values.filter_map(|value| probe(tree, path, Some(value)));
    found.take(most).collect()
}

/// The environment of a tree without a setting; `None` where the model cannot be without it, or nothing is there.
#[must_use]
pub fn without(tree: &Value, path: &FieldPath) -> Option<Probe> {
    probe(tree, path, None)
}

/// One that the model takes, and writes as it reads it, or there would be no difference.
fn probe(tree: &Value, path: &FieldPath, value: Option<Value>) -> Option<Probe> {
    let change = FieldChange {
        path: path.clone(),
        old: fields::at_path(tree, path)
            .filter(|value| !value.is_null())
            .cloned(),
        new: value,
    };
    let environment = fields::environment(&fields::with(tree, &change))?;
    let written = fields::tree(&environment);
    let now = fields::at_path(&written, path).filter(|value| !value.is_null());
    (now != change.old.as_ref()).then_some(Probe { change, environment })
}

/// Other values than this one, the likeliest first.
fn others(shape: Shape, now: Option<&Value>) -> Vec<Value> {
    let words = shape.words();
    let found = if !words.is_empty() {
        words.into_iter().cloned().collect()
    } else if shape.is_choice() {
        choices(shape)
    } else if let Some(entry) = shape.entry() {
        entries(entry, now)
    } else if let Some(item) = shape.item() {
        items(item, now)
    } else if !shape.fields().is_empty() || shape.is("object") {
        structs(shape, now)
    } else {
        scalars(shape, now)
    };
    found.into_iter().filter(|value| Some(value) != now).collect()
}

/// A dashboard's file is a path in an environment file, and in the model the path with the text that lies there.
fn dashboards() -> Vec<Value> {
    let texts = [
        r#"{"title":"Other","uid":"other"}"#,
        r#"{"title":"Other","uid":"other-2"}"#,
    ];
    let file = |text: &str| {
        let fields = [("path", "dashboards/other.json"), ("json", text)];
        Value::Object(
            fields
                .map(|(name, text)| (name.to_owned(), text.into()))
                .into_iter()
                .collect(),
        )
    };
    texts.map(file).to_vec()
}

fn scalars(shape: Shape, now: Option<&Value>) -> Vec<Value> {
    if shape.name() == Some("DashboardFile") {
        return dashboards();
    }
    let shown = shape.examples().into_iter().cloned();
    if shape.is("boolean") {
        return vec![true.into(), false.into()];
    }
    if shape.is("integer") || shape.is("number") {
        let number = now.and_then(Value::as_u64);
        let near = number
            .into_iter()
            .flat_map(|number| [number + 1, number.saturating_sub(1)]);
        return near.chain([1, 2, 30, 60]).map(Value::from).chain(shown).collect();
    }
    let text = now.and_then(Value::as_str);
    let moved = text
        .into_iter()
        .flat_map(|text| [digit(text), Some(format!("{text}-2"))]);
    let moved = moved.flatten().map(Value::from);
    moved.chain(shown).chain(TEXTS.map(Value::from)).collect()
}

/// The text with another last digit.
fn digit(text: &str) -> Option<String> {
    let at = text.rfind(|c: char| c.is_ascii_digit())?;
    let other = if text[at..].starts_with('7') { '8' } else { '7' };
    Some(format!("{}{other}{}", &text[..at], &text[at + 1..]))
}

fn items(item: Shape, now: Option<&Value>) -> Vec<Value> {
    let here: &[Value] = now.and_then(Value::as_array).map_or(&[], Vec::as_slice);
    let fresh = others(item, None).into_iter().filter(|item| !here.contains(item));
    let more = fresh.map(|item| Value::from([here, &[item]].concat()));
    let fewer = here.split_last().map(|(_, rest)| Value::from(rest.to_vec()));
    // Each is another one: what only the first makes, and what only the last makes, moves.
    let other = |one: &Value| others(item, Some(one)).into_iter().next();
    let moved: Option<Vec<Value>> = here.iter().map(other).collect();
    let moved = moved.map(Value::from);
    moved.into_iter().chain(fewer).chain(more).collect()
}

fn entries(entry: Shape, now: Option<&Value>) -> Vec<Value> {
    let here = now.and_then(Value::as_object).cloned().unwrap_or_default();
    let names = NAMES
        .into_iter()
        .chain(Release::ALL.iter().map(|release| release.name()));
    let names: Vec<&str> = names.filter(|name| !here.contains_key(*name)).collect();
    let with = |name: &str, value: &Value| {
        let mut entries = here.clone();
        entries.insert(name.to_owned(), value.clone());
        Value::Object(entries)
    };
    let mut values = others(entry, None);
    values.truncate(2);
    let with_each = |name: &&str| values.iter().map(|value| with(name, value)).collect::<Vec<_>>();
    names.iter().flat_map(with_each).collect()
}

fn choices(shape: Shape) -> Vec<Value> {
    let one = |(name, shape): (&str, Shape)| {
        let mut values = others(shape, None);
        values.truncate(2);
        let one = |value| Value::from(Map::from_iter([(name.to_owned(), value)]));
        values.into_iter().map(one).collect::<Vec<_>>()
    };
    shape.fields().into_iter().flat_map(one).collect()
}

/// A new one; or this one with one of its fields changed. What belongs to somebody else's schema gets an entry.
fn structs(shape: Shape, now: Option<&Value>) -> Vec<Value> {
    let Some(here) = now.and_then(Value::as_object) else {
        return vec![whole(shape)];
    };
    let with = |name: &str, value: Value| {
        let mut fields = here.clone();
        fields.insert(name.to_owned(), value);
        Value::Object(fields)
    };
    let other = |(name, field): (&str, Shape)| {
        let now = here.get(name).filter(|value| !value.is_null());
        others(field, now)
            .into_iter()
            .next()
            .map(|value| with(name, value))
    };
    let found: Vec<Value> = shape.fields().into_iter().filter_map(other).collect();
    match found.is_empty() {
        true => vec![with("other", "other".into())],
        false => found,
    }
}

/// A struct with what the model asks for and nothing else.
fn whole(shape: Shape) -> Value {
    let required = shape
        .fields()
        .into_iter()
        .filter(|(_, field)| field.is_required());
    let fields = required.filter_map(|(name, field)| {
        let is_map = field.entry().is_some() && field.fields().is_empty();
        let value = match is_map {
            true => Some(Value::Object(Map::new())),
            false => others(field, None).into_iter().next(),
        };
        Some((name.to_owned(), value?))
    });
    Value::Object(fields.collect())
}

/// Adds what the path leads through and is not there.
fn grow(tree: &mut Value, shape: Shape, path: &[Segment]) -> Option<()> {
    let [first, rest @ ..] = path else { return Some(()) };
    if rest.is_empty() {
        return Some(());
    }
    let name = first.name().unwrap_or_default();
    let inside = shape.step(first)?;
    let entries = tree.as_object_mut()?;
    let there = entries.get(name).is_some_and(|value| !value.is_null());
    if !there {
        let next = rest.first()?.name().unwrap_or_default();
        let begun = match inside.is_choice() {
            true => Value::from(Map::from_iter([(
                next.to_owned(),
                others(inside.step(&rest[0])?, None).into_iter().next()?,
            )])),
            false if inside.entry().is_some() && inside.fields().is_empty() => Value::Object(Map::new()),
            false => whole(inside),
        };
        entries.insert(name.to_owned(), begun);
    }
    let below = entries.get_mut(name)?;
    if inside.is_choice() && below.get(rest[0].name().unwrap_or_default()).is_none() {
        // Another choice is made; this one takes its place.
        let value = others(inside.step(&rest[0])?, None).into_iter().next()?;
        *below = Value::from(Map::from_iter([(
            rest[0].name().unwrap_or_default().to_owned(),
            value,
        )]));
    }
    grow(below, inside, rest)
}
