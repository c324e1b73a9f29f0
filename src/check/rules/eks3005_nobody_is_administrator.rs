//! EKS3005: a cluster to which nobody is let in who may apply the plan.

use crate::{Finding, Subject, at};
use crate::model::{AccessEntry, AccessPolicy, Lifecycle, Provisioner};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let access = &environment.cluster.access;
    // Without an entry `emit/eksctl` leaves out `accessConfig`, and eksctl makes the creator administrator.
    let creator = environment.provisioner == Provisioner::Eksctl && access.is_empty();
    if environment.lifecycle == Lifecycle::Archived || creator || access.values().any(is_administrator) {
        return Vec::new();
    }
    let message = if access.is_empty() {
        "the cluster has no access entry, so nobody can apply anything to it"
    } else {
        "no access entry has `AmazonEKSClusterAdminPolicy` in the whole cluster, so nobody can apply the plan"
    };
    vec![
        Finding::at(at!(cluster.access), message)
            .help(format!(
                "below `cluster.access`, give one to the role that applies it, such as `ops: {{ principalArn: arn:aws:iam::{}:role/ops, policy: \
                 AmazonEKSClusterAdminPolicy }}`, without `namespaces`",
                environment.account.id
            ))
            .note("EKS makes its creator no administrator here"),
    ]
}

fn is_administrator(entry: &AccessEntry) -> bool {
    entry.policy == AccessPolicy::AmazonEKSClusterAdminPolicy && entry.namespaces.is_empty()
}
