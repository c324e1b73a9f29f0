//! What a change of a Prometheus or an Alertmanager does that the Prometheus Operator runs: its samples, claims and pods.

use std::collections::BTreeSet;

use serde_json::Value;

use super::remote::host;
use super::{Judge, Judged, Risk, at, judged};
use crate::model::value::{ByteSize, Interval, Quantity};
use crate::{Action, Effect};

/// The keys under which kube-prometheus-stack has what it hands to the operator. Source: its values.yaml, 88.5.3.
const SPECS: [&str; 2] = ["prometheusSpec", "alertmanagerSpec"];

/// What the operator puts into the pods of a StatefulSet. Source: Prometheus Operator v0.93.0, pkg/alertmanager/statefulset.go,
/// pkg/prometheus/server/statefulset.go and pkg/prometheus/promcfg.go: options of the program, volumes, and where pods run. What
/// Prometheus 3.11 and later keep is in the file that they read again.
const OF_PODS: [&str; 38] = [
    "additionalArgs",
    "affinity",
    "automountServiceAccountToken",
    "configMaps",
    "containers",
    "dnsConfig",
    "dnsPolicy",
    "enableAdminAPI",
    "enableFeatures",
    "enableRemoteWriteReceiver",
    "enableServiceLinks",
    "externalUrl",
    "hostAliases",
    "hostNetwork",
    "hostUsers",
    "imagePullSecrets",
    "initContainers",
    "listenLocal",
    "logFormat",
    "logLevel",
    "nodeSelector",
    "podAntiAffinity",
    "podMetadata",
    "portName",
    "priorityClassName",
    "routePrefix",
    "schedulerName",
    "secrets",
    "securityContext",
    "serviceAccountName",
    "terminationGracePeriodSeconds",
    "thanos",
    "tolerations",
    "topologySpreadConstraints",
    "volumeMounts",
    "volumes",
    "walCompression",
    "web",
];

/// What an effect on a chart's values does; `None` where it is about none of these.
pub(super) fn of(effect: &Effect, judge: &Judge) -> Option<Judged> {
    let path: Vec<&str> = effect.path.iter().map(String::as_str).collect();
    // Charts with a Prometheus of their own call it the same.
    let is_cut = match path.last() {
        Some(&"retention") => shorter(effect),
        Some(&"retentionSize") => smaller(effect),
        _ => false,
    };
    if is_cut {
        return Some(judged(Risk::Data, "samples beyond it are deleted"));
    }
    let spec = path.iter().position(|step| SPECS.contains(step))?;
    match &path[spec + 1..] {
        ["storageSpec" | "storage"] | ["storageSpec" | "storage", "volumeClaimTemplate"] => {
            of_storage(effect)
        }
        ["storageSpec" | "storage", "volumeClaimTemplate", rest @ ..] => of_claim(effect, rest),
        ["retention"] if path[spec] == "alertmanagerSpec" => {
            Some(judged(Risk::Restart, "its pods start anew"))
        }
        [key, ..] if OF_PODS.contains(key) => Some(judged(Risk::Restart, "its pods start anew")),
        ["remoteWrite", ..] => of_stores(effect, judge, &effect.path[..spec + 2]),
        _ => None,
    }
}

/// Without a claim the operator stores in an emptyDir. Source: Prometheus Operator, platform/storage, as of 2026-11.
fn of_storage(effect: &Effect) -> Option<Judged> {
    match effect.action() {
        Action::Add => Some(judged(
            Risk::Data,
            "the StatefulSet is made anew with a volume, and what was in the pods until now is lost",
        )),
        Action::Remove => Some(judged(
            Risk::Data,
            "what was stored stays in a volume that nobody mounts any more, and bills until somebody deletes the claim, which the \
             monthly cost does not show",
        )),
        Action::Change => None,
    }
}

/// The operator deletes the StatefulSet and makes it anew, and no claim grows. Source: the same, "Resizing volumes".
fn of_claim(effect: &Effect, place: &[&str]) -> Option<Judged> {
    let size = |value: &Option<Value>| value.as_ref()?.as_str()?.parse::<Quantity>().ok();
    let sizes = size(&effect.old).zip(size(&effect.new));
    let sizes = sizes.map(|(old, new)| new.bytes().cmp(&old.bytes()));
    let stays = match (place, sizes) {
        ([.., "storage"], Some(std::cmp::Ordering::Equal)) => return None,
        ([.., "storage"], Some(std::cmp::Ordering::Less)) => {
            "their claims keep their size, and bill for it, which the monthly cost does not show"
        }
        ([.., "storage"], Some(std::cmp::Ordering::Greater)) => {
            "their claims keep their size: enlarge those by hand, which the monthly cost takes for done"
        }
        ([.., "storageClassName"], _) => {
            "their claims stay in the class in which they were made: only claims that come are in another one"
        }
        _ => "their claims stay as they are",
    };
    Some(judged(Risk::Restart, format!("the pods start anew, and {stays}")))
}

/// What is sent to stores elsewhere. Source: Prometheus Operator, API reference, `remoteWrite`: each sample goes to each `url`.
fn of_stores(effect: &Effect, judge: &Judge, list: &[String]) -> Option<Judged> {
    let [was, is] = judge
        .values(&effect.artefact)
        .map(|values| urls(at(values, list)));
    let here = match (effect.path.last(), &effect.new) {
        (Some(last), Some(Value::String(url))) if last == "url" => BTreeSet::from([url.as_str()]),
        (_, new) => urls(new.as_ref()),
    };
    let come: Vec<&str> = here
        .into_iter()
        .filter(|url| is.contains(url) && !was.contains(url))
        .map(host)
        .collect();
    (!come.is_empty()).then(|| {
        judged(
            Risk::Exposure,
            format!("all that is measured is sent to {}", come.join(" and ")),
        )
    })
}

/// The addresses of a list of stores, or of one.
fn urls(stores: Option<&Value>) -> BTreeSet<&str> {
    let (list, one) = match stores {
        Some(Value::Array(list)) => (list.as_slice(), None),
        other => (&[][..], other),
    };
    let all = list.iter().chain(one);
    all.filter_map(|store| store["url"].as_str()).collect()
}

/// What cannot be read counts as shorter. Source: Prometheus, storage, `storage.tsdb.retention.time` and `.size`: blocks
/// beyond either are removed.
fn shorter(effect: &Effect) -> bool {
    let length = |value: &Option<Value>| {
        let interval = value.as_ref()?.as_str()?.parse::<Interval>().ok()?;
        Some(interval.milliseconds())
    };
    match (length(&effect.old), length(&effect.new)) {
        (Some(old), Some(new)) => new < old,
        _ => true,
    }
}

fn smaller(effect: &Effect) -> bool {
    let size = |value: &Option<Value>| {
        let size = value.as_ref()?.as_str()?.parse::<ByteSize>().ok()?;
        Some(size.bytes())
    };
    match (size(&effect.old), size(&effect.new)) {
        (Some(old), Some(new)) => new < old,
        _ => true,
    }
}
