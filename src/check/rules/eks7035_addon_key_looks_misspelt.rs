//! EKS7035: a key of an add-on's configuration that looks like one that the add-on has.

use crate::catalog::nearest;
use crate::diag::Fix;
use crate::{Finding, Subject, at};

/// An add-on, and keys at the top of its configuration. Not all of them: another one is suspicious only where it looks like
/// one of these. Source: terraform-aws-modules/terraform-aws-eks, its guide to add-ons (schema of coredns v1.11.1-eksbuild.8)
/// and issues 2427 and 3367; EKS user guide, "Scale CoreDNS Pods for high DNS traffic" and on network policies of the VPC
/// CNI; kubernetes-sigs/aws-ebs-csi-driver, values.yaml; read 2026-11.
const KEYS: [(&str, &[&str]); 4] = [
    (
        "aws-ebs-csi-driver",
        &["controller", "defaultStorageClass", "node", "sidecars"],
    ),
    (
        "coredns",
        &[
            "affinity",
            "autoScaling",
            "computeType",
            "corefile",
            "nodeSelector",
            "podAnnotations",
            "podDisruptionBudget",
            "podLabels",
            "replicaCount",
            "resources",
            "tolerations",
            "topologySpreadConstraints",
        ],
    ),
    ("kube-proxy", &["ipvs", "mode", "resources"]),
    (
        "vpc-cni",
        &[
            "affinity",
            "enableNetworkPolicy",
            "enableWindowsIpam",
            "eniConfig",
            "env",
            "init",
            "nodeAgent",
            "resources",
            "tolerations",
        ],
    ),
];

/// What people write for a short key.
const IN_FULL: [(&str, &str); 2] = [("environment", "env"), ("replicas", "replicaCount")];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, keys) in KEYS {
        let Some(addon) = subject.environment().addons.get(name) else {
            continue;
        };
        for written in addon.configuration.keys() {
            let Some(meant) = meant(written, keys) else {
                continue;
            };
            found.push(
                Finding::at(
                    at!(addons[name].configuration).key(written),
                    format!("nothing is known of a key `{written}` in the configuration of `{name}`"),
                )
                .help(format!("did you mean `{meant}`?"))
                .fix(Fix::replace(written.as_str(), meant))
                .note(format!(
                    "what a version takes: `aws eks describe-addon-configuration --addon-name {name} --addon-version {}`",
                    addon.version
                )),
            );
        }
    }
    found
}

/// The key that somebody meant; `None` for one that is known or resembles none.
fn meant(written: &str, keys: &[&'static str]) -> Option<&'static str> {
    if keys.contains(&written) {
        return None;
    }
    let in_full = IN_FULL.iter().filter(|(_, key)| keys.contains(key));
    let near = nearest(
        written,
        keys.iter().copied().chain(in_full.clone().map(|(full, _)| *full)),
    )?;
    let short = in_full.clone().find(|(full, _)| *full == near);
    Some(short.map_or(near, |(_, key)| key))
}
