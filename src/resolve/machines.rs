//! What the images of machines depend on, and which machines a pool may have.

use crate::catalog::{self, Architecture, Catalogue};
use crate::model::value::InstanceType;
use crate::model::{NodePool, PoolArchitecture};

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

/// The types that Karpenter may start for a pool, wherever they are offered.
#[must_use]
pub fn pool_kinds<'c>(catalogue: &'c Catalogue, pool: &NodePool) -> Vec<&'c catalog::InstanceType> {
    let types = catalogue.instance_types();
    let of_families = pool
        .instance_families
        .iter()
        .flat_map(|family| types.of_family(family));
    let sized = of_families.filter(|name| {
        let size = name.split_once('.').map_or("", |(_, size)| size);
        pool.instance_sizes.iter().any(|wanted| wanted.as_str() == size)
    });
    let kinds = sized.filter_map(|name| types.get(name));
    kinds
        .filter(|kind| fits_processor(kind, pool.architecture))
        .collect()
}

/// Whether machines of the type have a pool's processor.
#[must_use]
pub fn fits_processor(kind: &catalog::InstanceType, architecture: PoolArchitecture) -> bool {
    let needed = match architecture {
        PoolArchitecture::Amd64 => Architecture::X86_64,
        PoolArchitecture::Arm64 => Architecture::Arm64,
    };
    kind.architecture == needed
}
