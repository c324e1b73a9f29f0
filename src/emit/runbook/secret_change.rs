//! What people do when a secret changes: the way to the cluster, and whoever reads it only when it starts.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use super::SecretLine;
use crate::model::value::{Release, ResourceName};
use crate::resolve::{Resolved, ResolvedRelease, SecretField, SecretUse};
use crate::secrets;

/// The section.
#[derive(Serialize)]
pub(super) struct SecretChange {
    /// Whether External Secrets fetches some of them.
    external: bool,
    changed: Vec<Changed>,
    /// Who takes a new text over without help, and how.
    follows: Vec<String>,
    /// Who does not.
    restarts: Vec<Restart>,
}

/// A secret, and what puts its new text in.
#[derive(Serialize)]
struct Changed {
    name: String,
    commands: Vec<String>,
}

/// A program that reads secrets when it starts.
#[derive(Serialize)]
struct Restart {
    about: String,
    commands: Vec<String>,
}

/// Who reads a secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reader {
    /// From files of a mounted Secret, for each message anew.
    /// Source: prometheus/alertmanager v0.25.0 and v0.34.0, notify/slack, notify/pagerduty and notify/webhook.
    Alertmanager,
    /// It writes them into the configuration of Prometheus, again when a Secret in its namespace changes.
    /// Source: prometheus-operator, pkg/prometheus/server/operator.go, read 2026-11-30.
    PrometheusOperator,
    /// From variables, those of the administrator too; the checksums at the pod are of what the values say.
    /// Source: charts grafana 6.56.6 and 12.11.1, templates/_pod.tpl and templates/_helpers.tpl, read 2026-11-30.
    Grafana,
    /// Its file when it starts. Source: abahmed/kwatch v0.10.5, config/config.go, read 2026-11-30.
    Kwatch,
    /// From variables.
    Botkube,
}

/// The section; `None` where nothing reads a secret.
pub(super) fn secret_change(resolved: &Resolved, made: &[SecretLine]) -> Option<SecretChange> {
    let fetched = fetched(resolved);
    let external = !fetched.is_empty();
    let changed: Vec<Changed> = fetched.into_iter().chain(made.iter().map(put)).collect();
    (!changed.is_empty()).then(|| SecretChange {
        external,
        changed,
        follows: follows(resolved),
        restarts: restarts(resolved),
    })
}

/// External Secrets looks again when an annotation changes. Source: its documentation, FAQ, as of 2026-11.
fn fetched(resolved: &Resolved) -> Vec<Changed> {
    let region = &resolved.environment.cluster.region;
    let mut by_key: IndexMap<&str, Vec<String>> = IndexMap::new();
    for fetched in secrets::fetched(resolved) {
        let key = fetched.secret.remote_key.as_str();
        let commands = by_key.entry(key).or_insert_with(|| {
            vec![format!(
                "aws secretsmanager put-secret-value --region {region} --secret-id {key} --secret-string file:///path/to/secret"
            )]
        });
        commands.push(format!(
            "kubectl annotate externalsecret {} --namespace {} --overwrite force-sync=\"$(date +%s)\"",
            fetched.name, fetched.secret.namespace
        ));
    }
    let changed = |(name, commands): (&str, _)| Changed {
        name: name.to_owned(),
        commands,
    };
    by_key.into_iter().map(changed).collect()
}

/// Applied by the server, which keeps no second copy of it in an annotation.
fn put(line: &SecretLine) -> Changed {
    let keys = line.keys.iter();
    let files: String = keys
        .map(|key| format!(" --from-file={key}=/path/to/{key}"))
        .collect();
    Changed {
        name: line.address.clone(),
        commands: vec![format!(
            "kubectl create secret generic {} --namespace {}{files} --dry-run=client --output yaml | kubectl apply --server-side \
             --force-conflicts -f -",
            line.name, line.namespace
        )],
    }
}

/// Everybody who reads this secret.
fn readers(resolved: &Resolved, used: &SecretUse) -> Vec<Reader> {
    let monitoring = &resolved.environment.monitoring;
    let of_receiver = |receiver: &ResourceName| {
        let alerting = monitoring.grafana.as_ref().and_then(|it| it.alerting.as_ref());
        let grafana = alerting.is_some_and(|alerting| alerting.receiver == *receiver);
        let alertmanager = monitoring.alertmanager.is_some();
        let both = [(Reader::Alertmanager, alertmanager), (Reader::Grafana, grafana)];
        both.into_iter()
            .filter(|(_, reads)| *reads)
            .map(|(reader, _)| reader)
            .collect()
    };
    match used.field {
        SecretField::GrafanaAdmin | SecretField::OidcClient => vec![Reader::Grafana],
        SecretField::Webhook(receiver)
        | SecretField::RoutingKey(receiver)
        | SecretField::WebhookUrl(receiver) => of_receiver(receiver),
        SecretField::RemoteUser(_) | SecretField::RemotePassword(_) => vec![Reader::PrometheusOperator],
        SecretField::KwatchConfig => vec![Reader::Kwatch],
        SecretField::BotToken | SecretField::AppToken => vec![Reader::Botkube],
    }
}

