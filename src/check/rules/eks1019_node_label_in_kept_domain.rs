//! EKS1019: a label in a domain that Kubernetes or Karpenter keeps, with which no node joins.

use crate::catalog::LabelDomains;
use crate::fields::pools;
use crate::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::Texts;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let limits = &subject.catalogue.cluster_limits().labels;
    let of = |at: &FieldPath, labels: &Texts, domains: &LabelDomains, who: &str| -> Vec<Finding> {
        let refused = labels
            .keys()
            .filter(|key| !limits.allowed.contains(key))
            .filter_map(|key| Some((key, domains.kept(key)?)));
        refused
            .map(|(key, domain)| {
                let name = key.rsplit_once('/').map_or(key.as_str(), |(_, name)| name);
                let message = format!("{who} refuses the label `{key}`: `{domain}` is kept");
                Finding::at(at.field("labels").key(key), message).help(format!(
                    "write `{name}`, `example.com/{name}` with a domain of yours, or `node.kubernetes.io/{name}`"
                ))
            })
            .collect()
    };
    let groups = environment.node_groups.iter();
    let of_groups = groups.flat_map(|(name, group)| {
        of(
            &at!(nodeGroups[name]),
            &group.labels,
            &limits.kubelet,
            "the kubelet",
        )
    });
    let pools = pools(environment).into_iter();
    let of_pools = pools.flat_map(|(at, pool)| of(&at, &pool.labels, &limits.karpenter, "Karpenter"));
    of_groups.chain(of_pools).collect()
}
