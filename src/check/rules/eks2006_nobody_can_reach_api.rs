//! EKS2006: an API endpoint inside a new VPC in which nobody is.

use crate::{Finding, Subject, at};
use crate::model::{Bastion, SubnetKind};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let endpoint = &environment.cluster.endpoint;
    let only_inside = endpoint.private && endpoint.public_cidrs.is_empty();
    // EKS2014 speaks of a host that nobody reaches either.
    let reached = |bastion: &Bastion| bastion.subnets == SubnetKind::Public || !subject.resolved.isolated;
    let host = environment.bastion.as_ref().is_some_and(reached);
    if !only_inside || environment.network.existing.is_some() || host {
        return Vec::new();
    }
    vec![
        Finding::at(
            at!(cluster.endpoint),
            "the API answers only inside a VPC that this stack makes, and there is no host in it to work from",
        )
        .help(
            "add a `bastion`, or the ranges that you work from as `publicCidrs`, such as `[203.0.113.0/24]`; or except \
             this if a runner or a peering follows",
        ),
    ]
}
