//! Grafana's own alerts as the provisioning files that its chart writes: contact point, policy, rules. Sources: Grafana
//! documentation, provision alerting resources, 9.5 and 13; templates of the chart, in which both pins agree.

use indexmap::IndexMap;
use serde::Serialize;

use super::grafana_text::{annotation, expanded, through_tpl};
use crate::model::value::{RuleUid, SecretName};
use crate::model::{Environment, GrafanaAlerting, GrafanaRule, Receiver, SlackReceiver, Texts, Threshold};

/// `grafana.alerting` of the chart.
#[derive(Serialize)]
pub(super) struct Values {
    #[serde(rename = "contactpoints.yaml", skip_serializing_if = "Option::is_none")]
    contact_points: Option<ContactPoints>,
    #[serde(rename = "policies.yaml", skip_serializing_if = "Option::is_none")]
    policies: Option<Policies>,
    #[serde(rename = "rules.yaml", skip_serializing_if = "Option::is_none")]
    rules: Option<Rules>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ContactPoints {
    api_version: u32,
    contact_points: [ContactPoint; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ContactPoint {
    org_id: u32,
    name: String,
    receivers: [Integration; 1],
}

#[derive(Serialize)]
struct Integration {
    uid: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    settings: Settings,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Settings {
    Slack(Slack),
    Pagerduty(Pagerduty),
    Webhook(Webhook),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pagerduty {
    integration_key: String,
}

#[derive(Serialize)]
struct Webhook {
    url: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Slack {
    url: String,
    recipient: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mention_users: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mention_groups: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Policies {
    api_version: u32,
    policies: [Policy; 1],
}

#[derive(Serialize)]
struct Policy {
    #[serde(rename = "orgId")]
    org_id: u32,
    receiver: String,
    group_by: [&'static str; 2],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rules {
    api_version: u32,
    groups: [Group; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    org_id: u32,
    name: &'static str,
    folder: String,
    interval: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    uid: String,
    title: String,
    condition: &'static str,
    #[serde(rename = "for")]
    lasting: String,
    no_data_state: &'static str,
    exec_err_state: &'static str,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    labels: IndexMap<String, String>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    annotations: IndexMap<String, String>,
    data: [Stage; 3],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Stage {
    ref_id: &'static str,
    relative_time_range: TimeRange,
    datasource_uid: &'static str,
    model: Model,
}

/// Seconds before now.
#[derive(Serialize)]
struct TimeRange {
    from: u32,
    to: u32,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Model {
    Query(Query),
    Reduce(Reduce),
    Threshold(Compare),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    ref_id: &'static str,
    expr: String,
    instant: bool,
    range: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Reduce {
    ref_id: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    expression: &'static str,
    reducer: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Compare {
    ref_id: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    expression: &'static str,
    conditions: [Condition; 1],
}

#[derive(Serialize)]
struct Condition {
    evaluator: Evaluator,
}

#[derive(Serialize)]
struct Evaluator {
    #[serde(rename = "type")]
    kind: &'static str,
    params: [f64; 1],
}

/// The steps from a query to an alert: series, one number of each, whether it is too much.
const SERIES: &str = "series";
const VALUE: &str = "value";
const CONDITION: &str = "condition";

/// What the texts of an alert can ask for as `$values.…`.
pub const STEPS: [&str; 3] = [SERIES, VALUE, CONDITION];

/// A variable of Grafana's container, and the secret that it comes from.
pub(super) fn variable(receiver: &Receiver) -> (&'static str, &SecretName) {
    match receiver {
        Receiver::Slack(slack) => ("SLACK_WEBHOOK_URL", &slack.webhook),
        Receiver::Pagerduty(pagerduty) => ("PAGERDUTY_INTEGRATION_KEY", &pagerduty.routing_key),
        Receiver::Webhook(webhook) => ("ALERT_WEBHOOK_URL", &webhook.url),
    }
}

/// The receiver that Grafana sends to; `None` where the environment lacks it.
pub(super) fn receiver<'e>(environment: &'e Environment, alerting: &GrafanaAlerting) -> Option<&'e Receiver> {
    environment.alerting.receivers.get(&alerting.receiver)
}

/// The files that the environment asks for.
pub(super) fn values(environment: &Environment, alerting: &GrafanaAlerting) -> Values {
    let GrafanaAlerting {
        receiver: name,
        rules,
    } = alerting;
    let told = receiver(environment, alerting);
    Values {
        contact_points: told.map(|receiver| ContactPoints {
            api_version: 1,
            contact_points: [ContactPoint {
                org_id: 1,
                name: name.to_string(),
                receivers: [integration(receiver)],
            }],
        }),
        policies: told.map(|_| Policies {
            api_version: 1,
            policies: [Policy {
                org_id: 1,
                receiver: name.to_string(),
                group_by: ["grafana_folder", "alertname"],
            }],
        }),
        rules: (!rules.is_empty()).then(|| Rules {
            api_version: 1,
            groups: [Group {
                org_id: 1,
                name: "environment",
                folder: environment.cluster.name.to_string(),
                interval: "1m",
                rules: rules.iter().map(|(uid, wanted)| rule(uid, wanted)).collect(),
            }],
        }),
    }
}

fn integration(receiver: &Receiver) -> Integration {
    let (name, _) = variable(receiver);
    let secret = format!("${{{name}}}");
    let (kind, settings) = match receiver {
        Receiver::Slack(SlackReceiver {
            webhook: _,
            channel,
            mention_users,
            mention_groups,
        }) => {
            let settings = Slack {
                url: secret,
                recipient: expanded(channel),
                mention_users: listed(mention_users),
                mention_groups: listed(mention_groups),
            };
            ("slack", Settings::Slack(settings))
        }
        Receiver::Pagerduty(_) => {
            let settings = Pagerduty {
                integration_key: secret,
            };
            ("pagerduty", Settings::Pagerduty(settings))
        }
        Receiver::Webhook(_) => ("webhook", Settings::Webhook(Webhook { url: secret })),
    };
    Integration {
        uid: "environment",
        kind,
        settings,
    }
}

fn listed(ids: &[impl ToString]) -> Option<String> {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    (!ids.is_empty()).then(|| ids.join(","))
}

fn rule(uid: &RuleUid, wanted: &GrafanaRule) -> Rule {
    let GrafanaRule {
        title,
        query,
        threshold,
        lasting,
        labels,
        annotations,
    } = wanted;
    Rule {
        uid: uid.to_string(),
        title: expanded(title),
        condition: CONDITION,
        lasting: lasting
            .as_ref()
            .map_or_else(|| "0s".to_owned(), ToString::to_string),
        // As in Prometheus: what gives no series is no alert. That a target is gone, `up` tells.
        no_data_state: "OK",
        exec_err_state: "Error",
        labels: texts(labels, expanded),
        annotations: texts(annotations, annotation),
        data: [series(query), value(), condition(*threshold)],
    }
}

fn texts(texts: &Texts, escape: fn(&str) -> String) -> IndexMap<String, String> {
    let texts = texts.iter();
    texts
        .map(|(key, text)| (through_tpl(key), escape(text)))
        .collect()
}

fn series(query: &str) -> Stage {
    stage(
        SERIES,
        "prometheus",
        Model::Query(Query {
            ref_id: SERIES,
            expr: through_tpl(query.trim_end()),
            instant: true,
            range: false,
        }),
    )
}

/// Grafana 9.5 takes what Prometheus answers for a series over time, of which it wants one number.
fn value() -> Stage {
    stage(
        VALUE,
        "__expr__",
        Model::Reduce(Reduce {
            ref_id: VALUE,
            kind: "reduce",
            expression: SERIES,
            reducer: "last",
        }),
    )
}

fn condition(threshold: Threshold) -> Stage {
    let (kind, limit) = match threshold {
        Threshold::Above(limit) => ("gt", limit),
        Threshold::Below(limit) => ("lt", limit),
    };
    let evaluator = Evaluator {
        kind,
        params: [limit],
    };
    stage(
        CONDITION,
        "__expr__",
        Model::Threshold(Compare {
            ref_id: CONDITION,
            kind: "threshold",
            expression: VALUE,
            conditions: [Condition { evaluator }],
        }),
    )
}

fn stage(ref_id: &'static str, datasource_uid: &'static str, model: Model) -> Stage {
    Stage {
        ref_id,
        relative_time_range: TimeRange { from: 600, to: 0 },
        datasource_uid,
        model,
    }
}
