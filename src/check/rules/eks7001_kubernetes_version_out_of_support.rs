//! EKS7001: a Kubernetes version past the support of EKS.

use crate::catalog::Support;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let version = subject.environment().cluster.kubernetes_version.to_string();
    let at = at!(cluster.kubernetesVersion);
    let finding = match subject.catalogue.eks().support(&version, subject.as_of) {
        Support::Standard(_) => return Vec::new(),
        Support::Extended(until) => Finding::at(
            at,
            format!("Kubernetes {version} is in extended support until {until}, at six times the price"),
        )
        .help("plan the upgrade, one minor version at a time"),
        Support::Ended(on) => Finding::at(
            at,
            format!("support of Kubernetes {version} ended on {on}; EKS makes no new cluster of it"),
        )
        .help(
            "for a cluster that is not there yet write a newer version, or its stack fails; upgrade one that runs, one minor \
             version at a time, before EKS does",
        ),
        Support::Unknown => Finding::at(
            at,
            format!("nothing is known about the support of Kubernetes {version}"),
        )
        .help("`aws eks describe-cluster-versions | cargo xtask catalog import -` tells"),
    };
    vec![finding.note(format!("versions as of {}", subject.catalogue.eks().version_as_of(&version)))]
}
