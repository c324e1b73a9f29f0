//! A way into the model: its fields by their names, and entries of maps in brackets.

use crate::diag::FieldPath;
use crate::trace::Shape;

/// A place, with what the schema says of it.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) path: FieldPath,
    /// `None` inside of what passes through to a chart or an add-on.
    shape: Option<Shape<'static>>,
}

impl Way {
    pub(super) fn root() -> Self {
        Self {
            path: FieldPath::root(),
            shape: Some(Shape::of_environment()),
        }
    }

    /// One step further.
    pub(super) fn below(&self, key: &str) -> Self {
        let fields = self.shape.map(Shape::fields).unwrap_or_default();
        let field = fields.into_iter().find(|(known, _)| *known == key);
        let entry = self.shape.and_then(Shape::entry);
        let in_brackets = field.is_none() && (entry.is_some() || !is_plain(key));
        Self {
            path: match in_brackets {
                true => self.path.key(key),
                false => self.path.field(key),
            },
            shape: field.map(|(_, shape)| shape).or(entry),
        }
    }

    /// Whether it is a map with names that people choose.
    pub(super) fn has_names(&self) -> bool {
        self.shape.and_then(Shape::entry).is_some()
    }
}

/// Whether a key of what passes through can stand behind a dot.
fn is_plain(key: &str) -> bool {
    !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}
