//! A step of the plan.

use serde::Serialize;

use super::{Call, Chart, Wait};
use crate::delivery::Deliverer;
use crate::health::Look;

/// One thing that is applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Name of the step within the plan.
    pub id: String,
    /// What is applied.
    pub kind: StepKind,
    /// The file that is applied, below `out/<environment>/`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artefact: Option<String>,
    /// Name of the Helm release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<&'static str>,
    /// Namespace of the Helm release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The engine that does it, so that nobody else has to: an environment with `delivery`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered_by: Option<Deliverer>,
    /// Steps that have to be done before.
    pub after: Vec<String>,
    /// Commands that return when the step has taken effect, and what protects it then.
    pub waits: Vec<Wait>,
    /// Kubernetes Secrets that have to exist before, as `namespace/name`.
    pub requires_secrets: Vec<String>,
    /// Commands that fail where one of those Secrets, or what External Secrets makes them of, is not there.
    pub checks: Vec<Call>,
    /// What the step looks at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub looks: Vec<Look>,
    /// The chart of a release, or the one whose custom resource definitions are applied.
    #[serde(skip)]
    pub chart: Option<Chart>,
    /// What a person runs, from the folder that holds `out`.
    pub command: String,
}

impl Step {
    /// One that a command does.
    pub(super) fn new(id: impl Into<String>, kind: StepKind, command: String) -> Self {
        Self {
            id: id.into(),
            kind,
            artefact: None,
            release: None,
            namespace: None,
            delivered_by: None,
            after: Vec::new(),
            waits: Vec::new(),
            requires_secrets: Vec::new(),
            checks: Vec::new(),
            looks: Vec::new(),
            chart: None,
            command,
        }
    }
}

/// What a step applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum StepKind {
    /// A change set of the stack.
    ChangeSet,
    /// The stack itself.
    Stack,
    /// The cluster, where eksctl makes it.
    Eksctl,
    /// Access to the cluster.
    Kubeconfig,
    /// Custom resource definitions of a chart.
    Crds,
    /// Kubernetes objects.
    Manifest,
    /// A Helm release.
    Helm,
    /// Nothing: it looks whether what was applied does its work.
    Checks,
}

impl StepKind {
    /// Whether it is about what Kubernetes gets, which an engine can apply.
    #[must_use]
    pub const fn is_deliverable(self) -> bool {
        matches!(self, Self::Crds | Self::Manifest | Self::Helm)
    }
}
