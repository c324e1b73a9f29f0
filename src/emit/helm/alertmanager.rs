//! `alertmanager` of kube-prometheus-stack: its pods, and who is told what. Webhooks are read from mounted Secrets.

use std::collections::BTreeMap;

use serde::Serialize;

use super::prometheus::{self, Storage};
use super::{Switch, disruption_budget, slack};
use crate::model::value::{ResourceName, SecretName, SlackGroupId, SlackUserId};
use crate::model::{AlertRoute, Alerting, Alertmanager, Environment, Receiver, SlackReceiver};
use crate::resolve::ResolvedRelease;
use crate::secrets;

/// The receiver that tells nobody: Alertmanager has it beside those of the environment.
pub const NOBODY: &str = "null";

/// `alertmanager` of the chart.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Values {
    #[serde(skip_serializing_if = "Option::is_none")]
    enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alertmanager_spec: Option<Spec>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pod_disruption_budget: Option<Switch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    config: Option<Config>,
    /// By the name of the file that Alertmanager reads.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    template_files: BTreeMap<&'static str, String>,
}

impl Values {
    /// Whether the chart's defaults say everything.
    pub(super) fn is_empty(&self) -> bool {
        self.enabled.is_none()
            && self.alertmanager_spec.is_none()
            && self.pod_disruption_budget.is_none()
            && self.config.is_none()
            && self.template_files.is_empty()
    }
}

#[derive(Serialize)]
struct Spec {
    #[serde(skip_serializing_if = "Option::is_none")]
    replicas: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    storage: Option<Storage>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    secrets: Vec<String>,
}

/// Alertmanager's own configuration file. Source: Prometheus Alertmanager documentation, configuration.
#[derive(Serialize)]
struct Config {
    inhibit_rules: [InhibitRule; 1],
    route: Root,
    receivers: Vec<Target>,
}

