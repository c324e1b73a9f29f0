//! The files of engines that deliver an environment: what they say for a small one, and whether they have fields that the
//! engines know in files of 200 random ones. Argo CD and Flux drop what they do not know, or refuse the object.
#![allow(
    clippy::disallowed_methods,
    reason = "a test that reads the environments and what is expected of them"
)]

#[path = "../fields/mod.rs"]
mod fields;

use std::path::Path;

use eksight::catalog::Catalogue;
use eksight::emit::{self, Artifact};
use eksight::model::Environment;
use eksight::resolve::resolve;
use eksight::source::{Memory, load};
use fields::Fields;
use serde::Deserialize as _;
use serde_json::{Value, json};

const ARGOCD: &str = "argocd:
    repository: https://git.example.com/platform/clusters.git
    revision: main
    folder: infra";

fn table() -> Fields {
    serde_json::from_str(include_str!("fields.json")).expect("the table is JSON of this form")
}

/// The files of the engine, each behind a line with its path.
fn delivered(environment: &Environment, name: &str) -> Vec<Artifact> {
    let sources = [format!("environments/{name}.yaml")];
    let resolved = resolve(name, &sources, environment, Catalogue::shipped());
    let mut files = emit::render(&resolved);
    files.retain(|file| file.path.starts_with("delivery/"));
    files
}

fn small(delivery: &str) -> String {
    let minimal = include_str!("../environments/minimal.yaml");
    let overlay = format!(
        "extends: minimal.yaml\n\
         charts:\n  metrics-server: {{ version: 3.13.1 }}\n  aws-load-balancer-controller: {{ version: 3.5.0 }}\n  \
         botkube: {{ version: 1.14.0, repository: \"oci://registry.example.com/charts/botkube\" }}\n\
         storage: {{ classes: {{ gp3: {{ type: gp3, default: true }} }} }}\n\
         identities: {{ default: podIdentity }}\n\
         delivery:\n  {delivery}\n"
    );
    let documents = Memory::from_iter([("minimal.yaml", minimal), ("small.yaml", overlay.as_str())]);
    let loaded = load(&documents, Path::new("small.yaml")).expect("a sound environment");
    let files = delivered(&loaded.environment, "small_1");
    files
        .iter()
        .map(|file| format!("==> {}\n{}", file.path, file.text()))
        .collect()
}

fn documents(text: &str) -> Vec<Value> {
    yaml_serde::Deserializer::from_str(text)
        .map(|document| Value::deserialize(document).expect("a document of ours"))
        .collect()
}

/// What is wrong with a file, and how many documents it has.
fn look(table: &Fields, file: &Artifact) -> (usize, Vec<String>) {
    let documents = documents(file.text());
    let fault = |document: &Value| {
        let shape = match file.path.rsplit('/').next() {
            Some("helmfile.yaml") => "@helmfile",
            Some("kustomization.yaml") => "@kustomization",
            _ => return table.fault(document),
        };
        table.find(&json!(shape), document, "file")
    };
    let faults = documents.iter().filter_map(fault);
    let faults = faults.map(|fault| format!("{}: {fault}", file.path)).collect();
    (documents.len(), faults)
}

#[test]
fn a_small_environment_in_the_words_of_each_engine() {
    for (name, delivery) in [
        ("argocd", ARGOCD),
        ("argocd-hub", &format!("{ARGOCD}\n    cluster: small")),
        ("flux", "flux: {}"),
        ("helmfile", "helmfile: {}"),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/delivery/{name}.txt"));
        snapbox::Assert::new()
            .action_env(snapbox::assert::DEFAULT_ACTION_ENV)
            .eq(small(delivery), snapbox::Data::read_from(&path, None));
    }
}

#[test]
fn every_file_has_fields_that_its_engine_knows() {
    let table = table();
    let (mut count, mut all) = (0, Vec::new());
    for seed in 0..200 {
        for file in delivered(&eksight_testing::environment(seed), "random") {
            let (looked_at, faults) = look(&table, &file);
            count += looked_at;
            all.extend(faults.into_iter().map(|fault| format!("seed {seed}: {fault}")));
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
    assert!(count > 200, "only {count} documents were looked at");
}

#[test]
fn what_is_planted_is_refused() {
    let table = table();
    let release = |spec: Value| json!({ "kind": "HelmRelease", "spec": spec });
    let application = |spec: Value| json!({ "kind": "Application", "spec": spec });
    for (object, expected) in [
        (
            release(
                json!({ "interval": "10m", "chart": { "spec": { "chart": "x", "sourceRef": { "name": "x" } } } }),
            ),
            "`spec.chart.spec.sourceRef.kind` is missing",
        ),
        (
            release(json!({ "interval": "10m", "crds": "Create" })),
            "`spec.crds`: there is no such field",
        ),
        (release(json!({ "values": {} })), "`spec.interval` is missing"),
        (
            application(
                json!({ "project": "x", "destination": {}, "syncPolicy": { "automated": { "selfheal": true } } }),
            ),
            "`spec.syncPolicy.automated.selfheal`: there is no such field",
        ),
        (
            application(json!({ "project": "x", "destination": {}, "sources": {} })),
            "`spec.sources` must be a list, and is `{}`",
        ),
    ] {
        assert_eq!(table.fault(&object).as_deref(), Some(expected));
    }
}
