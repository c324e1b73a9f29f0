//! helmfile: a release for each chart, each after those that the plan puts before it, and hooks for everything else.
//!
//! A manifest is applied by a hook of the release that follows it in the plan, or of the last one. Hooks of `presync` and
//! `postsync` run for releases that are synced: use `helmfile sync`, since `helmfile apply` passes over releases that do
//! not change. Fields and events are those of helmfile v1.7.4 (docs/configuration.md, docs/hooks.md, pkg/event/bus.go).

use std::collections::BTreeSet;

use serde::Serialize;

use super::super::artifact::Artifact;
use super::super::plan::Step;
use super::super::yaml::Style;
use super::unit::{Applies, Unit};
use crate::resolve::{Resolved, ResolvedRelease};

/// Where the file lies below `out/<environment>/`.
pub(super) const PATH: &str = "delivery/helmfile.yaml";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Helmfile<'a> {
    helm_defaults: Defaults<'a>,
    repositories: Vec<Repository<'a>>,
    releases: Vec<Release<'a>>,
}

/// The namespaces are a manifest of the plan.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Defaults<'a> {
    kube_context: &'a str,
    create_namespace: bool,
    wait: bool,
}

#[derive(Serialize)]
struct Repository<'a> {
    name: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
struct Release<'a> {
    name: &'a str,
    namespace: &'a str,
    chart: String,
    version: &'a str,
    values: [String; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    needs: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hooks: Vec<Hook>,
}

#[derive(Serialize)]
struct Hook {
    /// The step of the plan.
    name: String,
    events: [&'static str; 1],
    command: &'static str,
    args: [String; 2],
    showlogs: bool,
}

impl Hook {
    /// Helm is told the cluster by helmfile, kubectl by nobody but us: it is named in these lines as the program alone.
    fn reaches(&mut self, context: &str) {
        let [_, line] = &mut self.args;
        *line = line.replace("kubectl ", &format!("kubectl --context {context} "));
    }
}

/// The units that one release carries: its own, those before it that no release carried, and behind the last the rest.
struct Carried<'a, 'b> {
    release: &'a ResolvedRelease,
    own: usize,
    units: &'b [Unit<'a>],
    /// The cluster's entry in a kubeconfig file.
    context: &'b str,
    /// Positions of the units, in the plan's order.
    positions: Vec<usize>,
}

/// The file; without a release there is nothing that a hook could hang on, and EKS8021 has refused that.
pub(super) fn emit(resolved: &Resolved, units: &[Unit]) -> Vec<Artifact> {
    let context = context(resolved);
    let carried = carried(units, &context);
    let carriers: Vec<(usize, usize)> = (0..)
        .zip(&carried)
        .flat_map(|(carrier, carried)| carried.positions.iter().map(move |unit| (*unit, carrier)))
        .collect();
    let carrier = |unit: usize| {
        carriers
            .iter()
            .find(|(carried, _)| *carried == unit)
            .map(|(_, at)| *at)
    };
    let releases = (0..).zip(&carried).map(|(number, this)| {
        let before = this.positions.iter().flat_map(|position| &units[*position].after);
        let needed: BTreeSet<usize> = before
            .filter_map(|unit| carrier(*unit))
            .filter(|before| *before != number)
            .collect();
        let address = |release: &ResolvedRelease| format!("{}/{}", release.namespace, release.release.name());
        release(
            this,
            needed
                .into_iter()
                .map(|before| address(carried[before].release))
                .collect(),
        )
    });
    let repositories = carried.iter().filter(|carried| !carried.release.is_oci());
    let helmfile = Helmfile {
        helm_defaults: Defaults {
            kube_context: &context,
            create_namespace: false,
            wait: true,
        },
        repositories: repositories
            .map(|carried| Repository {
                name: carried.release.release.name(),
                url: &carried.release.repository,
            })
            .collect(),
        releases: releases.collect(),
    };
    let tree = serde_json::to_value(helmfile).expect("bug in eksight: a helmfile is a plain tree");
    vec![Artifact::yaml(resolved, PATH, vec![tree], Style::Plain)]
}

