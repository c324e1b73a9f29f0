//! `RUNBOOK.md`: the plan and what people do around it, as text. It decides nothing.

mod hand_over;
mod look;
mod parts;
mod secret_change;

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment as Templates, UndefinedBehavior};
use serde::Serialize;

use super::alerts::{self, BuiltinAlert};
use super::artifact::{Artifact, provenance};
use super::plan::{Plan, Update};
use super::{health, left_over, secrets, teardown, yaml};
use crate::model::value::{Minutes, Percent};
use crate::model::{Environment, Kwatch, Provisioner, PvcMonitor};
use crate::resolve::Resolved;
use hand_over::{HandOver, Keeps};
use secret_change::SecretChange;

/// Where it lies below `out/<environment>/`.
pub const PATH: &str = "RUNBOOK.md";

#[derive(Serialize)]
struct Page<'a> {
    provenance: String,
    name: &'a str,
    cluster: String,
    region: String,
    account: String,
    archived: bool,
    private_only: bool,
    public_cidrs: String,
    parts: Vec<parts::Part<'a>>,
    update: &'a Update,
    needs_outputs: bool,
    hand_over: Option<&'a HandOver>,
    /// What changes where an engine is at work all the time.
    keeps: Option<&'a Keeps>,
    secret_change: Option<SecretChange>,
    zonal_shift: bool,
    /// Whether workloads have roles of IAM by what `identities` says.
    has_roles: bool,
    urls: Vec<health::Page>,
    look: Vec<look::Section>,
    alerts: Vec<Alert>,
    /// What lets a protected cluster go; nothing where it is not protected.
    unprotected: Vec<String>,
    /// The steps of the teardown that have something to do.
    teardown: Vec<teardown::Step>,
    left_over: Vec<String>,
}

/// A Secret with the keys of everybody who reads it, and what is in it where that is a whole file.
#[derive(Clone, Serialize)]
struct SecretLine {
    address: String,
    namespace: String,
    name: String,
    keys: Vec<String>,
    file: Option<String>,
}

/// A secret in Secrets Manager, and what External Secrets takes from it.
#[derive(Clone, Serialize)]
struct RemoteSecret {
    name: String,
    /// Properties of its JSON object; none where the whole text is meant.
    properties: String,
    /// Whether all properties of its JSON object become keys.
    everything: bool,
    /// The file in it, where that is what its reader wants.
    file: Option<String>,
}

/// What to do when an alert of ours comes.
#[derive(Serialize)]
struct Alert {
    name: &'static str,
    severity: &'static str,
    meaning: &'static str,
    commands: Vec<String>,
}

/// The template, read once for all environments.
static TEMPLATES: LazyLock<Templates<'static>> = LazyLock::new(|| {
    let mut templates = Templates::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_syntax(
        SyntaxConfig::builder()
            .block_delimiters("<%", "%>")
            .variable_delimiters("<<", ">>")
            .comment_delimiters("<#", "#>")
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true)
            .build()
            .expect("bug in eksight: the delimiters of the runbook's template"),
    );
    templates
        .add_template(PATH, include_str!("runbook.md.jinja"))
        .expect("bug in eksight: the runbook's template cannot be read");
    templates
});

/// The runbook of an environment.
pub(super) fn emit(resolved: &Resolved, plan: &Plan) -> Artifact {
    let hand_over = hand_over::hand_over(resolved, plan);
    let page = page(resolved, plan, hand_over.as_ref());
    let text = TEMPLATES
        .get_template(PATH)
        .and_then(|template| template.render(minijinja::value::Serde(page)))
        .expect("bug in eksight: the runbook's template does not render");
    Artifact::prose(PATH, text)
}

fn page<'a>(resolved: &'a Resolved, plan: &'a Plan, hand_over: Option<&'a HandOver>) -> Page<'a> {
    let environment = resolved.environment;
    let cluster = &environment.cluster;
    let secrets = secret_lines(resolved);
    Page {
        provenance: provenance(resolved),
        name: resolved.name,
        cluster: cluster.name.to_string(),
        region: cluster.region.to_string(),
        account: environment.account.id.to_string(),
        private_only: cluster.endpoint.public_cidrs.is_empty(),
        public_cidrs: list(&cluster.endpoint.public_cidrs),
        archived: environment.lifecycle == crate::model::Lifecycle::Archived,
        parts: parts::parts(plan, hand_over, &secrets, &remote_secrets(resolved)),
        update: &plan.update,
        needs_outputs: plan.steps.iter().any(|step| step.command.contains("--outputs")),
        hand_over,
        keeps: hand_over.and_then(|engine| engine.keeps.as_ref()),
        secret_change: secret_change::secret_change(resolved, &secrets),
        zonal_shift: cluster.zonal_shift,
        has_roles: environment.provisioner == Provisioner::Native && !resolved.identities.is_empty(),
        urls: health::pages(resolved),
        look: look::sections(resolved),
        alerts: alerts(resolved),
        unprotected: teardown::unprotected(environment),
        teardown: teardown(resolved),
        left_over: left_over::left_over(environment),
    }
}

