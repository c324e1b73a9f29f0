//! Chart values that an environment passes on as they are: for rules, together with what its fields write beside them.

use serde_json::{Map, Value};

use super::{Subject, at};
use crate::diag::FieldPath;
use crate::model::value::Release;

/// A map somewhere among the values that are passed on to a chart.
#[derive(Debug)]
pub(super) struct Passed<'a> {
    /// The release whose chart reads it.
    pub(super) release: Release,
    /// Where it stands.
    pub(super) at: FieldPath,
    /// The same as the chart's documentation writes it, such as `grafana.ingress`.
    pub(super) path: String,
    /// What is passed on.
    pub(super) extra: &'a Map<String, Value>,
    /// What fields of the environment write at the same place.
    pub(super) typed: Map<String, Value>,
}

impl Passed<'_> {
    /// What the chart gets under a key. A field's value stays where both say something.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.typed.get(key).or_else(|| self.extra.get(key))
    }

    /// A text that the chart gets under a key.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    /// What is passed on under a key. Where a field writes it too, EKS7004 has refused that.
    pub(super) fn own(&self, key: &str) -> Option<String> {
        let text = self.extra.get(key).filter(|_| !self.typed.contains_key(key))?;
        Some(text.as_str().map_or_else(|| text.to_string(), str::to_owned))
    }

    /// Whether these are the annotations of a page in a group, with subnets of their own.
    pub(super) fn has_subnets_in(&self, group: &str) -> bool {
        let name = self.text("alb.ingress.kubernetes.io/group.name");
        name == Some(group) && self.own("alb.ingress.kubernetes.io/subnets").is_some()
    }

    /// Whether a switch is on.
    pub(super) fn is_on(&self, key: &str) -> bool {
        self.get(key) == Some(&Value::Bool(true))
    }
}

/// Every map among the values that are passed on to charts, the outer ones first.
pub(super) fn maps<'a>(subject: &Subject<'a>) -> Vec<Passed<'a>> {
    let mut found = Vec::new();
    for release in &subject.resolved.releases {
        let name = release.release;
        let Some(chart) = subject.environment().charts.get(&name) else {
            continue;
        };
        if chart.extra_values.is_empty() {
            continue;
        }
        let whole = Passed {
            release: name,
            at: at!(charts[name].extraValues),
            path: String::new(),
            extra: &chart.extra_values,
            typed: subject.typed_values(name).cloned().unwrap_or_default(),
        };
        descend(whole, &mut found);
    }
    found
}

fn descend<'a>(map: Passed<'a>, found: &mut Vec<Passed<'a>>) {
    let place = found.len();
    for (key, value) in map.extra {
        let path = match map.path.as_str() {
            "" => key.clone(),
            path => format!("{path}.{key}"),
        };
        below(&map, map.at.key(key), path, value, map.typed.get(key), found);
    }
    found.insert(place, map);
}

fn below<'a>(
    map: &Passed<'a>,
    at: FieldPath,
    path: String,
    value: &'a Value,
    typed: Option<&Value>,
    found: &mut Vec<Passed<'a>>,
) {
    match value {
        Value::Object(extra) => {
            let typed = typed.and_then(Value::as_object).cloned().unwrap_or_default();
            let release = map.release;
            descend(
                Passed {
                    release,
                    at,
                    path,
                    extra,
                    typed,
                },
                found,
            );
        }
        // A list is replaced as a whole, so nothing of a field stands beside its items.
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                below(
                    map,
                    at.index(index),
                    format!("{path}[{index}]"),
                    item,
                    None,
                    found,
                );
            }
        }
        _ => {}
    }
}
