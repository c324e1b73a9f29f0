//! `RUNBOOK.md`: the plan and what people do around it, as text. It decides nothing.

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment as Templates, UndefinedBehavior};
use serde::Serialize;

use super::artifact::{Artifact, provenance};
use super::plan::{Plan, Step};
use super::{helm, secrets};
use crate::model::{Environment, Kwatch, Provisioner, PvcMonitor};
use crate::resolve::Resolved;

const TEMPLATE: &str = include_str!("runbook.md.jinja");

#[derive(Serialize)]
struct Page<'a> {
    provenance: String,
    name: &'a str,
    cluster: String,
    region: String,
    account: String,
    archived: bool,
    eksctl: bool,
    steps: &'a [Step],
    needs_outputs: bool,
    secrets: Vec<SecretLine>,
    kwatch: Option<KwatchConfig>,
    urls: Vec<Url>,
    log_groups: Vec<String>,
    releases: Vec<Installed<'a>>,
    kubecost_three: Option<&'a str>,
}

#[derive(Serialize)]
struct SecretLine {
    namespace: String,
    name: String,
    keys: Vec<String>,
}

#[derive(Serialize)]
struct KwatchConfig {
    namespace: String,
    name: String,
    key: String,
    title: String,
    pvc_monitor: Option<(u32, u32)>,
}

#[derive(Serialize)]
struct Url {
    what: &'static str,
    url: String,
}

#[derive(Serialize)]
struct Installed<'a> {
    name: &'a str,
    namespace: &'a str,
}

/// The runbook of an environment.
pub(super) fn emit(resolved: &Resolved, plan: &Plan) -> Artifact {
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
    let text = templates
        .render_str(TEMPLATE, minijinja::value::Serde(page(resolved, plan)))
        .expect("bug in eksight: the runbook's template does not render");
    Artifact {
        path: "RUNBOOK.md".to_owned(),
        text,
    }
}

fn page<'a>(resolved: &'a Resolved, plan: &'a Plan) -> Page<'a> {
    let environment = resolved.environment;
    let cluster = &environment.cluster;
    // What uses volumes goes first, while the CSI driver is still there to delete them.
    let releases: Vec<Installed> = resolved.releases.iter().rev().map(installed).collect();
    let kubecost = resolved.releases.iter().find(|release| {
        release.release == crate::model::value::Release::Kubecost && release.line() >= (3, 0)
    });
    Page {
        provenance: provenance(resolved),
        name: resolved.name,
        cluster: cluster.name.to_string(),
        region: cluster.region.to_string(),
        account: environment.account.id.to_string(),
        eksctl: environment.provisioner == Provisioner::Eksctl,
        archived: environment.lifecycle == crate::model::Lifecycle::Archived,
        steps: &plan.steps,
        needs_outputs: plan.steps.iter().any(|step| step.command.contains("--outputs")),
        secrets: secret_lines(resolved),
        kwatch: kwatch(environment),
        urls: urls(environment),
        log_groups: log_groups(environment),
        releases,
        kubecost_three: kubecost.map(|release| release.namespace.as_str()),
    }
}

fn installed(release: &crate::resolve::ResolvedRelease) -> Installed<'_> {
    Installed {
        name: release.release.name(),
        namespace: &release.namespace,
    }
}

/// One line a Secret, with the keys of everybody who reads it; kwatch's is told apart, since it is a whole file.
fn secret_lines(resolved: &Resolved) -> Vec<SecretLine> {
    let mut lines: Vec<SecretLine> = Vec::new();
    let places = resolved
        .releases
        .iter()
        .flat_map(|release| secrets::of_release(resolved.environment, release.release, &release.namespace));
    for place in places {
        let keys = if place.keys.is_empty() {
            vec![place.key()]
        } else {
            place.keys.clone()
        };
        let known = lines
            .iter()
            .position(|line| line.namespace == place.namespace && line.name == place.name);
        let at = known.unwrap_or_else(|| {
            lines.push(SecretLine {
                namespace: place.namespace.to_owned(),
                name: place.name.to_owned(),
                keys: Vec::new(),
            });
            lines.len() - 1
        });
        for key in keys {
            if !lines[at].keys.iter().any(|known| known == key) {
                lines[at].keys.push(key.to_owned());
            }
        }
    }
    lines
}

fn kwatch(environment: &Environment) -> Option<KwatchConfig> {
    let Kwatch {
        // The manifest's.
        version: _,
        config: _,
        title,
        pvc_monitor,
    } = environment.alerting.kwatch.as_ref()?;
    let secret = secrets::of_kwatch(environment)?;
    Some(KwatchConfig {
        namespace: secret.namespace.to_owned(),
        name: secret.name.to_owned(),
        key: secret.key().to_owned(),
        // JSON text is YAML text, whatever is in the title.
        title: serde_json::Value::from(title.as_str()).to_string(),
        pvc_monitor: pvc_monitor.map(|PvcMonitor { interval, threshold }| (interval, threshold)),
    })
}

fn urls(environment: &Environment) -> Vec<Url> {
    let (monitoring, workloads) = (&environment.monitoring, &environment.workloads);
    let pages = [
        (
            "Grafana",
            monitoring.grafana.as_ref().and_then(|page| page.expose.as_ref()),
        ),
        (
            "Prometheus",
            monitoring
                .prometheus
                .as_ref()
                .and_then(|page| page.expose.as_ref()),
        ),
        (
            "nginx",
            workloads.nginx.as_ref().and_then(|page| page.expose.as_ref()),
        ),
    ];
    let url = |(what, expose)| helm::url(environment, expose).map(|url| Url { what, url });
    pages.into_iter().filter_map(url).collect()
}

fn log_groups(environment: &Environment) -> Vec<String> {
    let cluster = &environment.cluster.name;
    let control_plane =
        (!environment.cluster.log_types.is_empty()).then(|| format!("/aws/eks/{cluster}/cluster"));
    let insights = environment
        .addons
        .contains_key("amazon-cloudwatch-observability")
        .then(|| format!("/aws/containerinsights/{cluster}/application"));
    control_plane.into_iter().chain(insights).collect()
}
