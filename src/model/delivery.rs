//! Who applies what Kubernetes gets, when it is not a person or a pipeline with `plan.json`.

use serde::{Deserialize, Serialize};

use super::value::{GitFolder, GitRepository, GitRevision, ResourceName};

/// The engine that applies manifests and releases. The stack and the cluster stay with the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Delivery {
    /// Argo CD 3.2 or newer, and not that of EKS Capabilities: an Application for each step, ordered by sync waves the first time, and
    /// an ApplicationSet where it has many clusters.
    Argocd(ArgocdDelivery),
    /// Flux: a Kustomization for each step, ordered by `dependsOn`, and a HelmRelease for each chart.
    Flux(FluxDelivery),
    /// helmfile: a release for each chart, ordered by `needs`, and hooks for manifests.
    Helmfile(HelmfileDelivery),
}

/// What Argo CD has to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ArgocdDelivery {
    /// The git repository that holds `out/`.
    pub repository: GitRepository,
    /// Branch, tag or commit that Argo CD follows. Default: `HEAD`, the head of the default branch.
    #[serde(default)]
    pub revision: Option<GitRevision>,
    /// Folder of the repository that holds `out/`. Default: its root.
    #[serde(default)]
    pub folder: Option<GitFolder>,
    /// Project of the Applications. Default: `default`.
    #[serde(default)]
    pub project: Option<ResourceName>,
    /// Namespace of Argo CD. Default: `argocd`.
    #[serde(default)]
    pub namespace: Option<ResourceName>,
    /// Name under which Argo CD knows the environment's cluster, where it has many. Default: the cluster in which it runs.
    #[serde(default)]
    pub cluster: Option<ResourceName>,
}

/// What Flux has to know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FluxDelivery {
    /// Name of the GitRepository that holds `out/`. Default: the name of its namespace, as
    /// `flux bootstrap` calls it.
    #[serde(default)]
    pub source: Option<ResourceName>,
    /// Namespace of that GitRepository and of the Kustomizations. Default: `flux-system`.
    #[serde(default)]
    pub namespace: Option<ResourceName>,
    /// Folder of the repository that holds `out/`. Default: its root.
    #[serde(default)]
    pub folder: Option<GitFolder>,
}

/// helmfile has to know nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HelmfileDelivery {}
