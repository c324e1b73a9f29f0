//! Kubernetes manifests that no chart brings. What runs when is the plan's.

mod alert_rules;
mod container;
mod container_insights;
mod drills;
mod external_secrets;
mod grafana_dashboards;
mod karpenter;
pub(super) mod kube_ops_view;
mod kwatch;
mod monitor;
mod namespaces;
mod rbac;
mod storage_class;
mod workload;

use serde::Serialize;
use serde_json::Value;

use super::artifact::Artifact;
use super::stack_output::StackOutput;
use super::yaml::Style;
use crate::model::{IdentityKind, Provisioner, ScrapeTarget, Texts, Workload};
use crate::resolve::Resolved;

pub use drills::{LOAD, LOG_DRILL, NETSHOOT, RIGHT_IMAGE, TOOLS_IMAGE, WRONG_IMAGE};

/// Namespaces of what is installed.
pub const NAMESPACES: &str = "manifests/namespaces.yaml";
/// EBS storage classes.
pub const STORAGE_CLASSES: &str = "manifests/storage-classes.yaml";
/// The EFS storage class, a file of its own since it waits for an output of the stack.
pub const STORAGE_CLASS_EFS: &str = "manifests/storage-class-efs.yaml";
/// Karpenter's pools.
pub const KARPENTER: &str = "manifests/karpenter-nodes.yaml";
/// The store of External Secrets, and what it makes.
pub const EXTERNAL_SECRETS: &str = "manifests/external-secrets.yaml";
/// The CloudWatch agent and Fluent Bit.
pub const CONTAINER_INSIGHTS: &str = "manifests/container-insights.yaml";
/// Alerts of the environment.
pub const ALERT_RULES: &str = "manifests/alert-rules.yaml";
/// Dashboards for the sidecar of Grafana.
pub const GRAFANA_DASHBOARDS: &str = "manifests/grafana-dashboards.yaml";
/// kube-ops-view.
pub const KUBE_OPS_VIEW: &str = "manifests/kube-ops-view.yaml";
/// kwatch.
pub const KWATCH: &str = "manifests/kwatch.yaml";

/// The path of a target's monitor.
#[must_use]
pub fn monitor_path(name: &str, target: &ScrapeTarget) -> String {
    format!("manifests/{name}-{}.yaml", target.key().to_lowercase())
}

/// A file, whether an environment has it, and what is in it then.
type File = (&'static str, fn(&Resolved) -> bool, fn(&Resolved) -> Vec<Value>);

/// Those that stand before the monitors.
const FIRST: [File; 6] = [
    (NAMESPACES, namespaces::are_wanted, namespaces::objects),
    (STORAGE_CLASSES, storage_class::are_wanted, storage_class::ebs),
    (
        STORAGE_CLASS_EFS,
        storage_class::is_efs_wanted,
        storage_class::efs,
    ),
    (
        CONTAINER_INSIGHTS,
        container_insights::are_wanted,
        container_insights::objects,
    ),
    (KARPENTER, karpenter::are_wanted, karpenter::objects),
    (
        EXTERNAL_SECRETS,
        external_secrets::are_wanted,
        external_secrets::objects,
    ),
];

/// Those that stand behind the monitors.
const LAST: [File; 4] = [
    (ALERT_RULES, alert_rules::are_wanted, alert_rules::objects),
    (
        GRAFANA_DASHBOARDS,
        grafana_dashboards::are_wanted,
        grafana_dashboards::objects,
    ),
    (KWATCH, kwatch::is_wanted, kwatch::objects),
    (KUBE_OPS_VIEW, kube_ops_view::is_wanted, kube_ops_view::objects),
];

/// Whether [`emit`] makes the file of a path, for who needs nothing but its name. Each target has its monitor.
pub(super) fn has(resolved: &Resolved, path: &str) -> bool {
    let mut files = FIRST.iter().chain(&LAST);
    let known = files.find(|(known, ..)| *known == path);
    known.is_none_or(|(_, is_wanted, _)| is_wanted(resolved))
}

/// Every manifest that the environment has, and the drills.
#[must_use]
pub fn emit(resolved: &Resolved) -> Vec<Artifact> {
    let made = |files: &[File]| {
        let wanted = files.iter().filter(|(_, is_wanted, _)| is_wanted(resolved));
        let made = wanted.map(|(path, _, objects)| ((*path).to_owned(), objects(resolved)));
        made.collect::<Vec<_>>()
    };
    let targets = resolved.environment.monitoring.targets.iter();
    let monitors =
        targets.map(|(name, target)| (monitor_path(name, target), vec![monitor::object(name, target)]));
    let files = made(&FIRST).into_iter().chain(monitors).chain(made(&LAST));
    files
        .chain(drills::files(resolved))
        .map(|(path, objects)| Artifact::yaml(resolved, path, objects, Style::Plain))
        .collect()
}

/// A Kubernetes object: what all have, then the fields of its kind.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Object<T> {
    pub(super) api_version: &'static str,
    pub(super) kind: &'static str,
    pub(super) metadata: Metadata,
    #[serde(flatten)]
    pub(super) rest: T,
}

#[derive(Serialize)]
pub(super) struct Metadata {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<String>,
    #[serde(skip_serializing_if = "Texts::is_empty")]
    labels: Texts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) annotations: Option<Annotations>,
}

/// What some objects carry for other programs.
#[derive(Serialize)]
pub(super) enum Annotations {
    /// Marks the class of claims that name none.
    #[serde(rename = "storageclass.kubernetes.io/is-default-class")]
    DefaultClass(&'static str),
    /// The role that a service account gets from the OIDC provider.
    #[serde(rename = "eks.amazonaws.com/role-arn")]
    RoleArn(String),
    /// When Argo CD applies the object, from the lowest on.
    #[serde(rename = "argocd.argoproj.io/sync-wave")]
    SyncWave(String),
}

/// The role of a workload, where it comes by its service account.
fn role_annotation(resolved: &Resolved, workload: Workload) -> Option<Annotations> {
    let provisioner = resolved.environment.provisioner;
    let by_account = resolved
        .identities
        .iter()
        .any(|identity| identity.workload == workload && identity.kind == IdentityKind::Irsa);
    (by_account && provisioner == Provisioner::Native)
        .then(|| Annotations::RoleArn(StackOutput::RoleArn(workload).reference(provisioner)))
}

impl Metadata {
    fn cluster_wide(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            namespace: None,
            labels: Texts::new(),
            annotations: None,
        }
    }

    pub(super) fn namespaced(name: impl Into<String>, namespace: impl Into<String>) -> Self {
        Self {
            namespace: Some(namespace.into()),
            ..Self::cluster_wide(name)
        }
    }
}

impl<T: Serialize> Object<T> {
    pub(super) fn tree(&self) -> Value {
        serde_json::to_value(self).expect("bug in eksight: a Kubernetes object is a plain tree")
    }
}

/// The rest of an object that has nothing but a name.
#[derive(Serialize)]
struct Nothing {}
