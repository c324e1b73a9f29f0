//! EKS6013: an expectation of machines in a pool that nobody makes.

use crate::catalog::nearest;
use crate::model::Autoscaling;
use crate::model::value::ResourceName;
use crate::{Finding, Help, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let known: Vec<&str> = match &environment.autoscaling {
        Some(Autoscaling::Karpenter(karpenter)) => {
            karpenter.node_pools.keys().map(ResourceName::as_str).collect()
        }
        Some(Autoscaling::ClusterAutoscaler(_)) | None => Vec::new(),
    };
    let expected = environment.cost.usage.pool_nodes.keys();
    expected
        .filter(|name| !known.contains(&name.as_str()))
        .map(|name| {
            let finding = Finding::at(
                at!(cost.usage.poolNodes[name]),
                format!("there is no Karpenter pool `{name}`, so that no cost is estimated for it"),
            );
            finding.help(match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?").into(),
                None => Help::take_out("name a key of `autoscaling.karpenter.nodePools`, or leave it out"),
            })
        })
        .collect()
}
