//! Argo CD: an Application for each unit in the wave that the plan gives it, and the Application of the environment that
//! holds them. Where one Argo CD delivers to clusters that it knows by name, an ApplicationSet holds those of all environments
//! that it delivers from the same place; who is delivered from within the own cluster lies in another folder, and in no set: each
//! set would install all of them on its own cluster.
//!
//! Fields are those of the custom resource definitions of Argo CD v3.5.1 (2026-08).

mod differences;
mod set;

pub use differences::certify_webhooks;
pub(in super::super) use set::name as set_name;

use serde::Serialize;
use serde_json::Value;

use super::super::artifact::Artifact;
use super::super::manifests::{Annotations, Metadata, Object};
use super::super::yaml::Style;
use super::unit::{Applies, Unit, waves};
use super::{Specified, in_repository, object_name, of_step};
use crate::model::ArgocdDelivery;
use crate::model::value::GitRepository;
use crate::resolve::{Resolved, ResolvedRelease};
use differences::{Difference, differences};

const API_VERSION: &str = "argoproj.io/v1alpha1";
const FOLDER: &str = "delivery/argocd";
/// The Applications of the units, apart from the other files: the environment's Application reads this file alone.
const UNITS: &str = "applications.yaml";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ApplicationSpec<'a> {
    project: &'a str,
    destination: Destination<'a>,
    sources: Vec<Source<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ignore_differences: Vec<Difference>,
    sync_policy: SyncPolicy,
}

#[derive(Serialize)]
struct Destination<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    server: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Source<'a> {
    #[serde(rename = "repoURL")]
    repository: &'a str,
    target_revision: &'a str,
    #[serde(flatten)]
    what: What<'a>,
}

/// What is taken from a source.
#[derive(Serialize)]
#[serde(untagged)]
enum What<'a> {
    /// Objects in one file of a folder.
    File { path: String, directory: Directory<'a> },
    /// A chart.
    Chart { chart: &'a str, helm: Helm<'a> },
    /// Files that another source names.
    Files {
        #[serde(rename = "ref")]
        name: &'static str,
    },
}

#[derive(Serialize)]
struct Directory<'a> {
    include: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Helm<'a> {
    release_name: &'a str,
    value_files: [String; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SyncPolicy {
    automated: Automated,
    sync_options: Vec<&'static str>,
    retry: Retry,
}

/// Nothing is pruned, as `kubectl apply` prunes nothing: a Namespace that went would take volumes with it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Automated {
    prune: bool,
    self_heal: bool,
}

/// Each attempt takes the newest commit, as it does since Argo CD v3.2.0 (argoproj/argo-cd#23038); without that a failed sync
/// is tried with the commit that failed, and a commit that mends it is never looked at.
#[derive(Serialize)]
struct Retry {
    limit: i32,
    refresh: bool,
}

/// The two files, and a third where there is a set.
pub(super) fn emit(resolved: &Resolved, settings: &ArgocdDelivery, units: &[Unit]) -> Vec<Artifact> {
    let writer = Writer { resolved, settings };
    let waves = waves(units);
    let applications = units
        .iter()
        .zip(waves)
        .map(|(unit, wave)| writer.unit(unit, wave));
    let file = |folder: &str, name: &str, objects| {
        Artifact::yaml(resolved, format!("{folder}/{name}"), objects, Style::Plain)
    };
    let mut files = vec![
        file(FOLDER, "application.yaml", vec![writer.environment()]),
        file(&writer.folder(), UNITS, applications.collect()),
    ];
    if settings.cluster.is_some() {
        let set = vec![set::all_environments(&writer)];
        files.push(file(FOLDER, "applicationset.yaml", set));
    }
    files
}

struct Writer<'a> {
    resolved: &'a Resolved<'a>,
    settings: &'a ArgocdDelivery,
}

