//! What the images of machines depend on: the processor and the accelerator of an instance type.

use crate::catalog::{Architecture, Catalogue};
use crate::model::value::InstanceType;

/// What an image must fit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Machine {
    /// Graviton rather than Intel or AMD.
    pub arm: bool,
    /// With a GPU of NVIDIA's.
    pub gpu: bool,
}

impl Machine {
    /// The first type speaks for all: a group of mixed ones is refused. An unknown type counts as Intel.
    pub(super) fn resolve(types: &[InstanceType], catalogue: &Catalogue) -> Self {
        let first = types
            .first()
            .and_then(|name| catalogue.instance_types().get(name));
        first.map_or_else(Self::default, |facts| Self {
            arm: matches!(facts.architecture, Architecture::Arm64 | Architecture::Arm64Mac),
            gpu: facts.gpu,
        })
    }
}