/// How a person brings the cluster to what the file says.
pub(crate) fn sync(environment: &str) -> String {
    format!("helmfile --file out/{environment}/{PATH} sync")
}

/// What `aws eks update-kubeconfig`, the step before these, calls the cluster: whatever else a shell is at stays untouched.
/// Source: its option `--alias`, whose default is the cluster's ARN, AWS CLI v2 reference, read 2026-11.
fn context(resolved: &Resolved) -> String {
    let environment = resolved.environment;
    let (cluster, account) = (&environment.cluster, &environment.account.id);
    let region = &cluster.region;
    format!(
        "arn:{}:eks:{region}:{account}:cluster/{}",
        region.partition(),
        cluster.name
    )
}

fn carried<'a, 'b>(units: &'b [Unit<'a>], context: &'b str) -> Vec<Carried<'a, 'b>> {
    let mut all: Vec<Carried> = Vec::new();
    let mut pending = Vec::new();
    for (position, unit) in units.iter().enumerate() {
        pending.push(position);
        if let Applies::Release(release, _) = unit.applies {
            all.push(Carried {
                release,
                own: position,
                units,
                context,
                positions: std::mem::take(&mut pending),
            });
        }
    }
    if let Some(last) = all.last_mut() {
        last.positions.append(&mut pending);
    }
    all
}

fn release<'a>(carried: &Carried<'a, '_>, needs: Vec<String>) -> Release<'a> {
    let Carried {
        release,
        own,
        units,
        context,
        positions,
    } = carried;
    let name = release.release.name();
    let hooks = positions.iter().flat_map(|position| {
        let unit = &units[*position];
        let mut hooks = match unit.applies {
            Applies::Manifest(artifact) => manifest_hooks(unit.step, artifact, position > own),
            Applies::Release(..) => release_hooks(unit),
        };
        for hook in &mut hooks {
            hook.reaches(context);
        }
        hooks
    });
    Release {
        name,
        namespace: &release.namespace,
        chart: if release.is_oci() {
            release.repository.clone()
        } else {
            format!("{name}/{}", release.chart)
        },
        version: &release.version,
        values: [format!("../helm/{name}/values.yaml")],
        needs,
        hooks: hooks.collect(),
    }
}

fn hook(step: &Step, event: &'static str, command: String) -> Hook {
    Hook {
        name: step.id.clone(),
        events: [event],
        command: "sh",
        args: ["-c".to_owned(), command],
        showlogs: true,
    }
}

/// Before the release or behind it; a hook of `postsync` runs even when the release has failed, and stops there.
fn manifest_hooks(step: &Step, artifact: &Artifact, behind: bool) -> Vec<Hook> {
    let (event, guard) = if behind {
        ("postsync", "{{ if .Event.Error }}exit 1; {{ end }}")
    } else {
        ("presync", "")
    };
    let apply = format!(
        "{guard}kubectl apply --server-side --field-manager=eksight -f ../{}",
        artifact.path
    );
    let checks = step.checks.iter().map(|check| format!("{guard}{check}"));
    let waits = step.waits.iter().map(|wait| format!("{guard}{wait}"));
    checks
        .chain([apply])
        .chain(waits)
        .map(|command| hook(step, event, command))
        .collect()
}

/// What has to be there before Helm is asked: the chart's definitions, served, and Secrets.
fn release_hooks(unit: &Unit) -> Vec<Hook> {
    let of_definitions = |step: &Step| {
        let waits = step.waits.iter().map(ToString::to_string);
        let commands = std::iter::once(step.command.clone()).chain(waits);
        commands
            .map(|command| hook(step, "presync", command))
            .collect::<Vec<_>>()
    };
    let definitions = unit.definitions.into_iter().flat_map(of_definitions);
    let checks = unit
        .step
        .checks
        .iter()
        .map(|check| hook(unit.step, "presync", check.to_string()));
    definitions.chain(checks).collect()
}
