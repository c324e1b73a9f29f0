//! EKS6009: a chart that is told to claim a volume of no class, in a cluster without a default one.

use crate::extra::{self, Passed};
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let has_default = environment.storage.classes.values().any(|class| class.default);
    // Until 1.29 the class `gp2` that EKS makes was the default.
    let brings_default = environment.cluster.kubernetes_version.minor < 30;
    if has_default || brings_default {
        return Vec::new();
    }
    let maps = extra::maps(subject);
    // Some charts take one class for all their claims.
    let has_class_for_all = |release| {
        maps.iter().any(|map| {
            map.release == release
                && map.path == "global"
                && ["storageClass", "defaultStorageClass"]
                    .iter()
                    .any(|key| map.get(key).is_some())
        })
    };
    maps.iter()
        .filter(|map| is_classless_claim(map) && !has_class_for_all(map.release))
        .map(|map| {
            Finding::at(
                map.at.clone(),
                format!(
                    "`{}` claims a volume of no class, and there is no default class",
                    map.release
                ),
            )
            .related(at!(storage.classes), "the classes")
            .help("name a class here, or write `default: true` on one under `storage.classes`")
            .note("since EKS 1.30 the class `gp2` is not the default any more: the claim stays `Pending`")
        })
        .collect()
}

/// As charts write claims: a switch with the claim's settings beside it, or the claim as Kubernetes has it.
fn is_classless_claim(map: &Passed<'_>) -> bool {
    let name = map.path.rsplit('.').next().unwrap_or_default();
    match name {
        "persistence" | "persistentVolume" => {
            map.is_on("enabled")
                && ["storageClass", "storageClassName", "existingClaim"]
                    .iter()
                    .all(|key| map.get(key).is_none())
        }
        "spec" => map.path.ends_with("volumeClaimTemplate.spec") && map.get("storageClassName").is_none(),
        _ => false,
    }
}
