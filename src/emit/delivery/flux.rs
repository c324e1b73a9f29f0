//! Flux: a Kustomization for each unit, each after those that the plan puts before it, and a HelmRelease for each chart.
//!
//! A HelmRelease can wait for a HelmRelease alone, and a Kustomization for a Kustomization; so each HelmRelease lies in a
//! Kustomization that is ready when the release is. Fields are those of helm-controller v1.6.3, kustomize-controller
//! v1.9.4 and source-controller v1.9.1 (2026-08, Flux 2.7 and newer).

use serde::Serialize;
use serde_json::Value;

use super::super::artifact::Artifact;
use super::super::manifests::{Metadata, Object};
use super::super::yaml::Style;
use super::unit::{Applies, Unit};
use super::{Specified, in_repository, object_name, of_step};
use crate::model::FluxDelivery;
use crate::resolve::{Resolved, ResolvedRelease};

const FOLDER: &str = "delivery/flux";
/// How often Flux looks for what is new, and for what others have changed of manifests and of releases by Helm. What they change of
/// the objects of a release stays: `driftDetection` is off by default (docs/spec/v2/helmreleases.md of helm-controller v1.6.3), and
/// would fight with those who write into such objects, as hooks do into webhooks and autoscalers into replicas.
const INTERVAL: &str = "10m";
/// How long a release may take, at most; the plan's `helm --wait` gives it five minutes an attempt.
const RELEASE_TIMEOUT: &str = "10m";
/// Longer than a release may take, which it waits for.
pub(in super::super) const STEP_TIMEOUT: &str = "15m";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KustomizationSpec<'a> {
    interval: &'static str,
    retry_interval: &'static str,
    timeout: &'static str,
    /// Nothing is pruned, as `kubectl apply` prunes nothing: a Namespace that went would take volumes with it.
    prune: bool,
    /// Ready when everything in it is.
    wait: bool,
    path: String,
    source_ref: Reference<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    depends_on: Vec<Named>,
}

#[derive(Serialize)]
struct Reference<'a> {
    kind: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
struct Named {
    name: String,
}

/// A file for kustomize: which files belong to a step.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resources {
    api_version: &'static str,
    kind: &'static str,
    resources: [String; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HelmReleaseSpec<'a> {
    interval: &'static str,
    timeout: &'static str,
    release_name: &'static str,
    #[serde(flatten)]
    chart: Chart<'a>,
    install: Action,
    upgrade: Action,
    values: &'a Value,
}

/// Where the chart comes from.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Chart<'a> {
    /// A repository of charts.
    Chart(Specified<ChartSpec<'a>>),
    /// A registry.
    ChartRef(Reference<'a>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChartSpec<'a> {
    chart: &'a str,
    version: &'a str,
    source_ref: Reference<'a>,
}

#[derive(Serialize)]
struct Action {
    #[serde(skip_serializing_if = "Option::is_none")]
    crds: Option<&'static str>,
    strategy: Strategy,
}

/// Without an end to the attempts, since a Secret may be made later. The other strategy uninstalls in between.
#[derive(Serialize)]
struct Strategy {
    name: &'static str,
}

#[derive(Serialize)]
struct HelmRepositorySpec<'a> {
    interval: &'static str,
    url: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OciRepositorySpec<'a> {
    interval: &'static str,
    url: &'a str,
    #[serde(rename = "ref")]
    reference: Tag,
    layer_selector: Layer,
}

#[derive(Serialize)]
struct Tag {
    tag: String,
}

/// The layer that is the chart.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Layer {
    media_type: &'static str,
    operation: &'static str,
}

/// The environment's Kustomization, those of its steps, and a folder for each step.
pub(super) fn emit(resolved: &Resolved, settings: &FluxDelivery, units: &[Unit]) -> Vec<Artifact> {
    let writer = Writer { resolved, settings };
    let steps = units.iter().map(|unit| writer.step(unit, units));
    let steps = writer.file("steps.yaml", steps.collect());
    let mut files = vec![
        writer.file("environment.yaml", vec![writer.environment()]),
        writer.file("kustomization.yaml", vec![resources("steps.yaml".to_owned())]),
        steps,
    ];
    for unit in units {
        let folder = &unit.step.id;
        let resource = match unit.applies {
            Applies::Manifest(artifact) => format!("../../../{}", artifact.path),
            Applies::Release(release, values) => {
                let objects = release_objects(release, values, unit.definitions.is_some());
                let path = format!("{FOLDER}/{folder}/release.yaml");
                files.push(Artifact::yaml(resolved, path, objects, Style::Helm));
                "release.yaml".to_owned()
            }
        };
        files.push(writer.file(&format!("{folder}/kustomization.yaml"), vec![resources(resource)]));
    }
    files
}

