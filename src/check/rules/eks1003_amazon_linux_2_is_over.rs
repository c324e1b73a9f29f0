//! EKS1003: Amazon Linux 2 nodes, for which there are no images any more.

use crate::{Finding, Subject, at};
use crate::model::AmiFamily;

/// First Kubernetes minor without Amazon Linux 2 images. Source: EKS user guide, AMI deprecation page, 2025-11.
const FIRST_WITHOUT: u16 = 33;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let version = subject.environment().cluster.kubernetes_version;
    let old = subject
        .environment()
        .node_groups
        .iter()
        .filter(|(_, group)| group.ami_family == AmiFamily::Al2);
    old.map(|(name, _)| {
        let message = if version.minor >= FIRST_WITHOUT {
            format!("there are no Amazon Linux 2 images for Kubernetes {version}")
        } else {
            format!("Amazon Linux 2 images for Kubernetes {version} are not maintained since 2025-11-26")
        };
        Finding::at(at!(nodeGroups[name].amiFamily), message)
            .help("use `al2023`; package commands become `dnf`, and max pods are set by a NodeConfig")
    })
    .collect()
}