impl<'a> Writer<'a> {
    fn revision(&self) -> &'a str {
        revision(self.settings)
    }

    fn project(&self) -> &'a str {
        project(self.settings)
    }

    fn namespace(&self) -> &'a str {
        namespace(self.settings)
    }

    fn repository(&self) -> &'a GitRepository {
        &self.settings.repository
    }

    fn source(&self, what: What<'a>) -> Source<'a> {
        Source {
            repository: self.repository(),
            target_revision: self.revision(),
            what,
        }
    }

    /// Where the Applications of the units lie.
    fn folder(&self) -> String {
        match self.settings.cluster {
            Some(_) => set::folder(self.settings),
            None => FOLDER.to_owned(),
        }
    }

    /// A path of the repository below the folder of the environment.
    fn path(&self, path: &str) -> String {
        in_repository(
            self.settings.folder.as_ref(),
            &format!("out/{}/{path}", self.resolved.name),
        )
    }

    fn object<S: Serialize>(&self, kind: &'static str, name: String, spec: S, wave: Option<usize>) -> Value {
        let mut metadata = Metadata::namespaced(name, self.namespace());
        metadata.annotations = wave.map(|wave| Annotations::SyncWave(wave.to_string()));
        Object {
            api_version: API_VERSION,
            kind,
            metadata,
            rest: Specified { spec },
        }
        .tree()
    }

    fn unit(&self, unit: &Unit<'a>, wave: usize) -> Value {
        let (sources, namespace, ignore_differences) = match unit.applies {
            Applies::Manifest(artifact) => (vec![self.file(&artifact.path)], None, Vec::new()),
            Applies::Release(release, values) => (
                self.chart(release, values),
                Some(release.namespace.as_str()),
                differences(release.release),
            ),
        };
        let cluster = self.settings.cluster.as_deref();
        let spec = ApplicationSpec {
            project: self.project(),
            destination: Destination {
                server: cluster.is_none().then_some(HERE),
                name: cluster,
                namespace,
            },
            sources,
            sync_policy: sync_policy(!ignore_differences.is_empty()),
            ignore_differences,
        };
        let name = of_step(self.resolved.name, &unit.step.id);
        self.object("Application", name, spec, Some(wave))
    }

    /// One file of the repository; a folder's other files belong to other steps.
    fn file(&self, path: &'a str) -> Source<'a> {
        let (folder, file) = path.rsplit_once('/').unwrap_or((".", path));
        self.source(What::File {
            path: self.path(folder),
            directory: Directory { include: file },
        })
    }

    fn chart(&self, release: &'a ResolvedRelease, values: &Artifact) -> Vec<Source<'a>> {
        let (repository, chart) = match release.repository.strip_prefix("oci://") {
            // Argo CD tells a registry by its address without `oci://`, and wants the chart's name apart
            // (docs/user-guide/helm.md of v3.5.1).
            Some(address) => address.rsplit_once('/').unwrap_or((address, &release.chart)),
            None => (release.repository.as_str(), release.chart.as_str()),
        };
        let helm = Helm {
            release_name: release.release.name(),
            value_files: [format!("$values/{}", self.path(&values.path))],
        };
        let chart = Source {
            repository,
            target_revision: &release.version,
            what: What::Chart { chart, helm },
        };
        vec![chart, self.source(What::Files { name: "values" })]
    }

    /// The Application that makes those of the units, in their order, where Argo CD runs.
    fn of_units(&self, path: String) -> ApplicationSpec<'a> {
        ApplicationSpec {
            project: self.project(),
            destination: Destination {
                server: Some(HERE),
                name: None,
                namespace: Some(self.namespace()),
            },
            sources: vec![self.source(What::File {
                path,
                directory: Directory { include: UNITS },
            })],
            ignore_differences: Vec::new(),
            sync_policy: sync_policy(false),
        }
    }

    fn environment(&self) -> Value {
        let spec = self.of_units(self.path(&self.folder()));
        self.object("Application", object_name(self.resolved.name), spec, None)
    }
}

/// The commits that Argo CD follows.
fn revision(settings: &ArgocdDelivery) -> &str {
    settings.revision.as_deref().unwrap_or("HEAD")
}

fn project(settings: &ArgocdDelivery) -> &str {
    settings.project.as_deref().unwrap_or("default")
}

/// Where Argo CD looks for Applications.
#[must_use]
pub fn namespace(settings: &ArgocdDelivery) -> &str {
    settings.namespace.as_deref().unwrap_or("argocd")
}

/// The cluster in which Argo CD runs.
const HERE: &str = "https://kubernetes.default.svc";

/// Server-side, as the plan's commands apply: the largest definitions do not fit into an annotation. Without an end to the
/// attempts, since a Secret may be made later.
fn sync_policy(differs: bool) -> SyncPolicy {
    let respect = differs.then_some("RespectIgnoreDifferences=true");
    SyncPolicy {
        automated: Automated {
            prune: false,
            self_heal: true,
        },
        sync_options: ["ServerSideApply=true"].into_iter().chain(respect).collect(),
        retry: Retry {
            limit: -1,
            refresh: true,
        },
    }
}
