//! The namespaces that have to exist before anything is installed into them.

use indexmap::IndexSet;
use serde_json::Value;

use super::{Metadata, Nothing, Object, container_insights, kube_ops_view};
use crate::resolve::Resolved;
use crate::secrets;

/// Namespaces that every cluster has.
const GIVEN: [&str; 2] = ["default", "kube-system"];

/// Whether there is one that a cluster does not have by itself.
pub(super) fn are_wanted(resolved: &Resolved) -> bool {
    !names(resolved).is_empty()
}

/// One Namespace for each release, for Container Insights, for kwatch, for kube-ops-view and for what External Secrets makes.
pub(super) fn objects(resolved: &Resolved) -> Vec<Value> {
    names(resolved).into_iter().map(namespace).collect()
}

fn names<'a>(resolved: &'a Resolved) -> IndexSet<&'a str> {
    let releases = resolved.releases.iter().map(|release| release.namespace.as_str());
    let kwatch = secrets::of_kwatch(resolved.environment).map(|secret| secret.namespace);
    let external = secrets::fetched(resolved).into_iter();
    let external = external.map(|fetched| fetched.secret.namespace.as_str());
    let insights = container_insights::wanted(resolved).map(|_| container_insights::NAMESPACE);
    let view = resolved.environment.workloads.kube_ops_view.as_ref();
    let view = view.map(|_| kube_ops_view::NAME);
    releases
        .chain(insights)
        .chain(kwatch)
        .chain(view)
        .chain(external)
        .filter(|name| !GIVEN.contains(name))
        .collect()
}

fn namespace(name: &str) -> Value {
    Object {
        api_version: "v1",
        kind: "Namespace",
        metadata: Metadata::cluster_wide(name),
        rest: Nothing {},
    }
    .tree()
}
