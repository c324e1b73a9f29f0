//! The environment's own alerts and those that eksight brings, as one PrometheusRule.

use serde::Serialize;
use serde_json::Value;

use super::{Metadata, Object};
use crate::alerts::{self, BuiltinAlert};
use crate::model::value::HttpUrl;
use crate::model::{AlertRule, Texts};
use crate::resolve::Resolved;

const NAME: &str = "alert-rules";

/// The group of those that eksight brings.
const BUILTIN: &str = "built-in";

#[derive(Serialize)]
struct Rest {
    spec: Spec,
}

#[derive(Serialize)]
struct Spec {
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct Group {
    name: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
struct Rule {
    alert: String,
    expr: String,
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    lasting: Option<String>,
    labels: Labels,
    annotations: Annotations,
}

#[derive(Serialize)]
struct Labels {
    severity: &'static str,
}

#[derive(Serialize)]
struct Annotations {
    summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runbook_url: Option<String>,
}

/// Whether there are rules, and the chart that brings their kind.
pub(super) fn are_wanted(resolved: &Resolved) -> bool {
    let has_rules = !resolved.environment.alerting.rules.is_empty() || !alerts::builtin(resolved).is_empty();
    has_rules && resolved.monitoring_stack().is_some()
}

/// The rules, if there are any and the chart that brings their kind is installed.
pub(super) fn objects(resolved: &Resolved) -> Vec<Value> {
    let alerting = &resolved.environment.alerting;
    let Some(stack) = resolved.monitoring_stack() else {
        return Vec::new();
    };
    let own = Group {
        name: NAME,
        rules: alerting
            .rules
            .iter()
            .map(|(name, alert)| rule(name, alert))
            .collect(),
    };
    let runbook = alerting.runbook_url.as_ref();
    let builtin = alerts::builtin(resolved).into_iter();
    let builtin = Group {
        name: BUILTIN,
        rules: builtin.map(|alert| builtin_rule(alert, runbook)).collect(),
    };
    let groups: Vec<Group> = [own, builtin]
        .into_iter()
        .filter(|group| !group.rules.is_empty())
        .collect();
    let metadata = Metadata {
        // Prometheus loads rules with the label of its release only; no switch of ours changes that.
        labels: Texts::from([("release".to_owned(), stack.release.name().to_owned())]),
        ..Metadata::namespaced(NAME, stack.namespace.as_str())
    };
    let object = Object {
        api_version: "monitoring.coreos.com/v1",
        kind: "PrometheusRule",
        metadata,
        rest: Rest {
            spec: Spec { groups },
        },
    };
    vec![object.tree()]
}

fn rule(name: &str, alert: &AlertRule) -> Rule {
    let AlertRule {
        query,
        lasting,
        severity,
        summary,
        description,
    } = alert;
    Rule {
        alert: name.to_owned(),
        expr: query.trim_end().to_owned(),
        lasting: lasting.as_ref().map(ToString::to_string),
        labels: Labels {
            severity: severity.label(),
        },
        annotations: Annotations {
            summary: summary.clone(),
            description: description.clone(),
            runbook_url: None,
        },
    }
}

fn builtin_rule(alert: BuiltinAlert, runbook: Option<&HttpUrl>) -> Rule {
    let BuiltinAlert {
        name,
        query,
        lasting,
        severity,
        summary,
        description,
        // The runbook's.
        meaning: _,
        commands: _,
        // Whose switch it is, and whose place it takes.
        set: _,
        twin: _,
    } = alert;
    Rule {
        alert: name.to_owned(),
        expr: query,
        lasting: Some(lasting.to_owned()),
        labels: Labels {
            severity: severity.label(),
        },
        annotations: Annotations {
            summary: summary.to_owned(),
            description: Some(description),
            runbook_url: runbook.map(|base| link(base, name)),
        },
    }
}

/// Behind a `#` stands the anchor of a heading, which git hosts write in lower case. Source: GitHub documentation, section
/// links; GitLab documentation, heading ids; as of 2026-11.
fn link(base: &HttpUrl, name: &str) -> String {
    match base.contains('#') {
        true => format!("{base}{}", name.to_lowercase()),
        false => format!("{base}{name}"),
    }
}
