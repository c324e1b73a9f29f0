//! The path of a field in the model, such as `nodeGroups["ng1"].instanceTypes[0]`.

use std::fmt;
use std::sync::Arc;

use serde_json::{Deserializer, Value};

/// One step of a [`FieldPath`]. Its name is shared by all paths through it, of which a reader makes one for each value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    /// A field of a struct: `.instanceTypes`.
    Field(Arc<str>),
    /// An entry of a map with names: `["ng1"]`.
    Key(Arc<str>),
    /// An item of a list: `[0]`.
    Index(usize),
}

impl Segment {
    /// The name of a field or an entry; an item of a list has none.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Field(name) | Self::Key(name) => Some(name),
            Self::Index(_) => None,
        }
    }

    /// Whether both name the same step. A reader of plain YAML cannot tell a field from a key, so those compare equal.
    fn names_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Index(a), Self::Index(b)) => a == b,
            (Self::Field(a) | Self::Key(a), Self::Field(b) | Self::Key(b)) => a == b,
            _ => false,
        }
    }
}

/// Where a value stands in the model. Rules report these; [`Origins`](super::Origins) turns them into lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldPath(Vec<Segment>);

impl FieldPath {
    /// The path of the environment itself.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The path of a field of this struct.
    #[must_use]
    pub fn field(&self, name: &str) -> Self {
        self.with(Segment::Field(name.into()))
    }

    /// The path of an entry of this map.
    #[must_use]
    pub fn key(&self, name: &str) -> Self {
        self.with(Segment::Key(name.into()))
    }

    /// The path of an item of this list.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Segment::Index(index))
    }

    /// The path of what holds this one; `None` for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.0.split_last()?;
        Some(Self(rest.to_vec()))
    }

    /// The way on from a place that this path leads through; `None` where it does not.
    #[must_use]
    pub fn below(&self, place: &Self) -> Option<Self> {
        let (way, rest) = self.0.split_at_checked(place.0.len())?;
        let same = way.iter().zip(&place.0).all(|(a, b)| a.names_same(b));
        same.then(|| Self(rest.to_vec()))
    }

    /// The steps from the root.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// Whether both lead to the same place.
    #[must_use]
    pub fn leads_to_same(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(a, b)| a.names_same(b))
    }

    fn with(&self, segment: Segment) -> Self {
        // A reader makes one of each value: one piece of memory of the right size.
        let mut segments = Vec::with_capacity(self.0.len() + 1);
        segments.extend_from_slice(&self.0);
        segments.push(segment);
        Self(segments)
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Field(name) if position == 0 => f.write_str(name)?,
                Segment::Field(name) => write!(f, ".{name}")?,
                Segment::Key(name) => write!(f, "[{}]", Value::from(&**name))?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// The names in a path as people write it: `nodeGroups["ng1"].size`, `nodeGroups[ng1].size` and `nodeGroups.ng1.size` are the
/// same. `None` where it is no path. What [`FieldPath`] prints has the names that it has.
#[must_use]
pub fn steps(text: &str) -> Option<Vec<String>> {
    let mut steps = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (name, behind) = match rest.strip_prefix('[') {
            Some(quoted) if quoted.starts_with('"') => {
                let mut names = Deserializer::from_str(quoted).into_iter::<String>();
                let name = names.next()?.ok()?;
                (name, quoted[names.byte_offset()..].strip_prefix(']')?)
            }
            Some(bare) => {
                let (name, behind) = bare.split_once(']')?;
                (name.to_owned(), behind)
            }
            None => {
                let name = rest
                    .strip_prefix('.')
                    .filter(|_| !steps.is_empty())
                    .unwrap_or(rest);
                let end = name.find(['.', '[']).unwrap_or(name.len());
                if end == 0 {
                    return None;
                }
                (name[..end].to_owned(), &name[end..])
            }
        };
        steps.push(name);
        rest = behind;
    }
    Some(steps)
}

#[cfg(test)]
mod tests {
    use super::{FieldPath, steps};

    #[test]
    fn what_is_printed_is_read_again() {
        for name in ["ng1", "a.b/c", "a\"b", "a\\b", "a]b", "\"]", "é\n", ""] {
            let path = FieldPath::root().field("tags").key(name).field("size").index(3);
            let expected = ["tags", name, "size", "3"].map(str::to_owned).to_vec();
            assert_eq!(steps(&path.to_string()), Some(expected), "{path}");
        }
    }

    #[test]
    fn people_may_write_it_otherwise() {
        let expected = ["nodeGroups", "ng1", "size"].map(str::to_owned).to_vec();
        for text in [
            "nodeGroups.ng1.size",
            "nodeGroups[ng1].size",
            "nodeGroups[\"ng1\"].size",
        ] {
            assert_eq!(steps(text), Some(expected.clone()), "{text}");
        }
        for text in ["a..b", "a[b", "a[\"b]", "a[\"b\"", ".a", "a[\"b\"x]"] {
            assert_eq!(steps(text), None, "{text}");
        }
    }
}