fn teardown(resolved: &Resolved) -> Vec<teardown::Step> {
    let steps = teardown::teardown(resolved).steps.into_iter();
    let with_commands = steps.filter(|step| !step.commands.is_empty());
    with_commands.map(teardown::Step::by_hand).collect()
}

/// What has to be in Secrets Manager; several entries may take properties from one secret.
fn remote_secrets(resolved: &Resolved) -> Vec<RemoteSecret> {
    let fetched = secrets::fetched(resolved);
    let mut names: Vec<&str> = fetched
        .iter()
        .map(|fetched| fetched.secret.remote_key.as_str())
        .collect();
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    let kwatch = kwatch(resolved.environment);
    let remote = |name: &str| {
        let of_name = || {
            fetched
                .iter()
                .filter(move |fetched| *fetched.secret.remote_key == *name)
        };
        let mut properties: Vec<String> = of_name()
            .flat_map(|fetched| fetched.keys.iter().filter_map(|(_, property)| *property))
            .map(|property| format!("`{property}`"))
            .collect();
        properties.sort_unstable();
        properties.dedup();
        let mut whole =
            of_name().filter(|fetched| fetched.keys.iter().any(|(_, property)| property.is_none()));
        RemoteSecret {
            name: name.to_owned(),
            properties: list(&properties),
            everything: of_name().any(|fetched| fetched.keys.is_empty()),
            file: whole.find_map(|fetched| {
                let address = format!("{}/{}", fetched.secret.namespace, fetched.name);
                kwatch
                    .as_ref()
                    .filter(|line| line.address == address)?
                    .file
                    .clone()
            }),
        }
    };
    names.into_iter().map(remote).collect()
}

/// One line a Secret that people make, with the keys of everybody who reads it.
fn secret_lines(resolved: &Resolved) -> Vec<SecretLine> {
    let mut lines: Vec<SecretLine> = Vec::new();
    let places = resolved
        .releases
        .iter()
        .flat_map(|release| secrets::of_release(resolved, release));
    for place in places {
        let keys = if place.keys.is_empty() {
            vec![place.key()]
        } else {
            place.keys.clone()
        };
        let address = place.address();
        let known = lines.iter().position(|line| line.address == address);
        let at = known.unwrap_or_else(|| {
            lines.push(SecretLine {
                address,
                namespace: place.namespace.to_owned(),
                name: place.name.to_owned(),
                keys: Vec::new(),
                file: None,
            });
            lines.len() - 1
        });
        for key in keys {
            if !lines[at].keys.iter().any(|known| known == key) {
                lines[at].keys.push(key.to_owned());
            }
        }
    }
    lines.extend(kwatch(resolved.environment));
    let fetched: Vec<String> = secrets::fetched(resolved)
        .iter()
        .map(|fetched| format!("{}/{}", fetched.secret.namespace, fetched.name))
        .collect();
    lines.retain(|line| !fetched.contains(&line.address));
    lines
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KwatchConfig {
    alert: KwatchAlert,
    pvc_monitor: KwatchPvcMonitor,
}

#[derive(Serialize)]
struct KwatchAlert {
    slack: KwatchSlack,
}

#[derive(Serialize)]
struct KwatchSlack {
    webhook: &'static str,
    title: String,
}

#[derive(Serialize)]
struct KwatchPvcMonitor {
    enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<Minutes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    threshold: Option<Percent>,
}

fn kwatch(environment: &Environment) -> Option<SecretLine> {
    let Kwatch {
        // The manifest's.
        version: _,
        config: _,
        title,
        pvc_monitor,
    } = environment.alerting.kwatch.as_ref()?;
    let secret = secrets::of_kwatch(environment)?;
    let config = KwatchConfig {
        alert: KwatchAlert {
            slack: KwatchSlack {
                webhook: "FILL-IN",
                title: title.clone(),
            },
        },
        pvc_monitor: KwatchPvcMonitor {
            enabled: pvc_monitor.is_some(),
            interval: pvc_monitor.map(|PvcMonitor { interval, .. }| interval),
            threshold: pvc_monitor.map(|PvcMonitor { threshold, .. }| threshold),
        },
    };
    let config = serde_json::to_value(config).expect("bug in eksight: a configuration is plain data");
    Some(SecretLine {
        address: secret.address(),
        namespace: secret.namespace.to_owned(),
        name: secret.name.to_owned(),
        keys: vec![secret.key().to_owned()],
        file: Some(
            yaml::document(&[], &config, yaml::Style::Plain)
                .trim_end()
                .to_owned(),
        ),
    })
}

fn list(items: &[impl ToString]) -> String {
    items
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

fn alerts(resolved: &Resolved) -> Vec<Alert> {
    let builtin = alerts::builtin(resolved).into_iter();
    let section = |alert: BuiltinAlert| Alert {
        name: alert.name,
        severity: alert.severity.label(),
        meaning: alert.meaning,
        commands: alert.commands,
    };
    builtin.map(section).collect()
}
