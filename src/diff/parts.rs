//! Some of the artefacts, made without the others: for who asks for them again and again.

use std::collections::BTreeSet;

use crate::emit::{self, Artifact, cloudformation, helm, manifests};
use crate::resolve::Resolved;

/// What makes the artefacts of a folder below `out/<environment>/` from nothing but the environment.
type Emitter = fn(&Resolved) -> Vec<Artifact>;

const FOLDERS: [(&str, Emitter); 3] = [
    ("cloudformation/", |resolved| vec![cloudformation::emit(resolved)]),
    ("helm/", helm::emit),
    ("manifests/", manifests::emit),
];

/// All artefacts, or those of some folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Parts {
    All,
    /// By their number in [`FOLDERS`].
    Folders(BTreeSet<usize>),
}

impl Parts {
    /// The fewest that these artefacts are among.
    pub(super) fn with<'p>(paths: impl IntoIterator<Item = &'p str>) -> Self {
        let folder = |path: &str| FOLDERS.iter().position(|(folder, _)| path.starts_with(folder));
        let folders: Option<BTreeSet<usize>> = paths.into_iter().map(folder).collect();
        folders.map_or(Self::All, Self::Folders)
    }

    /// Whether an artefact is among them.
    pub(super) fn have(&self, path: &str) -> bool {
        match self {
            Self::All => true,
            Self::Folders(folders) => folders.iter().any(|at| path.starts_with(FOLDERS[*at].0)),
        }
    }

    /// Makes them.
    pub(super) fn render(&self, resolved: &Resolved) -> Vec<Artifact> {
        match self {
            Self::All => emit::render(resolved),
            Self::Folders(folders) => folders.iter().flat_map(|at| FOLDERS[*at].1(resolved)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Parts;

    #[test]
    fn a_folder_is_enough_where_nothing_else_is_asked_for() {
        let parts = Parts::with(["helm/nginx/values.yaml", "manifests/namespaces.yaml"]);
        assert_eq!(parts, Parts::Folders([1, 2].into()));
        assert!(parts.have("helm/opencost/values.yaml"));
        assert!(!parts.have("cloudformation/eks-oneclick.yaml"));
        assert_eq!(Parts::with(["helm/nginx/values.yaml", "plan.json"]), Parts::All);
    }
}
