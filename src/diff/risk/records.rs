//! What becomes of records in Route 53: external-dns deletes those alone that its policy, its domain and its zone let it. Source:
//! ExternalDNS, docs/registry/registry.md (an owner does not change for the life of a deployment), options of `--policy`, and
//! `filterRecordsForPlan` in plan/plan.go (what is outside of the domain filter is in no plan); 2026-11.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Judge, Judged, Risk, judged};
use crate::{Action, Effect};

/// The values of ExternalDNS.
const VALUES: &str = "helm/external-dns/values.yaml";

/// The argument that names its zone.
const ZONE: &str = "--zone-id-filter=";

/// Which objects it looks at: values of the chart, options of the program, and what counts where nothing is said. Each says
/// all that is seen, by one or more texts. What falls out has no source any more, other than what is outside of a domain.
/// Source: external-dns chart 1.21.1, values.yaml and templates/deployment.yaml, and ExternalDNS, docs/flags.md; 2026-11.
const VIEWS: [(&str, &str, &[&str]); 9] = [
    ("sources", "source", &["service", "ingress"]),
    ("annotationFilter", "annotation-filter", &[]),
    ("labelFilter", "label-filter", &[]),
    ("annotationPrefix", "annotation-prefix", &[]),
    ("sourceNamespace", "namespace", &[]),
    ("gatewayNamespace", "gateway-namespace", &[]),
    ("", "gateway-label-filter", &[]),
    ("", "ingress-class", &[]),
    ("", "service-type-filter", &[]),
];

/// What a change of its values does to them.
pub(super) fn of(effect: &Effect, judge: &Judge) -> Option<Judged> {
    if effect.artefact != VALUES {
        return None;
    }
    let [.., deletes_now] = deletes(judge);
    if let Some(narrower) = narrower(effect, judge).filter(|_| deletes_now) {
        return Some(judged(
            Risk::Outage,
            format!(
                "by its policy external-dns deletes the records of all that it sees no more by `{narrower}`, and their names lead \
                 nowhere"
            ),
        ));
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
        "excludeDomains" if deletes(judge)[0] => of_excluded(effect),
        "extraArgs" if deletes(judge)[0] => out_of_zone(effect),
        _ => None,
    }
}

/// By which value or option it sees less than before, of those that an effect is about.
fn narrower(effect: &Effect, judge: &Judge) -> Option<String> {
    let first = effect.path.first()?.as_str();
    let [was, is] = judge.values(VALUES);
    let (was, is) = (was?, is?);
    if first == "namespaced" {
        let [was, is] = [was, is].map(|values| values[first] == true);
        return (is && !was).then(|| first.to_owned());
    }
    VIEWS.iter().find_map(|(key, option, all)| {
        let [old, new] = match first {
            "extraArgs" => [was, is].map(|values| given(&values["extraArgs"], option)),
            _ if first == *key => [was, is].map(|values| listed(&values[first])),
            _ => return None,
        };
        let all: BTreeSet<String> = all.iter().map(|text| (*text).to_owned()).collect();
        // Options say more sources than the values do.
        let or_all = |texts: BTreeSet<String>| {
            if texts.is_empty() && first == *key {
                all.clone()
            } else {
                texts
            }
        };
        let [old, new] = [old, new].map(or_all);
        let is_less = match *option {
            "source" => !old.is_subset(&new),
            _ => !new.is_empty() && (old.is_empty() || !old.is_subset(&new)),
        };
        is_less.then(|| {
            if first == *key {
                (*key).to_owned()
            } else {
                format!("--{option}")
            }
        })
    })
}

/// The texts of a value that is one or a list of them.
fn listed(value: &Value) -> BTreeSet<String> {
    let (list, one) = match value {
        Value::Array(list) => (list.as_slice(), None),
        one => (&[][..], Some(one)),
    };
    let texts = list.iter().chain(one).filter_map(Value::as_str);
    texts.filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

/// What arguments say of an option: the chart takes a list of them, or a map by option.
fn given(arguments: &Value, option: &str) -> BTreeSet<String> {
    if arguments.is_object() {
        return listed(&arguments[option]);
    }
    let of_option = |argument: String| {
        let value = argument
            .strip_prefix("--")?
            .strip_prefix(option)?
            .strip_prefix('=')?;
        Some(value.to_owned())
    };
    listed(arguments).into_iter().filter_map(of_option).collect()
}

/// Domains that are left out from now on.
fn of_excluded(effect: &Effect) -> Option<Judged> {
    let [old, new] = [&effect.old, &effect.new].map(|list| texts(list.as_ref()));
    let come = new.iter().filter(|domain| !old.contains(domain));
    let come: Vec<String> = come.map(|domain| format!("`{domain}`")).collect();
    (!come.is_empty()).then(|| stay(&format!("below {}", come.join(", "))))
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
