//! Arguments for external-dns in `extraValues`: those that its chart writes by itself, or that lose its zone, for EKS7004. What
//! they filter is in `dns_filters`.

use serde_json::{Map, Value};

use super::{Finding, Help, Subject, at};
use crate::diag::FieldPath;
use crate::emit::helm::{self, Owner};
use crate::model::value::Release;

/// What the chart writes from a value of its own, and external-dns takes once only; `--source` and `--domain-filter` may
/// come again. Sources: external-dns charts 1.12.2 to 1.21.1, templates/deployment.yaml; external-dns,
/// pkg/apis/externaldns/types.go; `setValues` of kingpin 2.4, read 2026-11-30.
const ONCE: [(&str, &str, Written); 15] = [
    ("log-level", "logLevel", Written::Always),
    ("log-format", "logFormat", Written::Always),
    ("interval", "interval", Written::Always),
    ("policy", "policy", Written::Always),
    ("registry", "registry", Written::Always),
    ("provider", "provider", Written::Always),
    ("txt-owner-id", "txtOwnerId", Written::WithValue),
    ("txt-prefix", "txtPrefix", Written::WithValue),
    ("txt-suffix", "txtSuffix", Written::WithValue),
    ("events", "triggerLoopOnEvent", Written::WithValue),
    ("label-filter", "labelFilter", Written::WithValue),
    ("annotation-filter", "annotationFilter", Written::WithValue),
    ("annotation-prefix", "annotationPrefix", Written::WithValue),
    ("gateway-namespace", "gatewayNamespace", Written::WithValue),
    ("namespace", "namespaced", Written::WithValue),
];

const ZONES: &str = "zone-id-filter";

/// When the chart writes an argument.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    Always,
    WithValue,
}

pub(super) const RELEASE: Release = Release::ExternalDns;

/// Every argument that may not stand there.
pub(super) fn findings(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(values) = subject.values(RELEASE) else {
        return Vec::new();
    };
    let arguments = arguments(subject);
    let twice = arguments.iter().filter_map(|argument| twice(argument, &values));
    let mut found: Vec<Finding> = twice.collect();
    if let Some(ingress) = &subject.environment().ingress {
        let zone = &ingress.hosted_zone_id;
        let filters: Vec<&Argument> = arguments
            .iter()
            .filter(|argument| argument.flag == ZONES)
            .collect();
        let mut zones = filters.iter().flat_map(|filter| &filter.values);
        if let Some(first) = filters.first()
            && !zones.any(|filter| lets_through(filter, zone))
        {
            let message =
                format!("external-dns would leave out `{zone}`, the only zone that its role may change");
            found.push(Finding::at(first.at.clone(), message).help(format!(
                "add `--{ZONES}={zone}` beside it, or change `ingress.hostedZoneId`"
            )));
        }
    }
    found
}

/// What is written behind a flag, wherever it comes.
pub(super) fn written<'a>(subject: &Subject<'a>, flag: &str) -> Vec<&'a str> {
    let arguments = arguments(subject)
        .into_iter()
        .filter(|argument| argument.flag == flag);
    arguments.flat_map(|argument| argument.values).collect()
}

/// An argument as it is written.
struct Argument<'a> {
    at: FieldPath,
    flag: &'a str,
    values: Vec<&'a str>,
}

/// Those of a list, in which a value may be an item of its own, and those of a map of flags.
fn arguments<'a>(subject: &Subject<'a>) -> Vec<Argument<'a>> {
    let chart = subject.environment().charts.get(&RELEASE);
    let Some(written) = chart.and_then(|chart| chart.extra_values.get("extraArgs")) else {
        return Vec::new();
    };
    let at = at!(charts[RELEASE].extraValues).key("extraArgs");
    match written {
        Value::Array(items) => {
            let items = items.iter().enumerate();
            let found = items.filter_map(|(index, item)| {
                Some(Argument {
                    at: at.index(index),
                    flag: helm::flag(item)?,
                    values: value(written, index).into_iter().collect(),
                })
            });
            found.collect()
        }
        Value::Object(flags) => {
            let found = flags.iter().map(|(flag, value)| Argument {
                at: at.key(flag),
                flag: flag.strip_prefix("no-").unwrap_or(flag),
                values: match value {
                    Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
                    value => value.as_str().into_iter().collect(),
                },
            });
            found.collect()
        }
        _ => Vec::new(),
    }
}

/// What stands behind a flag in a list: after `=`, or as the next item.
fn value(list: &Value, index: usize) -> Option<&str> {
    let argument = list.get(index)?.as_str()?;
    match argument.split_once('=') {
        Some((_, value)) => Some(value),
        None => list.get(index + 1)?.as_str(),
    }
}

/// Whether a filter lets the zone through: external-dns takes the end of `/hostedzone/<id>` for the whole. What is a
/// template, nobody knows here.
fn lets_through(filter: &str, zone: &str) -> bool {
    filter.contains("{{") || format!("/hostedzone/{zone}").ends_with(filter)
}

/// A flag that comes from the chart too.
fn twice(Argument { at, flag, .. }: &Argument<'_>, values: &Map<String, Value>) -> Option<Finding> {
    let (at, flag) = (at.clone(), *flag);
    let has = |key: &str| {
        let value = values.get(key);
        value.is_some_and(|value| ![Value::Null, false.into(), "".into()].contains(value))
    };
    let (_, key, written) = ONCE.iter().find(|(name, ..)| *name == flag)?;
    if *written == Written::WithValue && !has(key) {
        return None;
    }
    let both = "external-dns refuses to start with two";
    let owner = helm::owner(RELEASE, key).filter(|_| values.contains_key(*key));
    Some(match owner {
        Some(Owner::Field(field)) => {
            let message = format!("`--{flag}` is written from the field `{field}`, and {both}");
            Finding::at(at, message).help(Help::take_out(format!(
                "remove it here, and change `{field}` instead"
            )))
        }
        Some(Owner::Fixed(why)) => {
            let message = format!("`--{flag}` is set by eksight, and {both}");
            let help = "remove it here; no field sets another value";
            Finding::at(at, message).help(Help::take_out(help)).note(why)
        }
        _ => {
            let message = format!("the chart writes `--{flag}` from its value `{key}`, and {both}");
            // This value is a switch, and another one has the name.
            let key = if flag == "namespace" {
                "sourceNamespace"
            } else {
                key
            };
            Finding::at(at, message).help(format!("set `{key}` in `extraValues` instead"))
        }
    })
}
