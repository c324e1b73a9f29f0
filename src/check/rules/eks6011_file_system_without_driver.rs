//! EKS6011: a shared file system that no pod can mount.

use crate::{Finding, Subject, at};
use crate::model::{Provisioner, Workload};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let driver = Workload::AwsEfsCsiDriver;
    let Some(efs) = &environment.storage.efs else {
        return Vec::new();
    };
    // EKS6003 speaks of a class without its driver. The lab's bastion mounts the file system by hand.
    let by_hand = environment.provisioner == Provisioner::Eksctl && environment.bastion.is_some();
    if efs.storage_class.is_some() || by_hand || environment.addons.contains_key(driver.name()) {
        return Vec::new();
    }
    vec![
        Finding::at(at!(storage.efs), "no pod can mount this file system")
            .related(at!(addons), "the add-ons")
            .help(format!(
                "below `addons`, add `{driver}: {{ version: … }}`, or remove the file system"
            ))
            .note("only the nodes reach its mount targets, and Kubernetes mounts it through the driver"),
    ]
}
