//! EKS6005: a storage class under a name that another one has already.

use crate::{Finding, Subject, at};

/// The class that EKS puts into every cluster. Source: EKS user guide, Kubernetes version notes for 1.30, as of 2026-11.
const OF_EKS: &str = "gp2";

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let storage = &subject.environment().storage;
    let mut found = Vec::new();
    if storage.classes.contains_key(OF_EKS) {
        found.push(
            Finding::at(
                at!(storage.classes[OF_EKS]),
                format!("EKS makes a class `{OF_EKS}` of its own in every cluster"),
            )
            .help("choose another name, such as `gp3` or `ebs-gp2`")
            .note("its provisioner and parameters cannot be changed: `kubectl apply` is refused"),
        );
    }
    let of_efs = storage.efs.as_ref().and_then(|efs| efs.storage_class.as_ref());
    if let Some(name) = of_efs.filter(|name| storage.classes.contains_key(*name) || name.as_str() == OF_EKS) {
        let (message, other) = if storage.classes.contains_key(name) {
            (
                format!("`{name}` is a class of EBS already"),
                Some(at!(storage.classes[name])),
            )
        } else {
            (
                format!("EKS makes a class `{name}` of its own in every cluster"),
                None,
            )
        };
        let finding =
            Finding::at(at!(storage.efs.storageClass), message).help("choose another name, such as `efs`");
        found.push(match other {
            Some(at) => finding.related(at, "that one"),
            None => finding,
        });
    }
    found
}
