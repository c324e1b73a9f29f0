//! Where what is generated comes from: what a setting reaches, and which settings made a line. Nothing is kept for this
//! while rendering: a setting is given another value, and what moves is its doing.

mod line;
mod path;
pub mod probe;
mod reach;
pub mod report;
mod shape;

pub use line::{Line, made};
pub use path::{Unknown, generic, named};
pub use reach::{Place, Reach, reach};
pub use shape::Shape;

use serde_json::Value;

use super::Names;
use super::parts::Parts;
use super::way::Way;
use super::{fields, hidden};
use crate::catalog::Catalogue;
use crate::diag::FieldPath;
use crate::emit::Artifact;
use crate::model::Environment;

/// An environment whose generated files are traced.
#[derive(Debug)]
pub struct Traced<'a> {
    names: Names<'a>,
    catalogue: &'a Catalogue,
    tree: Value,
}

/// A setting and what it is now.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The setting.
    pub path: FieldPath,
    /// What it is, its default where nobody wrote it; `None` where it has none.
    pub value: Option<Value>,
}

impl Setting {
    /// The setting of a tree; secrets in it are hidden.
    fn of(tree: &Value, path: &FieldPath) -> Self {
        let mut value = fields::at_path(tree, path)
            .filter(|value| !value.is_null())
            .cloned();
        hidden::hide_setting(path, value.iter_mut());
        Self {
            path: path.clone(),
            value,
        }
    }
}

impl<'a> Traced<'a> {
    /// The environment, with the facts it is rendered by.
    #[must_use]
    pub fn new(names: Names<'a>, environment: &Environment, catalogue: &'a Catalogue) -> Self {
        Self {
            names,
            catalogue,
            tree: fields::tree(environment),
        }
    }

    /// The model as a tree, defaults included.
    #[must_use]
    pub fn tree(&self) -> &Value {
        &self.tree
    }

    fn render(&self, environment: &Environment) -> Vec<Artifact> {
        self.names.render(environment, self.catalogue)
    }

    fn render_parts(&self, environment: &Environment, parts: &Parts) -> Vec<Artifact> {
        self.names.render_parts(environment, self.catalogue, parts)
    }
}

/// Every setting of a tree: what is no map, lists as one; and what holds settings.
fn settings(tree: &Value) -> Vec<FieldPath> {
    fn walk(way: &Way, tree: &Value, found: &mut Vec<FieldPath>) {
        let Value::Object(entries) = tree else { return };
        for (key, value) in entries.iter().filter(|(_, value)| !value.is_null()) {
            let way = way.below(key);
            walk(&way, value, found);
            found.push(way.path);
        }
    }
    let mut found = Vec::new();
    walk(&Way::root(), tree, &mut found);
    found
}
