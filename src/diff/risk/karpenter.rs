//! What a change of Karpenter's pools and classes does to the nodes that are there.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{HARMLESS, Judged, Risk, judged};
use crate::Effect;

/// Nodes drift by all that is in a pool's template and in a class. Source: Karpenter, Disruption, drift, as of 2026-11:
/// `weight`, `limits` and `disruption` are behavioural fields, by which none drifts.
pub(super) fn of(effect: &Effect, object: [Option<&Value>; 2]) -> Judged {
    let path: Vec<&str> = effect.path.iter().map(String::as_str).collect();
    match (effect.kind.as_str(), path.as_slice()) {
        ("NodePool", ["spec", "disruption", ..]) => judged(
            Risk::None,
            "no node drifts by it; Karpenter removes and replaces nodes by it from now on",
        ),
        ("NodePool", ["spec", "limits" | "weight", ..]) => HARMLESS,
        ("NodePool", ["spec", "template", "spec", "requirements", rest @ ..]) => {
            let [was, is] = object.map(requirements);
            // The place of one is that which it has now, or had where it goes.
            let asked = match rest {
                [] => is,
                [_] if effect.new.is_none() => &[],
                [at, ..] => at
                    .parse::<usize>()
                    .map_or(is, |at| is.get(at..=at).unwrap_or_default()),
            };
            of_requirements(asked, was, is)
        }
        (_, ["spec", ..]) => drift(),
        _ => HARMLESS,
    }
}

fn drift() -> Judged {
    judged(
        Risk::Restart,
        "nodes that do not fit any more drift: Karpenter drains and replaces them",
    )
}

fn requirements(pool: Option<&Value>) -> &[Value] {
    let list = pool.and_then(|pool| pool["spec"]["template"]["spec"]["requirements"].as_array());
    list.map_or(&[], Vec::as_slice)
}

/// Source: the same, special cases on drift: a node whose labels fit the new requirements stays.
fn of_requirements(asked: &[Value], was: &[Value], is: &[Value]) -> Judged {
    let is_given =
        |these: &[Value], requirement: &Value| these.iter().any(|other| is_within(other, requirement));
    if !asked.iter().all(|requirement| is_given(was, requirement)) {
        return drift();
    }
    match was.iter().all(|requirement| is_given(is, requirement)) {
        true => HARMLESS,
        false => judged(
            Risk::None,
            "more fits than before: nodes that are there stay, and new ones may be others",
        ),
    }
}

/// Whether each node that fits one requirement fits another one too. Source: Karpenter, NodePools,
/// `spec.template.spec.requirements`: the operators of Kubernetes, of which `Gt` and `Lt` take one number.
fn is_within(narrow: &Value, wide: &Value) -> bool {
    if narrow["key"] != wide["key"] {
        return false;
    }
    let (of_narrow, of_wide) = (values(narrow), values(wide));
    let number = |values: &BTreeSet<&str>| values.first().and_then(|value| value.parse::<i64>().ok());
    match (narrow["operator"].as_str(), wide["operator"].as_str()) {
        (Some("In"), Some("In")) => of_narrow.is_subset(&of_wide),
        (Some("NotIn"), Some("NotIn")) => of_wide.is_subset(&of_narrow),
        (Some("In"), Some("NotIn")) => of_narrow.is_disjoint(&of_wide),
        (Some("In" | "Gt" | "Lt" | "Exists"), Some("Exists")) => true,
        (Some("DoesNotExist"), Some("DoesNotExist")) => true,
        (Some("Gt"), Some("Gt")) => number(&of_narrow)
            .zip(number(&of_wide))
            .is_some_and(|(old, new)| new <= old),
        (Some("Lt"), Some("Lt")) => number(&of_narrow)
            .zip(number(&of_wide))
            .is_some_and(|(old, new)| new >= old),
        _ => false,
    }
}

fn values(requirement: &Value) -> BTreeSet<&str> {
    let list = requirement["values"].as_array().into_iter().flatten();
    list.filter_map(Value::as_str).collect()
}
