//! What a change of a chart's values or version does. Charts are many; what is not known here counts as nothing.

use serde_json::Value;

use super::{HARMLESS, Judge, Judged, Risk, judged, page};
use crate::model::value::{ByteSize, Interval};
use crate::{Action, Effect};

/// The values of ExternalDNS.
const RECORDS: &str = "helm/external-dns/values.yaml";

pub(super) fn of(effect: &Effect, judge: &Judge) -> Judged {
    if let Some(page) = page::of(effect, judge) {
        return page;
    }
    let path = effect.path.join(".");
    let last = effect.path.last().map_or("", String::as_str);
    let text = |value: &Option<Value>| {
        value
            .as_ref()
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let (old, new) = (text(&effect.old), text(&effect.new));
    if effect.path.is_empty() {
        return HARMLESS;
    }
    // Without a claim the operator stores in an emptyDir. Source: Prometheus Operator, platform/storage, as of 2026-11.
    let stored = path.contains("storageSpec") || path.contains("alertmanagerSpec.storage");
    if stored && effect.action() == Action::Remove {
        return judged(
            Risk::Data,
            "what was stored stays in a volume that nobody mounts any more",
        );
    }
    // The operator deletes the StatefulSet and makes it anew, and no claim grows. Source: the same, "Resizing volumes".
    if path.contains("volumeClaimTemplate") {
        return judged(
            Risk::Restart,
            "the pods start anew, and their claims keep size and class, and bill for it: enlarge those by hand",
        );
    }
    // Source: Prometheus, storage, `storage.tsdb.retention.time` and `.size`: blocks beyond either are removed.
    if last == "retention" && shorter(&old, &new) || last == "retentionSize" && smaller(&old, &new) {
        return judged(Risk::Data, "samples beyond it are deleted");
    }
    if is_image(&effect.path) {
        return judged(Risk::Restart, "pods start anew, from this image");
    }
    if let Some(records) = of_records(effect, last) {
        return records;
    }
    if last == "replicas" && (path.contains("prometheusSpec.") || path.contains("alertmanagerSpec.")) {
        return of_replicas(effect);
    }
    if path.contains("resources.") {
        return judged(Risk::Restart, "pods start anew");
    }
    HARMLESS
}

/// Of a StatefulSet that the operator makes. Source: Kubernetes API reference 1.36, StatefulSet,
/// `persistentVolumeClaimRetentionPolicy.whenScaled`: `Retain` where nothing else is said.
fn of_replicas(effect: &Effect) -> Judged {
    let count = |value: &Option<Value>| value.as_ref().and_then(Value::as_u64).unwrap_or(1);
    match count(&effect.new) < count(&effect.old) {
        true => judged(
            Risk::Restart,
            "fewer pods run; what those that go have claimed stays, and bills until somebody deletes the claims",
        ),
        false => HARMLESS,
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

/// Whose records ExternalDNS writes, and whether it deletes them. Source: ExternalDNS, docs/registry/registry.md (an owner
/// does not change for the life of a deployment) and the options of `--policy`, as of 2026-11.
fn of_records(effect: &Effect, last: &str) -> Option<Judged> {
    if effect.artefact != RECORDS {
        return None;
    }
    match last {
        "txtOwnerId" if effect.action() != Action::Add => Some(judged(
            Risk::Outage,
            "records of the former owner are left as they are, also when what they lead to moves",
        )),
        "policy" if effect.new.as_ref().is_some_and(|new| new == "sync") => Some(judged(
            Risk::Data,
            "records of its owner that have no source in the cluster any more are deleted",
        )),
        _ => None,
    }
}

/// The release of a step: another version of its chart, another namespace, or none any more.
pub(super) fn of_step(effect: &Effect) -> Judged {
    let [steps, id, rest @ ..] = effect.path.as_slice() else {
        return HARMLESS;
    };
    if steps != "steps" {
        return HARMLESS;
    }
    match rest {
        [] => match (&effect.old, &effect.new) {
            (Some(old), None) if old["kind"] == "helm" => judged(
                Risk::None,
                format!("no step deletes the release; `helm uninstall {id}` does"),
            ),
            _ => HARMLESS,
        },
        [field] if field == "command" => of_upgrade(effect, id),
        _ => HARMLESS,
    }
}

/// Source: Helm documentation, changes since Helm 2: the name of a release is scoped to its namespace.
fn of_upgrade(effect: &Effect, id: &str) -> Judged {
    let both = |flag: &str| {
        let [old, new] = [&effect.old, &effect.new].map(|command| {
            let command = command.as_ref()?.as_str()?;
            let is_upgrade = command.contains("helm upgrade");
            let rest = is_upgrade.then(|| command.split_once(flag))??.1;
            rest.split(' ').next()
        });
        old.zip(new).filter(|(old, new)| old != new)
    };
    if let Some((old, new)) = both(" --namespace ") {
        return judged(
            Risk::Refused,
            format!(
                "Helm moves no release from {old} to {new}: it makes a second one, and where both have an object outside \
                 of namespaces it refuses; first `helm uninstall {id} --namespace {old}`"
            ),
        );
    }
    match both(" --version ") {
        Some((old, new)) => judged(
            Risk::Restart,
            format!("the release goes from {old} to {new}; its pods start anew"),
        ),
        None => HARMLESS,
    }
}

/// What cannot be read counts as shorter.
fn shorter(old: &str, new: &str) -> bool {
    let length = |text: &str| {
        text.parse::<Interval>()
            .ok()
            .map(|interval| interval.milliseconds())
    };
    match (length(old), length(new)) {
        (Some(old), Some(new)) => new < old,
        _ => true,
    }
}

fn smaller(old: &str, new: &str) -> bool {
    let size = |text: &str| text.parse::<ByteSize>().ok().map(|size| size.bytes());
    match (size(old), size(new)) {
        (Some(old), Some(new)) => new < old,
        _ => true,
    }
}
