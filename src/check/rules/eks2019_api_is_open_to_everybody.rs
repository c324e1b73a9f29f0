//! EKS2019: an API server that answers everybody, and ranges beside it that change nothing.

use crate::{Finding, Subject, at};
use crate::model::Lifecycle;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    if environment.lifecycle == Lifecycle::Archived {
        return Vec::new();
    }
    let ranges = &environment.cluster.endpoint.public_cidrs;
    let Some(index) = ranges.iter().position(|range| range.is_everywhere()) else {
        return Vec::new();
    };
    let message = match ranges.len() {
        1 => "the API server answers the whole internet".to_owned(),
        _ => "the API server answers the whole internet, whatever the other ranges say".to_owned(),
    };
    vec![Finding::at(at!(cluster.endpoint.publicCidrs[#index]), message).help(
        "write the ranges that you work from, such as `[203.0.113.0/24]`, with `private: true` for the nodes; or an empty \
         list and a `bastion`",
    )]
}
