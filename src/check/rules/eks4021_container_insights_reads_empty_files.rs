//! EKS4021: the quickstart of 2023 on nodes that have no log files for it.

use crate::{Finding, Subject, at};
use crate::model::{AmiFamily, ContainerInsights, Provisioner, QuickstartVersion};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let Some(ContainerInsights::Quickstart(quickstart)) = &environment.logging.container_insights else {
        return Vec::new();
    };
    if quickstart.version >= QuickstartVersion::V1_3_43 {
        return Vec::new();
    }
    let at = || at!(logging.containerInsights.quickstart.version);
    let help = "write `version: 1.3.43`";
    let mut groups = environment.node_groups.iter();
    let without_files = groups.find(|(_, group)| group.ami_family != AmiFamily::Al2);
    if let Some((name, _)) = without_files {
        let message = "this generation reads log files that the nodes do not have";
        return vec![
            Finding::at(at(), message)
                .related(at!(nodeGroups[name]), "these keep their logs in the journal")
                .help(help),
        ];
    }
    if environment.provisioner == Provisioner::Native {
        let message = "this generation asks version 1 of the instance metadata, which our nodes refuse";
        return vec![Finding::at(at(), message).help(help)];
    }
    Vec::new()
}
