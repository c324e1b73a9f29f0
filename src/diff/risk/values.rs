//! What a change of a chart's values or version does. Charts are many; what is not known here counts as nothing.

use serde_json::Value;

use super::{HARMLESS, Judged, Risk, judged};
use crate::model::value::{ByteSize, Interval};
use crate::{Action, Effect};

/// Annotations by which the AWS Load Balancer Controller makes a page reachable. Source: its guide, ingress annotations,
/// as of 2026-11: a load balancer for each group, by default internal and open to 0.0.0.0/0 and ::/0. That its name and
/// scheme are not changed in place: Elastic Load Balancing has no call for either.
const ALB: &str = "alb.ingress.kubernetes.io/";

pub(super) fn of(effect: &Effect) -> Judged {
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
    if path.contains("storageSpec") && effect.action() == Action::Remove {
        return judged(
            Risk::Data,
            "what was collected stays in a volume that nobody mounts any more",
        );
    }
    // The operator deletes the StatefulSet and makes it anew, and no claim grows. Source: the same, "Resizing volumes".
    if path.contains("volumeClaimTemplate") {
        return judged(
            Risk::Restart,
            "the pods start anew, and their claims keep size and class: enlarge those by hand",
        );
    }
    // Source: Prometheus, storage, `storage.tsdb.retention.time` and `.size`: blocks beyond either are removed.
    if last == "retention" && shorter(&old, &new) || last == "retentionSize" && smaller(&old, &new) {
        return judged(Risk::Data, "samples beyond it are deleted");
    }
    if let Some(annotation) = last.strip_prefix(ALB) {
        return of_annotation(annotation, &old, &new, effect.action());
    }
    if path.contains("ingress.")
        && (last == "enabled" || last == "hosts" || last == "hostname" || last == "ingress")
    {
        return match (effect.action(), &effect.new) {
            (Action::Add, _) | (_, Some(Value::Bool(true))) => HARMLESS,
            _ => judged(Risk::Outage, "the page goes, or gets another name"),
        };
    }
    if path.contains("resources.") || path.contains("prometheusSpec.") && last == "replicas" {
        return judged(Risk::Restart, "pods start anew, or fewer of them run");
    }
    HARMLESS
}

fn of_annotation(annotation: &str, old: &str, new: &str, action: Action) -> Judged {
    match annotation {
        "scheme" if new == "internet-facing" => judged(
            Risk::Exposure,
            "the page is open to the internet, on another load balancer",
        ),
        "scheme" => judged(Risk::Outage, "the page moves to another load balancer"),
        "load-balancer-name" | "group.name" => judged(
            Risk::Outage,
            "the page moves to another load balancer, and its name to another address",
        ),
        "inbound-cidrs" => {
            let known: Vec<&str> = old.split(',').map(str::trim).collect();
            let more = || new.split(',').map(str::trim).any(|range| !known.contains(&range));
            if action == Action::Remove || new.contains("0.0.0.0/0") {
                judged(
                    Risk::Exposure,
                    "everybody on the internet reaches the page, where its load balancer is public",
                )
            } else if more() {
                judged(
                    Risk::Exposure,
                    "addresses reach the page that did not before, or fewer of a range",
                )
            } else {
                judged(Risk::Outage, "who comes from elsewhere loses the page")
            }
        }
        _ => HARMLESS,
    }
}

/// The release of a step: another version of its chart, or none any more.
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
        [field] if field == "command" => {
            let version = |value: &Option<Value>| {
                let command = value.as_ref()?.as_str()?;
                let rest = command
                    .contains("helm upgrade")
                    .then(|| command.split_once(" --version "))??
                    .1;
                rest.split(' ').next().map(str::to_owned)
            };
            match (version(&effect.old), version(&effect.new)) {
                (Some(old), Some(new)) if old != new => judged(
                    Risk::Restart,
                    format!("the release goes from {old} to {new}; its pods start anew"),
                ),
                _ => HARMLESS,
            }
        }
        _ => HARMLESS,
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
