//! What amtool says of the configurations of Alertmanager: whether they can be read, and who is told of what.

use super::environment::{self, Environment};
use super::random::Random;
use super::tools::Program;
use super::{install, must, tree};
use anyhow::{Context, Result, ensure};
use eksight::model;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

const VALUES: &str = "helm/kube-prometheus-stack";

/// The two texts of a message in Slack that eksight writes.
const SLACK: [&str; 2] = ["slack.default.text", "slack.default.titlelink"];

/// A configuration, the environment that asks for it, and the place to name in a message.
struct Configuration {
    place: String,
    tree: Value,
    /// The chart's `templateFiles`, by name.
    templates: Value,
    alerting: model::Alerting,
}

/// Every configuration, and where three alerts go in each.
pub(super) fn check(
    amtool: &Program,
    environments: &[Environment],
    random: &[Random],
) -> Result<Vec<String>> {
    let configurations = configurations(environments, random)?;
    ensure!(
        !configurations.is_empty(),
        "no environment has routes of alerts to check"
    );
    let (mut asked, mut messages) = (0, 0);
    for (number, configuration) in configurations.iter().enumerate() {
        let file = write(number, &configuration.tree)?;
        must(amtool.command().arg("check-config").arg(&file)).with_context(|| configuration.place.clone())?;
        for (labels, receivers) in expected(&configuration.alerting) {
            routes(amtool, &file, labels, &receivers).with_context(|| configuration.place.clone())?;
            asked += 1;
        }
        if configuration.templates.is_object() {
            message(amtool, number, &configuration.templates).with_context(|| configuration.place.clone())?;
            messages += 1;
        }
    }
    ensure!(messages > 0, "no environment has a message for Slack to check");
    Ok(vec![
        format!(
            "{}: {} configurations of Alertmanager, no objections",
            amtool.name,
            configurations.len()
        ),
        format!(
            "{}: {asked} alerts go to the receivers that their routes name",
            amtool.name
        ),
        format!(
            "{}: {messages} messages to Slack say what is wrong and link to the runbook",
            amtool.name
        ),
    ])
}

fn configurations(environments: &[Environment], random: &[Random]) -> Result<Vec<Configuration>> {
    let mut texts = Vec::new();
    for environment in environments {
        for file in environment.files(VALUES)? {
            let text = environment::read(&file)?;
            texts.push((file, text, environment.model()?.alerting));
        }
    }
    for random in random {
        let alerting = eksight_testing::environment(random.seed).alerting;
        let files = random.files("helm/kube-prometheus-stack/");
        texts.extend(files.map(|(place, artifact)| (place, artifact.text().to_owned(), alerting.clone())));
    }
    let mut found = Vec::new();
    for (place, text, alerting) in texts {
        for document in tree::documents(&text).with_context(|| format!("reading {place}"))? {
            if let Some(tree) = document.pointer("/alertmanager/config") {
                found.push(Configuration {
                    place: place.clone(),
                    tree: with_stand_ins(tree.clone()),
                    templates: document["alertmanager"]["templateFiles"].clone(),
                    alerting: alerting.clone(),
                });
            }
        }
    }
    Ok(found)
}

/// amtool is Debian's, 0.25; `url_file` of webhooks came with 0.26. An address of nobody takes its place.
fn with_stand_ins(mut tree: Value) -> Value {
    let receivers = tree["receivers"].as_array_mut().into_iter().flatten();
    for webhook in
        receivers.flat_map(|receiver| receiver["webhook_configs"].as_array_mut().into_iter().flatten())
    {
        let webhook = webhook.as_object_mut();
        if let Some(webhook) = webhook.filter(|webhook| webhook["url_file"].is_string()) {
            webhook.remove("url_file");
            webhook.insert("url".to_owned(), json!("http://stand-in.invalid"));
        }
    }
    tree
}

/// Alerts, and who must be told by what the environment says: read here once more, without what writes the routes.
fn expected(alerting: &model::Alerting) -> Vec<(&'static [&'static str], Vec<String>)> {
    let nobody = || vec!["null".to_owned()];
    let of_severity = |label: &str| {
        let mut told = Vec::new();
        for route in alerting.routes.values() {
            if route.severity.label() == label {
                told.push(route.receiver.to_string());
                if !route.goes_on {
                    break;
                }
            }
        }
        if told.is_empty() { nobody() } else { told }
    };
    let heartbeat = alerting.heartbeat.as_ref();
    vec![
        (
            &["alertname=ApiServerDatabaseFillsUp", "severity=critical"],
            of_severity("critical"),
        ),
        (
            &["alertname=NodeNotReady", "severity=warning"],
            of_severity("warning"),
        ),
        (
            &["alertname=Watchdog", "severity=none"],
            heartbeat.map_or_else(nobody, |receiver| vec![receiver.to_string()]),
        ),
        (&["alertname=InfoInhibitor", "severity=none"], nobody()),
    ]
}

fn routes(amtool: &Program, file: &Path, labels: &[&str], receivers: &[String]) -> Result<()> {
    let mut command = amtool.command();
    command
        .args(["config", "routes", "test"])
        .arg(format!("--config.file={}", file.display()))
        .arg(format!("--verify.receivers={}", receivers.join(",")))
        .args(labels);
    must(&mut command).with_context(|| {
        format!(
            "an alert with {} must go to {}",
            labels.join(", "),
            receivers.join(", ")
        )
    })?;
    Ok(())
}

/// What Slack gets of three alerts: one with all texts, one that has ended, and one that says nothing of itself.
fn message(amtool: &Program, number: usize, templates: &Value) -> Result<()> {
    let alert = |status: &str, annotations: Value| json!({ "status": status, "labels": { "alertname": "NodeNotReady" }, "annotations": annotations });
    let url = "https://example.com/RUNBOOK.md#node-not-ready";
    let texts = json!({ "summary": "Node is not ready", "description": "For 15m.", "runbook_url": url });
    let data = json!({
        "status": "firing",
        "alerts": [
            alert("firing", texts),
            alert("resolved", json!({ "summary": "Other node" })),
            alert("firing", json!({})),
        ],
        "commonAnnotations": { "runbook_url": url },
    });
    let folder = install::folder().join("alertmanager").join(number.to_string());
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    for (name, text) in templates.as_object().into_iter().flatten() {
        fs::write(folder.join(name), text.as_str().unwrap_or_default())?;
    }
    let file = folder.join("data.json");
    fs::write(&file, data.to_string()).with_context(|| format!("writing {}", file.display()))?;
    let text =
        format!("*Node is not ready* <{url}|Runbook>\nFor 15m.\nResolved: *Other node*\n*NodeNotReady*\n");
    for (name, expected) in SLACK.into_iter().zip([text.as_str(), url]) {
        let mut command = amtool.command();
        command
            .args(["template", "render"])
            .arg(format!("--template.glob={}/*.tmpl", folder.display()))
            .arg(format!("--template.data={}", file.display()))
            .arg(format!("--template.text={{{{ template \"{name}\" . }}}}"));
        let said = String::from_utf8(must(&mut command)?.stdout)?;
        ensure!(said == expected, "{name} is\n{said}\nand must be\n{expected}");
    }
    Ok(())
}

/// JSON is YAML that every reader reads alike.
fn write(number: usize, tree: &Value) -> Result<PathBuf> {
    let folder = install::folder().join("alertmanager");
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let path = folder.join(format!("{number}.json"));
    fs::write(&path, tree.to_string()).with_context(|| format!("writing {}", path.display()))?;
    Ok(path)
}
