//! A chart whose place an EKS add-on takes.

use serde_json::Value;

use super::{Judge, Judged, Risk, judged, with_commands};

/// How a release goes whose software comes as an add-on with the same change, and what it leaves behind; `None` where no add-on
/// comes. An add-on takes over what it finds by its names (EKS API reference, CreateAddon, resolveConflicts: OVERWRITE, as our
/// templates have it), and Helm deletes by their names what it once made: of metrics-server at least the API
/// `v1beta1.metrics.k8s.io`, which a cluster has once. Source: metrics-server, charts/metrics-server/templates/apiservice.yaml at
/// 0a60b30; read 2026-12-01.
pub(super) fn take_over(release: &str, namespace: &str, left: &str, judge: &Judge) -> Option<Judged> {
    let addon = judge
        .resources()
        .find_map(|(_, resource)| of_release(release, resource, judge))?;
    let had = |(_, resource)| of_release(release, resource, judge).is_some();
    if judge.resources_before().any(had) {
        return None;
    }
    let why = format!(
        "the add-on `{addon}` is the same software: it takes over what both have by one name, and who uninstalls the release behind \
         that takes it away from the add-on"
    );
    let meanwhile = format!("until the add-on is there, nothing does its work{left}");
    let [keeper, _] = judge.keepers();
    Some(match keeper {
        None => judged(
            Risk::Outage,
            with_commands(
                &format!("no step deletes the release, and {why}; {meanwhile}; before this is applied"),
                &[format!("helm uninstall {release} --namespace {namespace}")],
            ),
        ),
        Some(keeper) => judged(
            Risk::Refused,
            format!(
                "these are two changes: {why}, and {} has installed it; push first that the chart goes, and do what `diff` says of it \
                 then; {meanwhile}",
                keeper.name()
            ),
        ),
    })
}

/// The name of the add-on that a resource is, where that is the software of a release.
fn of_release<'a>(release: &str, resource: &'a Value, judge: &Judge) -> Option<&'a str> {
    if resource["Type"] != "AWS::EKS::Addon" {
        return None;
    }
    let name = resource["Properties"]["AddonName"].as_str()?;
    let addon = judge.catalogue.eks().add_on(name)?;
    (addon.release.as_deref() == Some(release)).then_some(name)
}
