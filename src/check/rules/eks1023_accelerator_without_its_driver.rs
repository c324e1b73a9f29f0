//! EKS1023: a machine with an accelerator for which the image has no driver.

use crate::{Finding, Subject, at};
use crate::model::AmiFamily;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, group) in &subject.environment().node_groups {
        // Its image has the driver. Source: EKS user guide, EKS-optimized accelerated AMIs, as of 2026-09.
        if group.ami_family == AmiFamily::Bottlerocket {
            continue;
        }
        for (index, kind) in group.instance_types.iter().enumerate() {
            if kind.starts_with("inf") || kind.starts_with("trn") {
                let message =
                    format!("`{kind}` has Neuron devices, for which the image of `{name}` has no driver");
                found.push(
                    Finding::at(at!(nodeGroups[name].instanceTypes[#index]), message)
                        .help("use `amiFamily: bottlerocket`, whose image has it, or another type"),
                );
            }
        }
    }
    found
}
