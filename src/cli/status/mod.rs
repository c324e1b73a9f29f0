//! `status`: what there is of a running environment, and how it does. It changes nothing.

mod text;

use clap::Args;
use serde::Serialize;

use super::apply::{self, Report, Session, World};
use super::format::Format;
use super::output::{self, Context};
use super::{RustEnvironment, code, environments};
use crate::apply::{Engine, Limits, Options, Seen, see};
use crate::emit::health::Look;
use crate::emit::plan::plan;
use crate::emit::render;
use crate::emit::teardown::{Installed, teardown};
use crate::live::{
    self, AccessEntry, Binding, Certificate, Database, Fault, Ingress, Settled, Workload, kubeconfig,
};

/// What whoever asks must be allowed to do; what is refused is left out, and named.
const RIGHTS: &str = "\
It changes nothing, waits for nobody who does, and reads with the rights of whoever asks:
  in AWS          sts:GetCallerIdentity
  for some rows   eks:DescribeCluster, without which nothing is told of the cluster, cloudformation:DescribeStacks,
                  eks:ListAccessEntries, eks:DescribeAccessEntry, eks:ListAssociatedAccessPolicies,
                  acm:ListCertificates, logs:DescribeLogStreams
  in the cluster  list of nodes, persistentvolumeclaims, deployments, statefulsets, daemonsets, ingresses,
                  rolebindings and clusterrolebindings; list of Helm's secrets; get of services/proxy in the
                  namespace of Prometheus, and of /metrics
What one of `some rows` or of the cluster's rights is missing for is told as `not read` or `not told`, with the reason and
what to add: it says nothing of how the environment does, and fails nothing.

With --detailed-exitcode it exits with 0 when all is well, with 2 when something is not: a look, a workload, the cluster that
is not there or not active, or its stack that is not there, waits for a person, or is somebody else's. When something that may
be bad could not be told, and nothing is known to be, it exits with 1.";

#[derive(Debug, Args)]
#[command(after_long_help = RIGHTS)]
pub(super) struct Arguments {
    /// The environment.
    environment: String,
    /// How to print it.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    output: Format,
    /// Exit with 2 when something is not well, with 1 when something cannot be told.
    #[arg(long)]
    detailed_exitcode: bool,
}

/// What cannot be told where the cluster cannot be.
const CLUSTER: &str = "cluster, who may enter it, and what is inside";
const STACK: &str = "stack";

/// What the environment has.
struct Wanted {
    releases: Vec<Installed>,
    looks: Vec<Look>,
}

/// Everything that is told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    environment: String,
    account: String,
    region: String,
    cluster: Option<Cluster>,
    /// The state of the stack; empty where there is none, and nothing where that could not be read.
    stack: Option<String>,
    /// Why the stack is not well; nothing where it is, or was not read.
    stack_unwell: Option<&'static str>,
    /// What is in the cluster, where there is one.
    inside: Option<Inside>,
    certificates: Option<Vec<Certificate>>,
    /// What could not be read; it is nothing in its place.
    unread: Vec<Unread>,
}

