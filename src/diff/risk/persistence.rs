//! What a change of where Grafana stores does to its database, which the chart keeps in its pod or in a claim. Source:
//! grafana-community/helm-charts, charts/grafana 12.11.1, templates/pvc.yaml, statefulset.yaml and _pod.tpl.

use serde_json::Value;

use super::{Judge, Judged, Risk, judged};
use crate::Effect;
use crate::emit::Artifact;
use crate::model::value::Quantity;

/// The annotation by which Helm leaves what it would delete, and that of the class of claims without one. Source: Helm
/// documentation, charts tips and tricks; Kubernetes documentation, storage classes; 2026-11.
const POLICY: &str = "helm.sh/resource-policy";
const DEFAULT: &str = "storageclass.kubernetes.io/is-default-class";

/// Where Grafana has its database.
#[derive(Clone, Copy, PartialEq)]
enum Store<'v> {
    /// In the pod, with which it goes.
    Pod,
    /// In a claim of the release, which Helm makes and deletes.
    Release(&'v Value),
    /// In a claim of somebody else.
    Given(&'v str),
    /// In a claim of a StatefulSet, which outlives it.
    Set(&'v Value),
}

impl<'v> Store<'v> {
    fn of(grafana: &'v Value) -> Self {
        let persistence = &grafana["persistence"];
        let kind = persistence["type"].as_str().unwrap_or("pvc");
        let is_set =
            grafana["useStatefulSet"] == true || ["sts", "StatefulSet", "statefulset"].contains(&kind);
        let given = persistence["existingClaim"].as_str().unwrap_or_default();
        match (persistence["enabled"] == true, is_set, given) {
            (false, ..) => Self::Pod,
            (_, true, _) => Self::Set(persistence),
            (_, _, "") => Self::Release(persistence),
            (_, _, name) => Self::Given(name),
        }
    }
}

/// What an effect on a chart's values does; `None` where it is about none of these.
pub(super) fn of(effect: &Effect, judge: &Judge) -> Option<Judged> {
    let path: Vec<&str> = effect.path.iter().map(String::as_str).collect();
    let sides = judge.values(&effect.artefact);
    let [was, is] = sides.map(|values| values.map_or(Store::Pod, |values| Store::of(&values["grafana"])));
    let key = match path.as_slice() {
        ["grafana", "useStatefulSet"] | ["grafana", "persistence"] => return moved(was, is, judge),
        ["grafana", "persistence", "enabled" | "existingClaim" | "type"] => return moved(was, is, judge),
        ["grafana", "persistence", key, ..] => *key,
        _ => return None,
    };
    match (was, is) {
        (Store::Release(was), Store::Release(is)) => of_claim(key, [&was[key], &is[key]], judge),
        (Store::Set(_), Store::Set(_)) => of_set(key),
        _ => None,
    }
}

/// A database that is somewhere else from now on.
fn moved(was: Store, is: Store, judge: &Judge) -> Option<Judged> {
    let keeps = |persistence: &Value| {
        persistence["annotations"][POLICY] == "keep" || judge.left_by_argocd().is_some()
    };
    let reason = match (was, is) {
        (Store::Pod, Store::Pod)
        | (Store::Release(_), Store::Release(_))
        | (Store::Set(_), Store::Set(_)) => {
            return None;
        }
        (Store::Given(old), Store::Given(new)) if old == new => return None,
        (Store::Pod, _) => {
            "Grafana begins with what is in the volume, and what was in its pod until now is lost: people, and what they have made by \
             hand"
        }
        (Store::Release(persistence), _) if !keeps(persistence) => {
            "Helm deletes the claim, and Grafana's database with it, unless the claim's class retains it: people, and what they have \
             made by hand"
        }
        _ => "Grafana's database stays in a claim that nobody mounts any more",
    };
    Some(judged(Risk::Data, reason))
}

/// What becomes of a claim of the release. Source: Kubernetes, pkg/apis/core/validation, `ValidatePersistentVolumeClaimUpdate`:
/// of a claim that is bound, only the request changes, and no lower than what it has; 2026-11.
fn of_claim(key: &str, [was, is]: [&Value; 2], judge: &Judge) -> Option<Judged> {
    let refused = |what: &str| {
        let reason = format!("Kubernetes {what}, and the upgrade of the release fails");
        Some(judged(Risk::Refused, reason))
    };
    match key {
        "size" => {
            let bytes = |size: &Value| {
                let size = size.as_str().unwrap_or("10Gi").parse::<Quantity>().ok()?;
                Some(size.bytes())
            };
            match bytes(is)?.cmp(&bytes(was)?) {
                std::cmp::Ordering::Less => refused("makes no claim smaller"),
                std::cmp::Ordering::Equal => None,
                std::cmp::Ordering::Greater => Some(judged(
                    Risk::None,
                    "the claim grows where its class lets it; where not, the upgrade of the release fails",
                )),
            }
        }
        "storageClassName" if was.is_null() && is.as_str() == default_class(judge) => None,
        "storageClassName" => refused("changes no class of a claim"),
        "accessModes" => refused("changes no access modes of a claim"),
        "selectorLabels" => refused("changes no selector of a claim"),
        "subPath" => Some(judged(
            Risk::Data,
            "Grafana begins anew in another folder of the volume, and its database stays in this one",
        )),
        _ => None,
    }
}

/// Source: Kubernetes API reference 1.36, StatefulSet: of its spec, templates of claims do not change.
fn of_set(key: &str) -> Option<Judged> {
    let of_template = [
        "accessModes",
        "annotations",
        "selectorLabels",
        "size",
        "storageClassName",
        "volumeName",
    ];
    of_template.contains(&key).then(|| {
        judged(
            Risk::Refused,
            "Kubernetes changes no claims of a StatefulSet, and the upgrade of the release fails",
        )
    })
}

/// The class that a claim without one has got.
fn default_class<'a>(judge: &Judge<'a>) -> Option<&'a str> {
    let mut objects = judge.sides[0].iter().flat_map(Artifact::documents);
    let class = objects.find(|object| {
        object["kind"] == "StorageClass" && object["metadata"]["annotations"][DEFAULT] == "true"
    });
    class?["metadata"]["name"].as_str()
}
