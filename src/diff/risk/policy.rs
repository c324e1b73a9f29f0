//! Whether policies of IAM allow more than before: statement by statement, each action on each resource for each principal.

use std::collections::BTreeSet;

use serde_json::Value;

use super::exposure::added;
use super::statement::{Grant, Statement, statement_at, statements};
use super::{HARMLESS, Judge, Judged, Risk, judged};
use crate::{Action, Effect};

/// Where resources have their permissions. Source: CloudFormation template reference.
const PERMISSIONS: [&str; 3] = ["Policies", "PolicyDocument", "KeyPolicy"];
/// Who may take a role.
const TRUST: &str = "AssumeRolePolicyDocument";

/// What an effect does to what a role or a policy allows. A role that is new is exposure too: whoever takes it gets rights
/// in the account that nobody had by it, and a gate on exposure is where somebody looks at them.
pub(super) fn of(effect: &Effect, judge: &Judge) -> Judged {
    let [old, new] = judge.resource(&effect.object);
    let part = effect.path.get(1).map_or("", String::as_str);
    match (old, new, part) {
        (_, None, _) => HARMLESS,
        (None, Some(new), _) => of_new(&effect.kind, new),
        (_, _, "ManagedPolicyArns" | "Roles") => of_list(effect),
        (_, _, "PermissionsBoundary") if effect.action() != Action::Add => judged(
            Risk::Exposure,
            "what bounds the role's rights goes, or is another",
        ),
        (Some(old), Some(new), part) if part == TRUST || PERMISSIONS.contains(&part) => {
            let old = statements(old, part, judge.renamed_cluster());
            of_statements(effect, part, &old, new)
        }
        _ => HARMLESS,
    }
}

fn of_new(kind: &str, resource: &Value) -> Judged {
    // A key, a queue or another thing of its own that is new has nothing yet that anybody could get at.
    if !kind.starts_with("AWS::IAM::") {
        return HARMLESS;
    }
    let found = PERMISSIONS
        .iter()
        .flat_map(|part| statements(resource, part, None));
    let actions: BTreeSet<String> = found
        .filter(|statement| statement.allows)
        .flat_map(|statement| statement.actions)
        .collect();
    let actions: Vec<String> = actions.into_iter().collect();
    let has_managed = resource["Properties"]["ManagedPolicyArns"]
        .as_array()
        .is_some_and(|policies| !policies.is_empty());
    match (actions.is_empty(), has_managed) {
        (false, _) => judged(
            Risk::Exposure,
            format!("it is new, and allows {}", some(&actions)),
        ),
        (true, true) => judged(Risk::Exposure, "it is new, and has policies that AWS manages"),
        (true, false) => HARMLESS,
    }
}

/// Policies of a role, or roles of a policy.
fn of_list(effect: &Effect) -> Judged {
    match effect
        .new
        .as_ref()
        .is_some_and(|new| added(effect.old.as_ref(), new))
    {
        true => judged(Risk::Exposure, "a role gets another policy"),
        false => HARMLESS,
    }
}

fn of_statements(effect: &Effect, part: &str, old: &[Statement], new: &Value) -> Judged {
    let here = statement_at(new, &effect.path);
    let denies = |value: &Value| value["Effect"] == "Deny";
    if effect.action() != Action::Add && here.iter().chain(&effect.old).any(denies) {
        return judged(Risk::Exposure, "what was denied may be allowed");
    }
    let now = match (here, &effect.new) {
        (Some(here), _) => vec![Statement::read(&here, None)],
        // Nothing is left of the statement.
        (None, None) => Vec::new(),
        // The whole of them is another.
        (None, Some(_)) => statements(new, part, None),
    };
    let known = |grant: &Grant| old.iter().any(|statement| statement.covers(grant));
    let mut more = BTreeSet::new();
    for statement in &now {
        more.extend(
            statement
                .grants()
                .filter(|grant| !known(grant))
                .map(|grant| match part {
                    TRUST => grant.principal.to_owned(),
                    _ => grant.action.to_owned(),
                }),
        );
    }
    let more: Vec<String> = more.into_iter().collect();
    match part {
        _ if more.is_empty() => HARMLESS,
        TRUST => judged(
            Risk::Exposure,
            format!("another may take the role, or another of {}", some(&more)),
        ),
        _ => judged(
            Risk::Exposure,
            format!("more is allowed than before: {}", some(&more)),
        ),
    }
}

/// The first of them, and how many more there are.
pub(super) fn some(texts: &[String]) -> String {
    let named = texts.iter().take(3).map(|text| format!("`{text}`"));
    let named = named.collect::<Vec<_>>().join(", ");
    match texts.len().saturating_sub(3) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
