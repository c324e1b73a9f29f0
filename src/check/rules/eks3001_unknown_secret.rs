//! EKS3001: a secret that is used but not declared, or declared without the key that is needed.

use crate::check::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::value::SecretName;
use crate::model::{Environment, Receiver};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let mut found = Vec::new();
    for (at, name, one_key) in used(environment) {
        match environment.secrets.get(name) {
            None => found.push(
                Finding::at(at, format!("there is no secret `{name}`")).help(format!(
                    "declare where it lies: `secrets: {{ {name}: {{ kubernetes: {{ … }} }} }}`"
                )),
            ),
            Some(secret) if one_key && secret.kubernetes().key.is_none() => found.push(
                Finding::at(at, format!("the secret `{name}` does not say which key is meant"))
                    .related(at!(secrets[name]), "declared here")
                    .help("add `key`"),
            ),
            Some(_) => {}
        }
    }
    found
}

/// Every use of a secret, and whether one key of it is meant.
fn used(environment: &Environment) -> Vec<(FieldPath, &SecretName, bool)> {
    let alerting = &environment.alerting;
    let mut used = Vec::new();
    if let Some(grafana) = &environment.monitoring.grafana {
        used.push((at!(monitoring.grafana.admin), &grafana.admin, false));
    }
    for (name, Receiver::Slack(slack)) in &alerting.receivers {
        used.push((at!(alerting.receivers[name].slack.webhook), &slack.webhook, true));
    }
    if let Some(kwatch) = &alerting.kwatch {
        used.push((at!(alerting.kwatch.config), &kwatch.config, false));
    }
    if let Some(botkube) = &alerting.botkube {
        used.push((at!(alerting.botkube.botToken), &botkube.bot_token, true));
        used.push((at!(alerting.botkube.appToken), &botkube.app_token, true));
    }
    used
}
