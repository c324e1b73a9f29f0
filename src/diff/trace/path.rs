//! A setting by the text that people write: `nodeGroups["ng1"].size.max`, or `nodeGroups.ng1.size.max`.

use serde_json::Value;

use super::{Shape, Traced};
use crate::catalog::nearest;
use crate::diag::{FieldPath, Segment, steps};

/// Why a text names no setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    /// It is no path.
    Malformed,
    /// There is no such field.
    Field {
        /// What has no such field; the environment itself is the root.
        inside: FieldPath,
        /// The field.
        name: String,
        /// One with a name like it.
        near: Option<String>,
    },
    /// The list ends before it.
    Item {
        /// The list.
        inside: FieldPath,
        /// The place, counted from 0.
        place: usize,
        /// How many items it has.
        items: usize,
    },
    /// The environment has no such entry.
    Entry {
        /// The map.
        inside: FieldPath,
        /// The entry.
        name: String,
        /// The entries that it has.
        known: Vec<String>,
    },
}

/// The setting that a text names.
///
/// # Errors
/// When it is no path, or when the model has no such field, or the environment no such entry.
pub fn named(traced: &Traced, text: &str) -> Result<FieldPath, Unknown> {
    let steps = steps(text)
        .filter(|steps| !steps.is_empty())
        .ok_or(Unknown::Malformed)?;
    let (mut path, mut shape, mut tree) = (FieldPath::root(), Shape::of_environment(), Some(traced.tree()));
    for (at, name) in steps.iter().enumerate() {
        // The place in a list is its list: lists count as one setting.
        if shape.item().is_some() {
            if let Ok(place) = name.parse::<usize>() {
                let items = tree.and_then(Value::as_array).map(Vec::len);
                return match items.filter(|items| place >= *items) {
                    None => Ok(path),
                    Some(items) => Err(Unknown::Item {
                        inside: path,
                        place,
                        items,
                    }),
                };
            }
            return Err(no_field(path, name, &[]));
        }
        let fields = shape.fields();
        if let Some((_, inside)) = fields.iter().find(|(known, _)| known == name) {
            (path, shape) = (path.field(name), *inside);
        } else if let Some(entry) = shape.entry() {
            let known = tree.and_then(Value::as_object);
            if !known.is_some_and(|known| known.contains_key(name)) {
                return Err(Unknown::Entry {
                    inside: path,
                    name: name.clone(),
                    known: known
                        .into_iter()
                        .flat_map(|known| known.keys().cloned())
                        .collect(),
                });
            }
            (path, shape) = (path.key(name), entry);
        } else if shape.is("object") && fields.is_empty() {
            return passed_through(path, &steps[at..], tree);
        } else {
            return Err(no_field(path, name, &fields));
        }
        tree = tree.and_then(|tree| tree.get(name));
    }
    Ok(path)
}

/// What passes through to a chart or an add-on is one setting, but for what is not in it.
fn passed_through(setting: FieldPath, steps: &[String], tree: Option<&Value>) -> Result<FieldPath, Unknown> {
    let (mut inside, mut tree) = (setting.clone(), tree);
    for name in steps {
        let next = match tree {
            Some(Value::Array(items)) => name.parse().ok().and_then(|at: usize| items.get(at)),
            Some(tree) => tree.get(name),
            None => None,
        };
        if next.is_none() {
            let known = tree.and_then(Value::as_object).into_iter();
            return Err(Unknown::Entry {
                inside,
                name: name.clone(),
                known: known.flat_map(|known| known.keys().cloned()).collect(),
            });
        }
        (inside, tree) = (inside.key(name), next);
    }
    Ok(setting)
}

fn no_field(inside: FieldPath, name: &str, fields: &[(&str, Shape)]) -> Unknown {
    Unknown::Field {
        inside,
        name: name.to_owned(),
        near: nearest(name, fields.iter().map(|(known, _)| *known)).map(str::to_owned),
    }
}

/// The setting without the names that an environment gives: `nodeGroups.*.instanceTypes`, for rules and settings that are
/// about the same field.
#[must_use]
pub fn generic(shape: Shape, path: &FieldPath) -> Option<String> {
    let mut shape = shape;
    let mut steps: Vec<&str> = Vec::new();
    for segment in path.segments() {
        if matches!(segment, Segment::Index(_)) || shape.item().is_some() {
            break;
        }
        let name = segment.name().unwrap_or_default();
        let field = shape.fields().into_iter().find(|(known, _)| *known == name);
        match (field, shape.entry()) {
            (Some((known, inside)), _) => {
                steps.push(known);
                shape = inside;
            }
            (None, Some(entry)) => {
                steps.push("*");
                shape = entry;
            }
            (None, None) if shape.is("object") && shape.fields().is_empty() => break,
            (None, None) => return None,
        }
    }
    (!steps.is_empty()).then(|| steps.join("."))
}
