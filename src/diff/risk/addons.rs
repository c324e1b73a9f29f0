//! A chart whose place an EKS add-on takes.

use super::{Judge, Judged, Risk, judged, with_commands};

/// Charts of which an add-on has an object of the same name outside of namespaces: by metrics-server the API
/// `v1beta1.metrics.k8s.io`. An add-on takes over what it finds (EKS API reference, CreateAddon, resolveConflicts: OVERWRITE, as
/// our templates have it), and Helm deletes by their names what it once made. Source: metrics-server,
/// charts/metrics-server/templates/apiservice.yaml at 0a60b30; read 2026-12-01.
const TWINS: [(&str, &str, &str); 1] = [(
    "metrics-server",
    "the API `v1beta1.metrics.k8s.io`",
    "until the add-on is there, `kubectl top` and autoscalers of pods have no figures",
)];

/// How a release goes whose add-on comes with the same change; `None` where none does.
pub(super) fn take_over(release: &str, namespace: &str, judge: &Judge) -> Option<Judged> {
    let (_, shared, meanwhile) = TWINS.into_iter().find(|(name, ..)| *name == release)?;
    let mut addons = judge.resources().map(|(_, resource)| resource);
    let comes = addons.any(|resource| {
        resource["Type"] == "AWS::EKS::Addon" && resource["Properties"]["AddonName"] == release
    });
    if !comes {
        return None;
    }
    let why = format!(
        "the add-on `{release}` takes over what the release has made, and who uninstalls that later takes {shared} away from it"
    );
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
