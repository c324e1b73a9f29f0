//! EKS2006: an API endpoint inside a new VPC in which nobody is.

use crate::check::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let endpoint = &environment.cluster.endpoint;
    let only_inside = endpoint.private && endpoint.public_cidrs.is_empty();
    if !only_inside || environment.network.existing.is_some() || environment.bastion.is_some() {
        return Vec::new();
    }
    vec![
        Finding::at(
            at!(cluster.endpoint),
            "the API answers only inside a VPC that this stack makes, and there is no host in it",
        )
        .help(
            "add a `bastion`, or the ranges that you work from as `publicCidrs`, such as `[203.0.113.0/24]`; or except \
             this if a runner or a peering follows",
        ),
    ]
}