/// Where the GitRepository and the Kustomizations are.
#[must_use]
pub fn namespace(settings: &FluxDelivery) -> &str {
    settings.namespace.as_deref().unwrap_or("flux-system")
}

/// The GitRepository that holds `out/`. `flux bootstrap` calls it like the namespace (`sync.Options` in
/// cmd/flux/bootstrap_git.go of fluxcd/flux2, read 2026-11).
#[must_use]
pub fn source(settings: &FluxDelivery) -> &str {
    settings.source.as_deref().unwrap_or(namespace(settings))
}

struct Writer<'a> {
    resolved: &'a Resolved<'a>,
    settings: &'a FluxDelivery,
}

impl<'a> Writer<'a> {
    fn file(&self, name: &str, objects: Vec<Value>) -> Artifact {
        Artifact::yaml(self.resolved, format!("{FOLDER}/{name}"), objects, Style::Plain)
    }

    fn environment(&self) -> Value {
        self.kustomization(object_name(self.resolved.name), FOLDER, Vec::new())
    }

    fn step(&self, unit: &Unit<'a>, units: &[Unit<'a>]) -> Value {
        let name = |unit: &Unit| of_step(self.resolved.name, &unit.step.id);
        let before = unit.after.iter().map(|position| Named {
            name: name(&units[*position]),
        });
        let path = format!("{FOLDER}/{}", unit.step.id);
        self.kustomization(name(unit), &path, before.collect())
    }

    fn kustomization(&self, name: String, path: &str, depends_on: Vec<Named>) -> Value {
        let namespace = namespace(self.settings);
        let path = format!("out/{}/{path}", self.resolved.name);
        let spec = KustomizationSpec {
            interval: INTERVAL,
            retry_interval: "1m",
            timeout: STEP_TIMEOUT,
            prune: false,
            wait: true,
            path: format!("./{}", in_repository(self.settings.folder.as_ref(), &path)),
            source_ref: Reference {
                kind: "GitRepository",
                name: source(self.settings),
            },
            depends_on,
        };
        object(
            "kustomize.toolkit.fluxcd.io/v1",
            "Kustomization",
            Metadata::namespaced(name, namespace),
            spec,
        )
    }
}

/// Files outside the folder may be named: Flux builds without kustomize's restrictions on loading, and never leaves the
/// repository (fluxcd/pkg, kustomize/kustomize_generator.go, `LoadRestrictionsNone` behind a file system of its own).
fn resources(path: String) -> Value {
    let resources = Resources {
        api_version: "kustomize.config.k8s.io/v1beta1",
        kind: "Kustomization",
        resources: [path],
    };
    serde_json::to_value(resources).expect("bug in eksight: a kustomization is a plain tree")
}

fn object<S: Serialize>(api_version: &'static str, kind: &'static str, metadata: Metadata, spec: S) -> Value {
    Object {
        api_version,
        kind,
        metadata,
        rest: Specified { spec },
    }
    .tree()
}

/// The source of a chart and its release, both in the namespace of the release: Flux may forbid references across.
fn release_objects(release: &ResolvedRelease, values: &Artifact, definitions: bool) -> Vec<Value> {
    let name = release.release.name();
    let metadata = || Metadata::namespaced(name, &*release.namespace);
    let api_version = "source.toolkit.fluxcd.io/v1";
    let (source, chart) = if release.is_oci() {
        let spec = OciRepositorySpec {
            interval: INTERVAL,
            url: &release.repository,
            reference: Tag {
                // A tag has no `+`, and Helm writes `_` for it.
                tag: release.version.replace('+', "_"),
            },
            layer_selector: Layer {
                media_type: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
                operation: "copy",
            },
        };
        let kind = "OCIRepository";
        (
            object(api_version, kind, metadata(), spec),
            Chart::ChartRef(Reference { kind, name }),
        )
    } else {
        let spec = HelmRepositorySpec {
            interval: INTERVAL,
            url: &release.repository,
        };
        let kind = "HelmRepository";
        let chart = ChartSpec {
            chart: &release.chart,
            version: &release.version,
            source_ref: Reference { kind, name },
        };
        (
            object(api_version, kind, metadata(), spec),
            Chart::Chart(Specified { spec: chart }),
        )
    };
    let action = || Action {
        crds: definitions.then_some("CreateReplace"),
        strategy: Strategy {
            name: "RetryOnFailure",
        },
    };
    let spec = HelmReleaseSpec {
        interval: INTERVAL,
        timeout: RELEASE_TIMEOUT,
        release_name: name,
        chart,
        install: action(),
        upgrade: action(),
        values: values.documents().first().unwrap_or(&Value::Null),
    };
    let release = object("helm.toolkit.fluxcd.io/v2", "HelmRelease", metadata(), spec);
    vec![source, release]
}
