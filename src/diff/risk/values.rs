//! What a change of a chart's values does. Charts are many; what is not known here counts as nothing.

use serde_json::Value;

use super::{
    HARMLESS, Judge, Judged, Risk, claims, extras, grafana, judged, operator, page, persistence, rbac,
    records, webhooks,
};
use crate::Effect;

/// Where a part of the values comes or goes as one, what each place in it does, and of that the worst.
pub(super) fn of(effect: &Effect, judge: &Judge) -> Judged {
    if effect.path.is_empty() {
        let page = page::of(effect, judge).unwrap_or(HARMLESS);
        return page.or_worse(claims::of_values(effect, judge).unwrap_or(HARMLESS));
    }
    let here = of_place(effect, judge);
    let below = places(effect).into_iter().map(|place| of(&place, judge));
    below.fold(here, Judged::or_worse)
}

/// The places right below one.
fn places(effect: &Effect) -> Vec<Effect> {
    let entries = |value: &Option<Value>| {
        value
            .as_ref()
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default()
    };
    let (mut old, mut new) = (entries(&effect.old), entries(&effect.new));
    let keys: Vec<String> = old.keys().chain(new.keys()).cloned().collect();
    let place = |key: String| {
        let (old, new) = (old.shift_remove(&key), new.shift_remove(&key));
        let path = effect.path.iter().cloned().chain([key]).collect();
        Effect {
            path,
            old,
            new,
            ..effect.clone()
        }
    };
    keys.into_iter().map(place).collect()
}

fn of_place(effect: &Effect, judge: &Judge) -> Judged {
    let found = [
        page::of(effect, judge),
        extras::of(effect, judge),
        operator::of(effect, judge),
        of_pods(effect),
        grafana::of(effect, judge),
        persistence::of(effect, judge),
        records::of(effect, judge),
        rbac::of_annotation(effect),
        webhooks::of_value(effect, judge),
    ];
    let found = found.into_iter().flatten();
    found.reduce(Judged::or_worse).unwrap_or(HARMLESS)
}

/// What any chart has: images, replicas, resources.
fn of_pods(effect: &Effect) -> Option<Judged> {
    let path: Vec<&str> = effect.path.iter().map(String::as_str).collect();
    match path.as_slice() {
        _ if is_image(&effect.path) => Some(judged(Risk::Restart, "pods start anew, from this image")),
        [.., "replicas" | "replicaCount"] => of_replicas(effect),
        // What a claim asks for is none of its pods' affair.
        _ if path.contains(&"volumeClaimTemplate") => None,
        [.., "resources", _] | [.., "resources", _, _] => Some(judged(Risk::Restart, "pods start anew")),
        _ => None,
    }
}

/// How many pods of something run. What a chart has where nothing is said counts as one. Source of what a StatefulSet
/// leaves behind: Kubernetes API reference 1.36, StatefulSet, `persistentVolumeClaimRetentionPolicy.whenScaled`: `Retain`
/// where nothing else is said.
fn of_replicas(effect: &Effect) -> Option<Judged> {
    let count = |value: &Option<Value>| value.as_ref().and_then(Value::as_u64).unwrap_or(1);
    let (old, new) = (count(&effect.old), count(&effect.new));
    let of_operator = effect
        .path
        .iter()
        .any(|step| step == "prometheusSpec" || step == "alertmanagerSpec");
    match new {
        // Each is told of the others, and of none where there are none. Source: Prometheus Operator v0.93.0,
        // pkg/alertmanager/statefulset.go, `cluster.listen-address` and `cluster.peer`.
        _ if new > old && old > 0 && effect.path.iter().any(|step| step == "alertmanagerSpec") => {
            Some(judged(
                Risk::Restart,
                "its pods start anew, each with the addresses of the others",
            ))
        }
        _ if new >= old => None,
        0 => Some(judged(Risk::Outage, "nothing of it runs")),
        _ if of_operator => Some(judged(
            Risk::Restart,
            "fewer pods run; what those that go have claimed stays, and bills until somebody deletes the claims",
        )),
        _ => Some(judged(Risk::Restart, "fewer pods run")),
    }
}

/// Whether a place says from where an image comes: `image.registry`, `sidecar.image`, `basicHealth.image`.
fn is_image(path: &[String]) -> bool {
    let parts = ["registry", "repository", "tag", "digest", "sha"];
    match path {
        [.., last] if last.ends_with("mage") || last == "imageRegistry" || last == "fullImageName" => true,
        [.., image, last] => {
            let of_image = image.ends_with("mage") || image == "basicHealth";
            of_image && parts.contains(&last.as_str())
        }
        _ => false,
    }
}
