//! kubecost, and the volumes that cost goes on for.

use super::Part;
use crate::model::value::Release;
use crate::resolve::Resolved;

pub(super) fn parts(resolved: &Resolved) -> Vec<Part> {
    let mut releases = resolved.releases.iter();
    let Some(release) = releases.find(|release| release.release == Release::Kubecost) else {
        return Vec::new();
    };
    // Source: charts cost-analyzer 1 and 2, and kubecost 3, whose page has a service of its own.
    let service = match release.line() >= (3, 0) {
        true => "kubecost-frontend",
        false => "kubecost-cost-analyzer",
    };
    let namespace = &release.namespace;
    vec![Part::new(
        "kubecost has no login, so no Ingress. It shows figures about fifteen minutes after it began; its volumes bill until they \
         are deleted, the stack's deletion does not do that:",
        [
            format!("kubectl get pods,services,persistentvolumeclaims --namespace {namespace}"),
            format!("kubectl port-forward --namespace {namespace} service/{service} 9090"),
        ],
    )]
}
