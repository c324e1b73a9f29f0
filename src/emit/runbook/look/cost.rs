//! kubecost or OpenCost, and the volumes that cost goes on for.

use super::Part;
use crate::model::value::Release;
use crate::resolve::{Resolved, ResolvedRelease};

pub(super) fn parts(resolved: &Resolved) -> Vec<Part> {
    let find = |wanted| {
        let mut releases = resolved.releases.iter();
        releases.find(|release| release.release == wanted)
    };
    let kubecost = find(Release::Kubecost).map(kubecost);
    kubecost
        .into_iter()
        .chain(find(Release::Opencost).map(opencost))
        .collect()
}

fn kubecost(release: &ResolvedRelease) -> Part {
    // Source: charts cost-analyzer 1 and 2, and kubecost 3, whose page has a service of its own.
    let service = match release.line() >= (3, 0) {
        true => "kubecost-frontend",
        false => "kubecost-cost-analyzer",
    };
    let namespace = &release.namespace;
    Part::new(
        "kubecost has no login, so no Ingress. It shows figures about fifteen minutes after it began; its volumes bill until they \
         are deleted, the stack's deletion does not do that:",
        [
            format!("kubectl get pods,services,persistentvolumeclaims --namespace {namespace}"),
            format!("kubectl port-forward --namespace {namespace} service/{service} 9090"),
        ],
    )
}

fn opencost(release: &ResolvedRelease) -> Part {
    let namespace = &release.namespace;
    Part::new(
        "OpenCost has no login, so no Ingress; its page is on port 9090, its API on 9003. It computes from what Prometheus has \
         kept:",
        [
            format!("kubectl port-forward --namespace {namespace} service/opencost 9090 9003"),
            "curl --silent 'http://localhost:9003/allocation/compute?window=1d&aggregate=namespace'"
                .to_owned(),
        ],
    )
}
