//! EKS6001: a volume claim that names a storage class the environment does not make.

use crate::fields::{claims, listed};
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let classes = &environment.storage.classes;
    claims(subject.resolved)
        .into_iter()
        .map(|(at, claim)| (at, claim.class))
        .filter(|(_, class)| !classes.contains_key(*class))
        .map(|(at, class)| {
            // Prometheus' data are refused on NFS, and a disk of its own is what each of these claims means.
            let is_of_efs = environment
                .storage
                .efs
                .as_ref()
                .is_some_and(|efs| efs.storage_class.as_ref() == Some(class));
            if is_of_efs {
                return Finding::at(
                    at.field("class"),
                    format!("the class `{class}` is a shared file system"),
                )
                .related(at!(storage.efs.storageClass), "here")
                .help("name a class of `storage.classes`: these databases need a disk, not NFS");
            }
            let help = if classes.is_empty() {
                format!("declare it: `storage: {{ classes: {{ {class}: {{ }} }} }}`")
            } else {
                format!("the classes are {}", listed(classes.keys()))
            };
            Finding::at(at.field("class"), format!("there is no storage class `{class}`")).help(help)
        })
        .collect()
}
