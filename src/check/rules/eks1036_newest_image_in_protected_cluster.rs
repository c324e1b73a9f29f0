//! EKS1036: pools of a protected cluster whose machines follow the newest image.

use crate::fields::pools;
use crate::model::Lifecycle;
use crate::{Finding, Subject};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.lifecycle == Lifecycle::Archived || !environment.cluster.deletion_protection {
        return Vec::new();
    }
    let pools = pools(environment).into_iter();
    // That is how a pool is switched off.
    let newest = pools.filter(|(_, pool)| {
        pool.limits.cpu > 0 && matches!(pool.image_version.as_deref(), None | Some("latest"))
    });
    let findings = newest.map(|(at, _)| {
        let message =
            "this pool takes the newest image: Karpenter replaces its machines whenever AWS publishes one";
        Finding::at(at.field("imageVersion"), message)
            .help("name the release that you have tried elsewhere, such as `v20261023`")
    });
    findings.collect()
}
