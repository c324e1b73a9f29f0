//! The environment's own alerts, as one PrometheusRule.

use serde::Serialize;
use serde_json::Value;

use super::{Metadata, Object};
use crate::model::value::Release;
use crate::model::{AlertRule, Texts};
use crate::resolve::Resolved;

const NAME: &str = "alert-rules";

#[derive(Serialize)]
struct Rest {
    spec: Spec,
}

#[derive(Serialize)]
struct Spec {
    groups: [Group; 1],
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
}

/// The rules, if there are any and the chart that brings their kind is installed.
pub(super) fn objects(resolved: &Resolved) -> Vec<Value> {
    let rules = &resolved.environment.alerting.rules;
    let mut releases = resolved.releases.iter();
    let stack = releases.find(|release| release.release == Release::KubePrometheusStack);
    let Some(stack) = stack.filter(|_| !rules.is_empty()) else {
        return Vec::new();
    };
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
            spec: Spec {
                groups: [Group {
                    name: NAME,
                    rules: rules.iter().map(|(name, alert)| rule(name, alert)).collect(),
                }],
            },
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
        },
    }
}
