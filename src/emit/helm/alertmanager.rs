//! `alertmanager` of kube-prometheus-stack: its pods, and who is told what. Webhooks are read from mounted Secrets.

use serde::Serialize;

use super::prometheus::{self, Storage};
use crate::model::{AlertRoute, Alerting, Alertmanager, Environment, Receiver, SlackReceiver};
use crate::resolve::ResolvedRelease;
use crate::secrets;

/// The receiver that tells nobody.
const NOBODY: &str = "null";

/// `alertmanager` of the chart.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Values {
    #[serde(skip_serializing_if = "Option::is_none")]
    enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alertmanager_spec: Option<Spec>,
    #[serde(skip_serializing_if = "Option::is_none")]
    config: Option<Config>,
}

impl Values {
    /// Whether the chart's defaults say everything.
    pub(super) fn is_empty(&self) -> bool {
        self.enabled.is_none() && self.alertmanager_spec.is_none() && self.config.is_none()
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
}

#[derive(Serialize)]
struct Target {
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    slack_configs: Vec<Slack>,
}

#[derive(Serialize)]
struct Slack {
    api_url_file: String,
    channel: String,
    send_resolved: bool,
}

/// The values that the environment asks for.
pub(super) fn values(environment: &Environment, release: &ResolvedRelease) -> Values {
    let Some(Alertmanager { replicas, volume }) = &environment.monitoring.alertmanager else {
        return Values {
            enabled: Some(false),
            ..Values::default()
        };
    };
    let Alerting {
        receivers,
        routes,
        // A manifest of their own.
        rules: _,
        builtin: _,
        runbook_url: _,
        // Installed beside the stack.
        kwatch: _,
        botkube: _,
    } = &environment.alerting;
    let mut mounted: Vec<String> = Vec::new();
    let mut targets = vec![Target {
        name: NOBODY.to_owned(),
        slack_configs: Vec::new(),
    }];
    for (name, receiver) in receivers {
        let Receiver::Slack(SlackReceiver { webhook, channel }) = receiver;
        let secret = secrets::place(environment, webhook, &release.namespace);
        if !mounted.iter().any(|name| name == secret.name) {
            mounted.push(secret.name.to_owned());
        }
        targets.push(Target {
            name: name.to_string(),
            slack_configs: vec![Slack {
                api_url_file: format!("/etc/alertmanager/secrets/{}/{}", secret.name, secret.key()),
                channel: channel.clone(),
                send_resolved: true,
            }],
        });
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
        config: (!receivers.is_empty()).then(|| Config {
            inhibit_rules: [critical_silences_warning()],
            route: root(routes.values()),
            receivers: targets,
        }),
    }
}

fn critical_silences_warning() -> InhibitRule {
    InhibitRule {
        source_matchers: [r#"severity = "critical""#.to_owned()],
        target_matchers: [r#"severity = "warning""#.to_owned()],
        equal: ["namespace", "alertname"],
    }
}

fn root<'a>(routes: impl Iterator<Item = &'a AlertRoute>) -> Root {
    // Both fire for ever by design: one proves that the pipeline lives, the other exists to inhibit.
    let silent = Route {
        matchers: [r#"alertname =~ "Watchdog|InfoInhibitor""#.to_owned()],
        receiver: NOBODY.to_owned(),
    };
    let wanted = routes.map(|AlertRoute { receiver, severity }| Route {
        matchers: [format!(r#"severity = "{}""#, severity.label())],
        receiver: receiver.to_string(),
    });
    Root {
        group_by: ["alertname", "namespace"],
        receiver: NOBODY,
        routes: std::iter::once(silent).chain(wanted).collect(),
    }
}
