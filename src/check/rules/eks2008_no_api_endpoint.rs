//! EKS2008: a cluster whose API answers nobody.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let endpoint = &subject.environment().cluster.endpoint;
    if endpoint.private || !endpoint.public_cidrs.is_empty() {
        return Vec::new();
    }
    vec![
        Finding::at(
            at!(cluster.endpoint),
            "the API is neither private nor public, so not even nodes reach it",
        )
        .help("write `private: true`, or the ranges that you work from as `publicCidrs`, such as `[203.0.113.0/24]`"),
    ]
}
