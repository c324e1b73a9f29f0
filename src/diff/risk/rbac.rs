//! Who may do what in the cluster: roles, their bindings, and the roles of IAM that service accounts take.

use std::collections::BTreeSet;

use serde_json::Value;

use super::policy::some;
use super::{HARMLESS, Judged, Risk, judged};
use crate::Effect;

/// The annotation by which pods of a service account take a role of IAM. Source: EKS user guide, IAM roles for service
/// accounts, as of 2026-11.
const ROLE_ARN: &str = "eks.amazonaws.com/role-arn";

/// What an effect does to rights, given the whole object before and after; `None` where it is about none.
pub(super) fn of(effect: &Effect, object: [Option<&Value>; 2]) -> Option<Judged> {
    let part = effect.path.first().map(String::as_str);
    match (effect.kind.as_str(), part) {
        ("ClusterRole" | "Role", None | Some("rules" | "aggregationRule")) => Some(of_role(object)),
        // Source: Kubernetes, Using RBAC Authorization, ClusterRoleBinding: a binding does not change the role that it
        // refers to (`cannot change roleRef`); as of 2026-11.
        ("ClusterRoleBinding" | "RoleBinding", Some("roleRef")) => Some(judged(
            Risk::Refused,
            "Kubernetes changes no role of a binding; delete it and apply it again",
        )),
        ("ClusterRoleBinding" | "RoleBinding", None | Some("subjects")) => Some(of_binding(object)),
        ("ServiceAccount", None | Some("metadata")) if concerns_role(effect) => {
            Some(of_account(object.map(|object| {
                object?["metadata"]["annotations"][ROLE_ARN].as_str()
            })))
        }
        _ => None,
    }
}

/// A right: a verb on a resource of a group, by its name or by any, or on a path that is no resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Right<'a> {
    Resource {
        verb: &'a str,
        group: &'a str,
        resource: &'a str,
        name: Option<&'a str>,
    },
    Path {
        verb: &'a str,
        path: &'a str,
    },
}

impl Right<'_> {
    /// Whether it gives all of another one. Source: Kubernetes API reference 1.36, PolicyRule, and Using RBAC Authorization,
    /// Referring to resources: `*` is all verbs, groups or resources, and the end of paths; no names are all names.
    fn covers(&self, other: &Right) -> bool {
        let all = |mine: &str, others: &str| mine == "*" || mine == others;
        match (self, other) {
            (
                Right::Resource {
                    verb,
                    group,
                    resource,
                    name,
                },
                Right::Resource {
                    verb: its_verb,
                    group: its_group,
                    resource: its_resource,
                    name: its_name,
                },
            ) => {
                let any_with_part = resource.strip_prefix("*/");
                let same_part = any_with_part.is_some_and(|part| {
                    its_resource
                        .split_once('/')
                        .is_some_and(|(_, its_part)| its_part == part)
                });
                all(verb, its_verb)
                    && all(group, its_group)
                    && (all(resource, its_resource) || same_part)
                    && (name.is_none() || name == its_name)
            }
            (
                Right::Path { verb, path },
                Right::Path {
                    verb: its_verb,
                    path: its_path,
                },
            ) => {
                let begins = path
                    .strip_suffix('*')
                    .is_some_and(|start| its_path.starts_with(start));
                all(verb, its_verb) && (path == its_path || begins)
            }
            _ => false,
        }
    }

    /// As somebody says it: `get secrets`, `get pods/log of metrics.k8s.io`.
    fn told(&self) -> String {
        match self {
            Right::Resource {
                verb,
                group,
                resource,
                name,
            } => {
                let named = name.map_or_else(String::new, |name| format!(" {name}"));
                let of_group = match *group {
                    "" => String::new(),
                    group => format!(" of {group}"),
                };
                format!("{verb} {resource}{named}{of_group}")
            }
            Right::Path { verb, path } => format!("{verb} {path}"),
        }
    }
}

/// All rights of a role.
fn rights(role: Option<&Value>) -> BTreeSet<Right<'_>> {
    let rules = role.and_then(|role| role["rules"].as_array());
    rules.into_iter().flatten().flat_map(of_rule).collect()
}