#[derive(Serialize)]
struct InhibitRule {
    source_matchers: [String; 1],
    target_matchers: [String; 1],
    equal: [&'static str; 2],
}

#[derive(Serialize)]
struct Root {
    group_by: [&'static str; 2],
    receiver: &'static str,
    routes: Vec<Route>,
}

#[derive(Serialize)]
struct Route {
    matchers: [String; 1],
    receiver: String,
    #[serde(rename = "continue", skip_serializing_if = "Option::is_none")]
    goes_on: Option<bool>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    timing: Option<Timing>,
}

/// When groups are told, where it is not as for all.
#[derive(Serialize)]
struct Timing {
    group_wait: &'static str,
    group_interval: &'static str,
    repeat_interval: &'static str,
}

#[derive(Default, Serialize)]
struct Target {
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    slack_configs: Vec<Slack>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pagerduty_configs: Vec<Pagerduty>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    webhook_configs: Vec<Webhook>,
}

#[derive(Serialize)]
struct Pagerduty {
    routing_key_file: String,
    send_resolved: bool,
}

#[derive(Serialize)]
struct Webhook {
    url_file: String,
    send_resolved: bool,
}

#[derive(Serialize)]
struct Slack {
    api_url_file: String,
    channel: String,
    /// Whom the message mentions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pretext: Option<String>,
    send_resolved: bool,
}

/// The values that the environment asks for.
pub(super) fn values(environment: &Environment, release: &ResolvedRelease) -> Values {
    let Some(alertmanager @ Alertmanager { replicas, volume }) = &environment.monitoring.alertmanager else {
        return Values {
            enabled: Some(false),
            ..Values::default()
        };
    };
    let Alerting {
        receivers,
        routes,
        heartbeat,
        // A manifest of their own.
        rules: _,
        builtin: _,
        runbook_url: _,
        // Installed beside the stack.
        kwatch: _,
        botkube: _,
        // The template's.
        certificate_expiry: _,
    } = &environment.alerting;
    let mut mounted: Vec<String> = Vec::new();
    let mut targets = vec![Target {
        name: NOBODY.to_owned(),
        ..Target::default()
    }];
    for (name, receiver) in receivers {
        let secret = secrets::place(environment, secret(receiver), &release.namespace);
        if !mounted.iter().any(|name| name == secret.name) {
            mounted.push(secret.name.to_owned());
        }
        let file = format!("/etc/alertmanager/secrets/{}/{}", secret.name, secret.key());
        targets.push(target(name, receiver, file, heartbeat.as_ref() == Some(name)));
    }
    let spec = Spec {
        replicas: *replicas,
        storage: volume.as_ref().map(prometheus::storage),
        secrets: mounted,
    };
    let said = spec.replicas.is_some() || spec.storage.is_some() || !spec.secrets.is_empty();
    Values {
        enabled: None,
        alertmanager_spec: said.then_some(spec),
        pod_disruption_budget: disruption_budget::of_stack(
            environment,
            release,
            alertmanager.replica_count(),
        ),
        config: (!receivers.is_empty()).then(|| Config {
            inhibit_rules: [critical_silences_warning()],
            route: root(heartbeat.as_ref(), routes.values()),
            receivers: targets,
        }),
        template_files: slack::templates(environment),
    }
}

/// What Alertmanager reads from a file.
fn secret(receiver: &Receiver) -> &SecretName {
    match receiver {
        Receiver::Slack(slack) => &slack.webhook,
        Receiver::Pagerduty(pagerduty) => &pagerduty.routing_key,
        Receiver::Webhook(webhook) => &webhook.url,
    }
}

fn target(name: &str, receiver: &Receiver, file: String, heartbeat: bool) -> Target {
    let mut target = Target {
        name: name.to_owned(),
        ..Target::default()
    };
    match receiver {
        Receiver::Slack(SlackReceiver {
            webhook: _,
            channel,
            mention_users,
            mention_groups,
        }) => target.slack_configs.push(Slack {
            api_url_file: file,
            channel: channel.clone(),
            pretext: mentions(mention_users, mention_groups),
            send_resolved: true,
        }),
        Receiver::Pagerduty(_) => target.pagerduty_configs.push(Pagerduty {
            routing_key_file: file,
            send_resolved: true,
        }),
        Receiver::Webhook(_) => target.webhook_configs.push(Webhook {
            url_file: file,
            // A heartbeat that says it has ended would be taken for one more beat.
            send_resolved: !heartbeat,
        }),
    }
    target
}

/// What notifies people in a message. Source: Slack API documentation, formatting text, as of 2026-11.
fn mentions(users: &[SlackUserId], groups: &[SlackGroupId]) -> Option<String> {
    let users = users.iter().map(|id| format!("<@{id}>"));
    let groups = groups.iter().map(|id| format!("<!subteam^{id}>"));
    let all: Vec<String> = users.chain(groups).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

fn critical_silences_warning() -> InhibitRule {
    InhibitRule {
        source_matchers: [r#"severity = "critical""#.to_owned()],
        target_matchers: [r#"severity = "warning""#.to_owned()],
        equal: ["namespace", "alertname"],
    }
}

fn root<'a>(heartbeat: Option<&ResourceName>, routes: impl Iterator<Item = &'a AlertRoute>) -> Root {
    let beat = heartbeat.map(|receiver| Route {
        matchers: [r#"alertname = "Watchdog""#.to_owned()],
        receiver: receiver.to_string(),
        goes_on: None,
        timing: Some(Timing {
            group_wait: "0s",
            group_interval: "1m",
            repeat_interval: "5m",
        }),
    });
    // Both fire for ever by design: one proves that the pipeline lives, the other exists to inhibit.
    let silent = Route {
        matchers: [r#"alertname =~ "Watchdog|InfoInhibitor""#.to_owned()],
        receiver: NOBODY.to_owned(),
        goes_on: None,
        timing: None,
    };
    let wanted = routes.map(
        |AlertRoute {
             receiver,
             severity,
             goes_on,
         }| Route {
            matchers: [format!(r#"severity = "{}""#, severity.label())],
            receiver: receiver.to_string(),
            goes_on: goes_on.then_some(true),
            timing: None,
        },
    );
    let routes = beat.into_iter().chain([silent]).chain(wanted);
    Root {
        group_by: ["alertname", "namespace"],
        receiver: NOBODY,
        routes: routes.collect(),
    }
}
