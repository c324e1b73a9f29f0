//! What becomes of records in Route 53: external-dns deletes those alone that its policy, its domain and its zone let it. Source:
//! ExternalDNS, docs/registry/registry.md (an owner does not change for the life of a deployment), options of `--policy`, and
//! `filterRecordsForPlan` in plan/plan.go (what is outside of the domain filter is in no plan); 2026-11.

use serde_json::Value;

use super::{Judge, Judged, Risk, judged};
use crate::{Action, Effect};

/// The values of ExternalDNS.
const VALUES: &str = "helm/external-dns/values.yaml";

/// The argument that names its zone.
const ZONE: &str = "--zone-id-filter=";

/// What a change of its values does to them.
pub(super) fn of(effect: &Effect, judge: &Judge) -> Option<Judged> {
    if effect.artefact != VALUES {
        return None;
    }
    match effect.path.last()?.as_str() {
        "txtOwnerId" if effect.action() != Action::Add => Some(judged(
            Risk::Outage,
            "records of the former owner are left as they are, also when what they lead to moves",
        )),
        "policy" if effect.new.as_ref().is_some_and(|new| new == "sync") => Some(judged(
            Risk::Data,
            "records of its owner that have no source in the cluster any more are deleted",
        )),
        "domainFilters" if deletes(judge)[0] => out_of_domain(effect),
        "extraArgs" if deletes(judge)[0] => out_of_zone(effect),
        _ => None,
    }
}

/// Whether external-dns deletes what has no source any more, before and after.
pub(super) fn deletes(judge: &Judge) -> [bool; 2] {
    judge
        .values(VALUES)
        .map(|values| values.is_some_and(|values| values["policy"] == "sync"))
}

/// What is said of a page that goes, or gets another name, where its record stays.
pub(super) fn left(judge: &Judge) -> &'static str {
    let is_there = judge.values(VALUES).iter().all(Option::is_some);
    match deletes(judge) {
        [true, false] if is_there => {
            "; its record stays, since external-dns deletes none by its new policy, and leads to addresses that others get in time: \
             push this first, and the policy once the record is gone"
        }
        [false, false] if is_there => {
            "; its record stays, since external-dns deletes none by its policy, and leads to addresses that others get in time: delete \
             it by hand"
        }
        _ => "",
    }
}

/// Domains below which it looks no more.
fn out_of_domain(effect: &Effect) -> Option<Judged> {
    let [old, new] = [&effect.old, &effect.new].map(|list| texts(list.as_ref()));
    let is_below = |name: &str, domain: &str| {
        let rest = name.strip_suffix(domain);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let is_left = |domain: &&&str| !new.iter().any(|now| is_below(domain, now));
    let left: Vec<String> = old
        .iter()
        .filter(is_left)
        .map(|domain| format!("`{domain}`"))
        .collect();
    (!left.is_empty() && !new.is_empty()).then(|| stay(&format!("below {}", left.join(", "))))
}

/// A zone in which it looks no more.
fn out_of_zone(effect: &Effect) -> Option<Judged> {
    let [old, new] = [&effect.old, &effect.new].map(|list| {
        let mut arguments = texts(list.as_ref()).into_iter();
        arguments.find_map(|argument| argument.strip_prefix(ZONE))
    });
    let (old, new) = old.zip(new)?;
    (old != new).then(|| stay(&format!("in the zone `{old}`")))
}

fn stay(place: &str) -> Judged {
    judged(
        Risk::None,
        format!(
            "external-dns touches nothing {place} any more: the records that it has made there stay, and lead to addresses that others \
             get in time; delete them by hand"
        ),
    )
}

fn texts(list: Option<&Value>) -> Vec<&str> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}
