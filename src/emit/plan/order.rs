//! In which order Kubernetes gets what an environment has, and what the steps of it are called.

use super::{SECRETS_STEP, manifests};
use crate::model::value::Release;
use crate::resolve::{Resolved, ResolvedRelease};

/// What is applied in one step, or two where a chart has definitions.
pub(super) enum Part<'a> {
    /// The manifest of this path.
    Manifest(String),
    /// A chart with its values.
    Release(&'a ResolvedRelease),
}

/// Every part that an environment can have, in order; of some manifests it has no file.
pub(super) fn parts<'a>(resolved: &'a Resolved<'_>) -> Vec<Part<'a>> {
    let manifest = |path: &str| Part::Manifest(path.to_owned());
    // These need nothing but the cluster, and come before the sample.
    let beside_the_stack = [manifests::KWATCH, manifests::KUBE_OPS_VIEW];
    let first = [
        manifests::NAMESPACES,
        manifests::STORAGE_CLASSES,
        manifests::STORAGE_CLASS_EFS,
        manifests::CONTAINER_INSIGHTS,
    ];
    let mut parts: Vec<Part> = first.map(manifest).into();
    let mut releases = resolved.releases.iter();
    let has_nginx = releases.any(|release| release.release == Release::Nginx);
    for release in &resolved.releases {
        if release.release == Release::Nginx {
            parts.extend(beside_the_stack.map(manifest));
        }
        parts.push(Part::Release(release));
        match release.release {
            Release::Karpenter => parts.push(manifest(manifests::KARPENTER)),
            Release::ExternalSecrets => parts.push(manifest(manifests::EXTERNAL_SECRETS)),
            Release::KubePrometheusStack => {
                let targets = resolved.environment.monitoring.targets.iter();
                let paths = targets.map(|(name, target)| manifests::monitor_path(name, target));
                parts.extend(paths.map(Part::Manifest));
                parts.extend([manifests::ALERT_RULES, manifests::GRAFANA_DASHBOARDS].map(manifest));
            }
            _ => {}
        }
    }
    if !has_nginx {
        parts.extend(beside_the_stack.map(manifest));
    }
    parts
}

/// What the step of a manifest is called.
pub(super) fn step_of_manifest(path: &str) -> &str {
    match path {
        manifests::EXTERNAL_SECRETS => SECRETS_STEP,
        _ => path.trim_start_matches("manifests/").trim_end_matches(".yaml"),
    }
}

/// The names of an environment's steps for manifests and releases, in the plan's order, without anything of what they apply.
pub(crate) fn kubernetes_steps(resolved: &Resolved) -> Vec<String> {
    let named = |part: Part| match part {
        Part::Manifest(path) => manifests::has(resolved, &path).then(|| step_of_manifest(&path).to_owned()),
        Part::Release(release) => Some(release.release.name().to_owned()),
    };
    parts(resolved).into_iter().filter_map(named).collect()
}
