//! EKS7006: a native cluster without the add-ons that make its network work.

use crate::fields::listed;
use crate::{Finding, Subject, at};
use crate::model::Provisioner;

/// What EKS installs by itself unless `BootstrapSelfManagedAddons` is false, which it is in our template. Source: EKS
/// API reference, CreateCluster, as of 2026-11.
const NEEDED: [&str; 3] = ["vpc-cni", "kube-proxy", "coredns"];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    // eksctl installs what is not named.
    if environment.provisioner == Provisioner::Eksctl {
        return Vec::new();
    }
    let missing: Vec<&str> = NEEDED
        .into_iter()
        .filter(|name| !environment.addons.contains_key(*name))
        .collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let message = match missing.as_slice() {
        [one] => format!("nobody installs `{one}`"),
        several => format!("nobody installs {}", listed(several)),
    };
    let entries: Vec<String> = missing
        .iter()
        .map(|name| format!("`{name}: {{ version: … }}`"))
        .collect();
    vec![Finding::at(at!(addons), message).help(format!(
        "below `addons`, add {}; `aws eks describe-addon-versions --kubernetes-version {}` lists the versions",
        entries.join(", "),
        environment.cluster.kubernetes_version
    ))]
}
