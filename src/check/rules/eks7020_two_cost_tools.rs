//! EKS7020: kubecost and OpenCost, which do the same.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let cost = &subject.environment().cost;
    if cost.kubecost.is_none() || cost.open_cost.is_none() {
        return Vec::new();
    }
    vec![
        Finding::at(at!(cost.openCost), "kubecost computes the same costs")
            .related(at!(cost.kubecost), "the other")
            .help("remove one of them; OpenCost needs no volumes, kubecost keeps figures for longer than Prometheus does"),
    ]
}