/// The Secrets that one of them reads, by name and once; `None` where there are none.
fn read_by(resolved: &Resolved, reader: Reader) -> Option<String> {
    let uses = resolved.secret_uses.iter();
    let mut names: Vec<String> = Vec::new();
    for used in uses.filter(|used| readers(resolved, used).contains(&reader)) {
        let secret = resolved.environment.secrets.get(used.secret);
        let name = secret.map_or(used.secret.as_str(), |secret| secret.name(used.secret));
        let name = format!("`{name}`");
        if !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

fn follows(resolved: &Resolved) -> Vec<String> {
    let read_by = |reader| {
        resolved
            .monitoring_stack()
            .and_then(|_| read_by(resolved, reader))
    };
    let found = [
        read_by(Reader::Alertmanager).map(|names| {
            format!("Alertmanager reads {names} for each message from files, which change within two minutes or so.")
        }),
        read_by(Reader::PrometheusOperator)
            .map(|names| format!("The operator of Prometheus takes {names} over by itself.")),
    ];
    found.into_iter().flatten().collect()
}

fn restarts(resolved: &Resolved) -> Vec<Restart> {
    let environment = resolved.environment;
    let botkube = resolved.releases.iter().find(|it| it.release == Release::Botkube);
    let kwatch = secrets::of_kwatch(environment);
    let found = [
        resolved
            .monitoring_stack()
            .and_then(|stack| grafana(resolved, stack)),
        kwatch.and_then(|secret| {
            let names = read_by(resolved, Reader::Kwatch)?;
            Some(Restart {
                about: format!("kwatch reads {names} when it starts:"),
                commands: restart("kwatch", secret.namespace),
            })
        }),
        botkube.and_then(|release| {
            let names = read_by(resolved, Reader::Botkube)?;
            Some(Restart {
                about: format!("botkube has {names} in variables, which a running pod keeps:"),
                commands: restart(release.release.name(), &release.namespace),
            })
        }),
    ];
    found.into_iter().flatten().collect()
}

fn restart(deployment: &str, namespace: &str) -> Vec<String> {
    let rollout =
        |verb: &str| format!("kubectl rollout {verb} deployment/{deployment} --namespace {namespace}");
    vec![rollout("restart"), format!("{} --timeout=5m", rollout("status"))]
}

/// Grafana gives its administrator the password of the variable in a new database only.
/// Source: Grafana documentation, configure Grafana, `admin_password`, and Grafana CLI, as of 2026-11.
fn grafana(resolved: &Resolved, stack: &ResolvedRelease) -> Option<Restart> {
    let names = read_by(resolved, Reader::Grafana)?;
    let environment = resolved.environment;
    let admin = &environment.monitoring.grafana.as_ref()?.admin;
    let secret = secrets::place(environment, admin, &stack.namespace);
    let deployment = format!("{}-grafana", stack.release);
    let mut commands = restart(&deployment, &stack.namespace);
    let password = if keeps_its_database(resolved, stack) {
        let [_, key] = SecretField::GRAFANA_KEYS;
        commands.push(format!(
            "kubectl get secret {} --namespace {} --output jsonpath='{{.data.{key}}}' | base64 --decode | kubectl exec --stdin \
             --namespace {} deployment/{deployment} --container grafana -- grafana cli --config /etc/grafana/grafana.ini admin \
             reset-admin-password --password-from-stdin",
            secret.name, secret.namespace, stack.namespace
        ));
        "Its database outlives the pod and has the administrator's old password in it, until the last command puts the new one there:"
    } else {
        "Its database goes with the pod: the administrator's old password, and what people have saved in it:"
    };
    Some(Restart {
        about: format!("Grafana has {names} in variables, which a running pod keeps. {password}"),
        commands,
    })
}

/// Whether `extraValues` give Grafana a volume, or a database somewhere else.
fn keeps_its_database(resolved: &Resolved, stack: &ResolvedRelease) -> bool {
    let chart = resolved.environment.charts.get(&stack.release);
    let Some(values) = chart.and_then(|chart| chart.extra_values.get("grafana")) else {
        return false;
    };
    values.pointer("/persistence/enabled") == Some(&Value::Bool(true))
        || values.pointer("/grafana.ini/database").is_some()
}