fn of_rule(rule: &Value) -> Vec<Right<'_>> {
    let texts = |key: &str| -> Vec<&str> {
        let list = rule[key].as_array().into_iter().flatten();
        list.filter_map(Value::as_str).collect()
    };
    let names: Vec<Option<&str>> = match texts("resourceNames").as_slice() {
        [] => vec![None],
        names => names.iter().copied().map(Some).collect(),
    };
    let mut found = Vec::new();
    for verb in texts("verbs") {
        for group in texts("apiGroups") {
            for resource in texts("resources") {
                found.extend(names.iter().map(|&name| Right::Resource {
                    verb,
                    group,
                    resource,
                    name,
                }));
            }
        }
        let paths = texts("nonResourceURLs").into_iter();
        found.extend(paths.map(|path| Right::Path { verb, path }));
    }
    found
}

fn of_role(role: [Option<&Value>; 2]) -> Judged {
    let [was, is] = role.map(rights);
    let beyond = |these: &BTreeSet<Right>, those: &BTreeSet<Right>| -> Vec<String> {
        let new = these
            .iter()
            .filter(|right| !those.iter().any(|other| other.covers(right)));
        new.map(Right::told).collect()
    };
    let (more, less) = (beyond(&is, &was), beyond(&was, &is));
    let [gathered, gathers] = role.map(|role| role.and_then(|role| role.get("aggregationRule")));
    if gathers.is_some() && gathers != gathered {
        return judged(
            Risk::Exposure,
            "whoever has the role may do what all roles with these labels allow, whichever come",
        );
    }
    match (more.is_empty(), less.is_empty()) {
        (false, _) => judged(
            Risk::Exposure,
            format!("whoever has the role may do more in the cluster: {}", some(&more)),
        ),
        (true, false) => judged(
            Risk::Outage,
            format!(
                "whoever has the role may do less in the cluster: not {} any more",
                some(&less)
            ),
        ),
        (true, true) => HARMLESS,
    }
}

fn of_binding(binding: [Option<&Value>; 2]) -> Judged {
    let role = binding[1].or(binding[0]).map_or("", |binding| {
        binding["roleRef"]["name"].as_str().unwrap_or_default()
    });
    let [was, is] = binding.map(subjects);
    let beyond = |these: &BTreeSet<String>, those: &BTreeSet<String>| -> Vec<String> {
        these.difference(those).cloned().collect()
    };
    let (come, gone) = (beyond(&is, &was), beyond(&was, &is));
    match (come.is_empty(), gone.is_empty()) {
        (false, _) => judged(
            Risk::Exposure,
            format!(
                "{} may do in the cluster what the role `{role}` allows",
                some(&come)
            ),
        ),
        (true, false) => judged(
            Risk::Outage,
            format!(
                "{} may not do any more what the role `{role}` allows",
                some(&gone)
            ),
        ),
        (true, true) => HARMLESS,
    }
}

/// Who is bound: `Group platform`, `ServiceAccount monitoring/prometheus`.
fn subjects(binding: Option<&Value>) -> BTreeSet<String> {
    let list = binding.and_then(|binding| binding["subjects"].as_array());
    let told = |subject: &Value| {
        let text = |key: &str| subject[key].as_str();
        let name: Vec<&str> = [text("namespace"), text("name")].into_iter().flatten().collect();
        format!("{} {}", text("kind").unwrap_or_default(), name.join("/"))
    };
    list.into_iter().flatten().map(told).collect()
}

/// Whether an effect is about the role of IAM, or brings or takes what it stands in.
fn concerns_role(effect: &Effect) -> bool {
    let [.., last] = effect.path.as_slice() else {
        return true;
    };
    last == ROLE_ARN || last == "annotations" || last == "metadata"
}

/// A service account in a chart's values, below whose annotations an effect lies; `None` where it is about none.
pub(super) fn of_annotation(effect: &Effect) -> Option<Judged> {
    let is_role = effect.path.last().is_some_and(|last| last == ROLE_ARN);
    let text = |value: &'_ Option<Value>| value.as_ref().and_then(Value::as_str).map(str::to_owned);
    let roles = [&effect.old, &effect.new].map(text);
    is_role.then(|| of_account([roles[0].as_deref(), roles[1].as_deref()]))
}

fn of_account(role: [Option<&str>; 2]) -> Judged {
    match role {
        [was, Some(is)] if was != Some(is) => judged(
            Risk::Exposure,
            format!("pods of the service account may do in AWS what the role `{is}` allows"),
        ),
        [Some(was), None] => judged(
            Risk::Outage,
            format!("pods of the service account may not do any more what the role `{was}` allows"),
        ),
        _ => HARMLESS,
    }
}