/// Something that could not be read.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Unread {
    what: &'static str,
    why: String,
    /// What to do so that it can be.
    mend: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Cluster {
    name: String,
    status: String,
    version: String,
    access_entries: Option<Vec<AccessEntry>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Inside {
    bindings: Option<Vec<Binding>>,
    releases: Option<Vec<Release>>,
    workloads: Option<Vec<Workload>>,
    ingresses: Option<Vec<Ingress>>,
    database: Option<Database>,
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
    /// What to do where it does not, or where that cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<String>,
}

pub(super) fn run(arguments: &Arguments, rust: &[RustEnvironment], context: &Context) -> anyhow::Result<u8> {
    let project = environments::Project::find(rust)?;
    project.with_resolved(&arguments.environment, context, |resolved, _| {
        let wanted = Wanted {
            releases: teardown(resolved).owned.releases,
            looks: plan(resolved, &render(resolved)).looks(),
        };
        let world = World::new()?;
        let report = Report::new(arguments.output, false, output::now, &world);
        let session = Session {
            command: "status",
            place: apply::place(resolved),
            root: &project.root,
            world: &world,
            report: &report,
            limits: Limits::DEFAULT,
            looks: true,
            options: Options {
                dry_run: true,
                ..Options::default()
            },
        };
        let mut status = None;
        let code = session.run(|engine, _| {
            let told = |fault: &Fault| report.refuse_for(fault);
            status = Some(look(engine, &wanted).inspect_err(told)?);
            Ok(())
        })?;
        if let (code::DONE, Some(status)) = (code, &status) {
            output::data(&match arguments.output {
                Format::Text => text::text(status),
                Format::Json => {
                    let json = serde_json::to_string_pretty(status);
                    json.expect("bug in eksight: a status is not JSON") + "\n"
                }
            })?;
        }
        Ok(match (code, status) {
            (code::DONE, Some(status)) if arguments.detailed_exitcode => status.code(),
            (code, _) => code,
        })
    })
}

impl Status {
    /// What is not well outweighs what nobody can tell.
    fn code(&self) -> u8 {
        let Some(inside) = &self.inside else {
            let is_unread = self.unread.iter().any(|it| it.what == CLUSTER);
            let is_active = |cluster: &Cluster| cluster.status == "ACTIVE";
            let may_do_well = is_unread || self.cluster.as_ref().is_some_and(is_active);
            return if may_do_well { code::FAILURE } else { code::CHANGES };
        };
        let is_bad = |check: &Checked| check.is_well == Some(false);
        let mut workloads = inside.workloads.iter().flatten();
        if self.stack_unwell.is_some()
            || inside.checks.iter().any(is_bad)
            || workloads.any(|it| it.ready < it.wanted)
        {
            return code::CHANGES;
        }
        let is_untold = |check: &Checked| check.is_well.is_none() && check.mend.is_some();
        match self.unread.is_empty() && !inside.checks.iter().any(is_untold) {
            true => code::DONE,
            false => code::FAILURE,
        }
    }
}

fn look(engine: &Engine<'_>, wanted: &Wanted) -> Result<Status, Fault> {
    let (programs, place) = (&engine.programs, &engine.place);
    let mut unread = Vec::new();
    let found = read(&mut unread, CLUSTER, live::own_cluster(programs, place))?.flatten();
    let active = found.as_ref().is_some_and(|found| found.status == "ACTIVE");
    let cluster = match found {
        None => None,
        Some(found) => {
            let entries = live::access_entries(programs, &place.cluster);
            Some(Cluster {
                access_entries: read(&mut unread, "access entries", entries)?,
                name: place.cluster.clone(),
                status: found.status,
                version: found.version,
            })
        }
    };
    let stack = read(&mut unread, STACK, live::stack(programs, &place.cluster))?;
    Ok(Status {
        environment: place.environment.clone(),
        account: place.account.clone(),
        region: place.region.clone(),
        stack_unwell: stack
            .as_ref()
            .and_then(|stack| unwell(stack.as_ref(), cluster.is_some())),
        cluster,
        stack: stack.map(|stack| stack.map_or_else(String::new, |stack| stack.word)),
        inside: match active {
            true => inside(engine, wanted, &mut unread)?,
            false => None,
        },
        certificates: read(&mut unread, "certificates", live::certificates(programs))?,
        unread,
    })
}

/// Why a stack is not well, beside a cluster or without one.
fn unwell(stack: Option<&live::Stack>, has_cluster: bool) -> Option<&'static str> {
    let Some(stack) = stack else {
        return has_cluster.then_some("the cluster stands without it");
    };
    match stack.status.settled() {
        _ if stack.is_foreign() => Some("it is none of eksight's"),
        Settled::Usable | Settled::Moving => None,
        Settled::Husk => Some("its creation failed, and it holds nothing; apply makes it again"),
        _ => Some("it waits for a person; apply tells what mends it"),
    }
}

/// What is in the cluster; nothing where that cannot be reached, which is asked once and not with every row.
fn inside(engine: &Engine<'_>, wanted: &Wanted, unread: &mut Vec<Unread>) -> Result<Option<Inside>, Fault> {
    let programs = &engine.programs;
    let reached = kubeconfig(programs, &engine.place).and_then(|_| match live::answers(programs) {
        // It answers, and says no to this alone.
        Err(fault) if !fault.is_unreached() && !matches!(fault, Fault::Stopped) => Ok(()),
        other => other,
    });
    if read(unread, "what is inside", reached)?.is_none() {
        return Ok(None);
    }
    let releases = read(unread, "releases", releases(engine, wanted))?;
    let mut seen = Vec::new();
    for look in &wanted.looks {
        let (is_well, text, mend) = match see(engine, look)? {
            Seen::Well(text) => (Some(true), text, None),
            Seen::NotWell(text) => (Some(false), text, Some(look.mend.clone())),
            Seen::Untold { why, mend } => (None, why, mend),
        };
        seen.push(Checked {
            name: look.name.clone(),
            mend,
            is_well,
            seen: text,
        });
    }
    Ok(Some(Inside {
        releases,
        workloads: read(unread, "workloads", live::workloads(programs))?,
        ingresses: read(unread, "ingresses", live::ingresses(programs))?,
        database: read(unread, "database", live::database(programs))?,
        bindings: read(unread, "bindings", live::bindings(programs))?,
        checks: seen,
    }))
}

fn releases(engine: &Engine<'_>, wanted: &Wanted) -> Result<Vec<Release>, Fault> {
    let release = |installed: &Installed| {
        let Installed {
            name,
            namespace,
            application,
            ..
        } = installed;
        let absent = match application {
            Some(_) => "is Argo CD's, and Helm knows nothing of it",
            None => "not installed",
        };
        let found = live::release(&engine.programs, name, namespace)?;
        let newest = found.as_ref().map(live::Release::newest);
        Ok(Release {
            name: format!("{namespace}/{name}"),
            chart: newest.map_or_else(String::new, |newest| newest.chart.clone()),
            status: newest.map_or(absent, |newest| newest.status.word()).to_owned(),
            revision: newest.map_or(0, |newest| newest.revision),
        })
    };
    wanted.releases.iter().map(release).collect()
}

/// What was read; nothing where it cannot be, so that the rest is still told.
fn read<T>(
    unread: &mut Vec<Unread>,
    what: &'static str,
    asked: Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    match asked {
        Err(Fault::Stopped) => Err(Fault::Stopped),
        Err(fault) => {
            unread.push(Unread {
                what,
                why: fault.in_a_line(),
                mend: fault.refusal().mend().to_owned(),
            });
            Ok(None)
        }
        Ok(found) => Ok(Some(found)),
    }
}
