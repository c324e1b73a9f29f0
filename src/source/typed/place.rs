//! Where a value stands, while it is read: a step, and the place around it. Only faults ask for the path.

use crate::diag::FieldPath;

/// A step, and the place that it leads on from.
#[derive(Clone, Copy)]
pub(super) enum Place<'p> {
    /// The environment itself.
    Root,
    /// A field of a struct.
    Field(&'p Place<'p>, &'p str),
    /// An entry of a map with names.
    Key(&'p Place<'p>, &'p str),
    /// An item of a list.
    Index(&'p Place<'p>, usize),
}

impl Place<'_> {
    /// The way to it from the root.
    pub(super) fn path(&self) -> FieldPath {
        match self {
            Self::Root => FieldPath::root(),
            Self::Field(around, name) => around.path().field(name),
            Self::Key(around, name) => around.path().key(name),
            Self::Index(around, at) => around.path().index(*at),
        }
    }
}
