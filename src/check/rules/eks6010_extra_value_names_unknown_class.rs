//! EKS6010: a chart value with a storage class that the environment does not make.

use serde_json::Value;

use crate::fields::listed;
use crate::{Finding, Subject, extra};
use crate::model::value::ResourceName;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let storage = &subject.environment().storage;
    let of_efs = storage.efs.as_ref().and_then(|efs| efs.storage_class.as_ref());
    // EKS makes `gp2` itself; nothing and `-` are how charts say that no class is meant.
    let known: Vec<&str> = storage
        .classes
        .keys()
        .chain(of_efs)
        .map(ResourceName::as_str)
        .chain(["gp2", "", "-"])
        .collect();
    let mut found = Vec::new();
    for map in extra::maps(subject) {
        for (key, value) in map.extra {
            let (true, Value::String(class)) = (is_class(key), value) else {
                continue;
            };
            if known.contains(&class.as_str()) {
                continue;
            }
            let help = if storage.classes.is_empty() {
                format!("declare it: `storage: {{ classes: {{ {class}: {{ }} }} }}`")
            } else {
                format!("the classes are {}", listed(storage.classes.keys().chain(of_efs)))
            };
            found.push(
                Finding::at(
                    map.at.key(key),
                    format!("nothing here makes the storage class `{class}`"),
                )
                .help(help),
            );
        }
    }
    found
}

fn is_class(key: &str) -> bool {
    matches!(key, "storageClass" | "storageClassName" | "defaultStorageClass")
}
