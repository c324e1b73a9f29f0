//! EKS2012: an API endpoint that is open to a few public ranges only, and the nodes are in none of them.

use crate::fields::listed;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let endpoint = &environment.cluster.endpoint;
    let ranges = &endpoint.public_cidrs;
    // EKS2008 says what no range means, and what NAT gateways of somebody else's VPC have can be known.
    if endpoint.private || ranges.is_empty() || environment.network.existing.is_some() {
        return Vec::new();
    }
    if ranges.iter().any(|range| range.prefix() == 0) {
        return Vec::new();
    }
    vec![
        Finding::at(
            at!(cluster.endpoint),
            format!(
                "the API answers {} only, and the nodes come from addresses that this stack makes, so they never join",
                listed(ranges)
            ),
        )
        .help("write `private: true`: nodes then reach it inside the VPC, and the ranges stay as they are"),
    ]
}
