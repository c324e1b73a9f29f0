//! `status`: what there is of a running environment, and how it does. It changes nothing.

use clap::Args;
use serde::Serialize;

use super::apply::{self, Format, Report, Session, World};
use super::output::{self, Context};
use super::{RustEnvironment, code, environments};
use crate::apply::{Engine, Limits, Options, Seen, checks};
use crate::emit::health::{Health, health};
use crate::live::{self, Certificate, Database, Fault, Ingress, Workload, kubeconfig};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The environment.
    environment: String,
    /// How to print it.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    output: Format,
}

/// Everything that is told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    environment: String,
    account: String,
    region: String,
    cluster: Option<Cluster>,
    /// The state of the stack; empty where there is none.
    stack: String,
    /// What is in the cluster, where there is one.
    inside: Option<Inside>,
    certificates: Vec<Certificate>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Cluster {
    name: String,
    status: String,
    version: String,
    access_entries: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Inside {
    releases: Vec<Release>,
    workloads: Vec<Workload>,
    ingresses: Vec<Ingress>,
    database: Database,
    checks: Vec<Checked>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Release {
    /// Namespace and name.
    name: String,
    /// Chart and version of the newest revision; empty where it is not installed.
    chart: String,
    status: String,
    revision: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Checked {
    name: String,
    /// Whether it does its work; nothing where nobody can tell.
    is_well: Option<bool>,
    seen: String,
    /// What to do where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<String>,
}

pub(super) fn run(arguments: &Arguments, rust: &[RustEnvironment], context: &Context) -> anyhow::Result<u8> {
    let project = environments::Project::find(rust)?;
    project.with_permit(&arguments.environment, context, |permit| {
        let health = health(permit.resolved());
        let world = World::new()?;
        let report = Report::new(arguments.output, false, output::now);
        let session = Session {
            command: "status",
            place: apply::place(permit),
            root: &project.root,
            world: &world,
            report: &report,
            limits: Limits::DEFAULT,
            options: Options {
                dry_run: true,
                ..Options::default()
            },
        };
        let mut status = None;
        let code = session.run(|engine, _| {
            let told = |fault: &Fault| output::tell(&format!("error: {fault}"));
            status = Some(look(engine, &health).inspect_err(told)?);
            Ok(())
        })?;
        if let (code::DONE, Some(status)) = (code, status) {
            output::data(&match arguments.output {
                Format::Text => text(&status),
                Format::Json => {
                    let json = serde_json::to_string_pretty(&status);
                    json.expect("bug in eksight: a status is not JSON") + "\n"
                }
            })?;
        }
        Ok(code)
    })
}

fn look(engine: &Engine<'_>, health: &Health) -> Result<Status, Fault> {
    let (programs, place) = (&engine.programs, &engine.place);
    let found = live::cluster(programs, &place.cluster)?;
    let active = found.as_ref().is_some_and(|found| found.status == "ACTIVE");
    let cluster = match found {
        None => None,
        Some(found) => Some(Cluster {
            access_entries: live::access_entries(programs, &place.cluster)?,
            name: place.cluster.clone(),
            status: found.status,
            version: found.version,
        }),
    };
    let stack = live::stack(programs, &place.cluster)?;
    Ok(Status {
        environment: place.environment.clone(),
        account: place.account.clone(),
        region: place.region.clone(),
        cluster,
        stack: stack.map_or_else(String::new, |stack| stack.word),
        inside: match active {
            true => Some(inside(engine, health)?),
            false => None,
        },
        certificates: live::certificates(programs)?,
    })
}

fn inside(engine: &Engine<'_>, health: &Health) -> Result<Inside, Fault> {
    let programs = &engine.programs;
    kubeconfig(programs, &engine.place)?;
    let mut releases = Vec::new();
    for wanted in &health.owned.releases {
        let found = live::release(programs, &wanted.name, &wanted.namespace)?;
        let newest = found.as_ref().map(live::Release::newest);
        releases.push(Release {
            name: format!("{}/{}", wanted.namespace, wanted.name),
            chart: newest.map_or_else(String::new, |newest| newest.chart.clone()),
            status: newest
                .map_or("not installed", |newest| newest.status.word())
                .to_owned(),
            revision: newest.map_or(0, |newest| newest.revision),
        });
    }
    let mut seen = Vec::new();
    for check in checks(engine, health) {
        let (is_well, text) = match check.look()? {
            Seen::Well(text) => (Some(true), text),
            Seen::NotWell(text) => (Some(false), text),
            Seen::Untold(text) => (None, text),
        };
        seen.push(Checked {
            name: check.name,
            mend: (is_well == Some(false)).then_some(check.mend),
            is_well,
            seen: text,
        });
    }
    Ok(Inside {
        releases,
        workloads: live::workloads(programs)?,
        ingresses: live::ingresses(programs)?,
        database: live::database(programs)?,
        checks: seen,
    })
}

fn text(status: &Status) -> String {
    let mut lines = vec![format!(
        "{} in {}, {}",
        status.environment, status.account, status.region
    )];
    let mut row = |name: &str, value: &str| lines.push(format!("  {name:12}  {value}"));
    match &status.cluster {
        None => row("cluster", "there is none"),
        Some(cluster) => {
            let Cluster {
                name,
                status,
                version,
                access_entries,
            } = cluster;
            row("cluster", &format!("{name} is {status}, Kubernetes {version}"));
            for entry in access_entries {
                row("may enter", entry);
            }
        }
    }
    let stack = status.stack.as_str();
    row("stack", if stack.is_empty() { "there is none" } else { stack });
    for Certificate {
        domain,
        status,
        not_after,
    } in &status.certificates
    {
        let until = if not_after.is_empty() { "" } else { " until " };
        row("certificate", &format!("{domain} {status}{until}{not_after}"));
    }
    if let Some(inside) = &status.inside {
        inside_text(inside, row);
    }
    lines.join("\n") + "\n"
}

fn inside_text(inside: &Inside, mut row: impl FnMut(&str, &str)) {
    for release in &inside.releases {
        let Release {
            name,
            chart,
            status,
            revision,
        } = release;
        row(
            "release",
            &match chart.is_empty() {
                true => format!("{name} {status}"),
                false => format!("{name} {chart} {status}, revision {revision}"),
            },
        );
    }
    let (ready, not): (Vec<&Workload>, Vec<&Workload>) =
        inside.workloads.iter().partition(|it| it.ready >= it.wanted);
    row("workloads", &format!("{} ready, {} not", ready.len(), not.len()));
    for it in not {
        row(
            "not ready",
            &format!("{} {}: {} of {}", it.kind, it.name, it.ready, it.wanted),
        );
    }
    for ingress in &inside.ingresses {
        let at = match ingress.load_balancer.is_empty() {
            true => "no load balancer yet",
            false => &ingress.load_balancer,
        };
        row(
            "ingress",
            &format!("{} {} at {at}", ingress.name, ingress.hosts.join(", ")),
        );
    }
    let Database { metric, bytes, kinds } = &inside.database;
    if !metric.is_empty() {
        row("database", &format!("{} MiB by {metric}", bytes / 1024 / 1024));
    }
    let kinds: Vec<String> = kinds
        .iter()
        .map(|(kind, count)| format!("{kind} {count}"))
        .collect();
    if !kinds.is_empty() {
        row("most objects", &kinds.join(", "));
    }
    for check in &inside.checks {
        let word = match check.is_well {
            Some(true) => "well",
            Some(false) => "NOT WELL",
            None => "not told",
        };
        row(word, &format!("{}: {}", check.name, check.seen));
        if let Some(mend) = &check.mend {
            row("", &format!("mend: {mend}"));
        }
    }
}
