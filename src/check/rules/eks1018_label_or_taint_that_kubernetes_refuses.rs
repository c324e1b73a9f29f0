//! EKS1018: a label or a taint of nodes that is none by the syntax of Kubernetes.

use crate::fields::pools;
use crate::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::{Named, Taint, Texts};

/// Characters of a name and of a value, and of a prefix. Source: Kubernetes documentation, labels and selectors, syntax
/// and character set, as of 2026-11.
const NAME: usize = 63;
const PREFIX: usize = 253;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let groups = environment.node_groups.iter();
    let of_groups =
        groups.flat_map(|(name, group)| of_nodes(&at!(nodeGroups[name]), &group.labels, &group.taints));
    let pools = pools(environment).into_iter();
    let of_pools = pools.flat_map(|(at, pool)| of_nodes(&at, &pool.labels, &pool.taints));
    of_groups.chain(of_pools).collect()
}

fn of_nodes(at: &FieldPath, labels: &Texts, taints: &Named<String, Taint>) -> Vec<Finding> {
    let labels = labels
        .iter()
        .map(|(key, value)| (at.field("labels").key(key), "label", key, Some(value)));
    let taints = taints
        .iter()
        .map(|(key, taint)| (at.field("taints").key(key), "taint", key, taint.value.as_ref()));
    labels
        .chain(taints)
        .filter_map(|(at, what, key, value)| {
            let wrong = match (key_fault(key), value) {
                (Some(wrong), _) => format!("`{key}` is no key of a {what}: {wrong}"),
                (None, Some(value)) if !value.is_empty() => {
                    format!("`{value}` is no value of a {what}: {}", name_fault(value)?)
                }
                (None, _) => return None,
            };
            Some(Finding::at(at, wrong).help(format!(
                "write at most {NAME} letters, digits, `-`, `_` and `.`, with a letter or digit at both ends; a key may have \
                 a domain and `/` before it, such as `example.com/team`"
            )))
        })
        .collect()
}

fn key_fault(key: &str) -> Option<String> {
    let Some((prefix, name)) = key.split_once('/') else {
        return name_fault(key);
    };
    let label = |label: &str| {
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(inner)
    };
    if prefix.len() > PREFIX {
        return Some(format!("its prefix has {} characters", prefix.len()));
    }
    if !prefix.split('.').all(label) {
        return Some("its prefix is no domain in lower case".to_owned());
    }
    name_fault(name)
}

/// What is wrong with a name, or with a value that is not empty.
fn name_fault(name: &str) -> Option<String> {
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if name.is_empty() {
        return Some("there is no name".to_owned());
    }
    let stranger = |c: &char| !(c.is_ascii_alphanumeric() || "-_.".contains(*c));
    if let Some(stranger) = name.chars().find(stranger) {
        return Some(format!("it has a `{stranger}`"));
    }
    if name.len() > NAME {
        return Some(format!("it has {} characters", name.len()));
    }
    let edges = edge(name.chars().next()) && edge(name.chars().next_back());
    (!edges).then(|| "it begins or ends with a mark".to_owned())
}
