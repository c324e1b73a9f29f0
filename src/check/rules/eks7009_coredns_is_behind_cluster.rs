//! EKS7009: a CoreDNS of an older minor version than the one that goes with the cluster.

use crate::{Finding, Subject, at};
use crate::model::Lifecycle;
use crate::model::value::AddonVersion;

const COREDNS: &str = "coredns";

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let cluster = environment.cluster.kubernetes_version.to_string();
    let known = subject
        .catalogue
        .eks()
        .add_on(COREDNS)
        .and_then(|add_on| add_on.versions.get(&cluster));
    let known = known.and_then(|version| version.parse::<AddonVersion>().ok());
    let (Some(known), Some(addon)) = (known, environment.addons.get(COREDNS)) else {
        return Vec::new();
    };
    let minor = |version: &AddonVersion| {
        let (major, minor, _) = version.numbers();
        (major, minor)
    };
    if minor(&addon.version) >= minor(&known) || environment.lifecycle == Lifecycle::Archived {
        return Vec::new();
    }
    let message = format!(
        "CoreDNS `{}` is older than what goes with Kubernetes {cluster}",
        addon.version
    );
    vec![
        Finding::at(at!(addons[COREDNS].version), message)
            .related(at!(cluster.kubernetesVersion), "the cluster")
            .help(format!("take `{known}`"))
            .note(format!("versions as of {}", subject.catalogue.eks().as_of())),
    ]
}
