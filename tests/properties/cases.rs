//! The random environments that the properties are asked of, each generated, read, checked and rendered once.

use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;
use std::thread;

use eksight::catalog::Catalogue;
use eksight::check::check;
use eksight::diag::{Diagnostic, Origins, Severity, text};
use eksight::emit::{self, Artifact, cloudformation};
use eksight::model::Environment;
use eksight::resolve::{Resolved, resolve};
use eksight::source::{Loaded, Memory, load};
use serde_json::Value;

use crate::reading;

/// As many as a debug build takes in a few seconds.
pub(crate) const SEEDS: u64 = 200;

/// The file's name.
pub(crate) const FILE: &str = "random.yaml";

/// A random environment and all that came of it.
pub(crate) struct Case {
    pub(crate) seed: u64,
    pub(crate) environment: Environment,
    /// Its file.
    pub(crate) file: String,
    /// What was read from its file.
    pub(crate) read: Environment,
    /// Errors, as people see them.
    pub(crate) errors: String,
    sources: Vec<String>,
    pub(crate) artifacts: Vec<Artifact>,
    /// YAML that another reader does not read, and why.
    pub(crate) unread: Vec<String>,
    /// The template as CloudFormation reads it, short tags in their long form.
    pub(crate) template: Value,
}

/// What a file says, and the errors that rules find in it, as people see them.
pub(crate) fn checked(seed: u64, environment: &Environment, file: &str) -> (Loaded, String) {
    let mut documents: Memory = eksight_testing::files_beside(environment).into_iter().collect();
    documents.insert(FILE, file);
    let loaded = load(&documents, Path::new(FILE)).unwrap_or_else(|refused| {
        panic!(
            "seed {seed}: not read:\n{}\n{file}",
            pictures(&refused.faults, &refused.origins)
        )
    });
    let catalogue = Catalogue::shipped();
    let resolved = resolve("random", &loaded.sources, &loaded.environment, catalogue);
    let day = "2026-11-24".parse().expect("a day");
    let (mut findings, _) = check(&resolved, &loaded.origins, catalogue, day);
    findings.retain(|finding| finding.severity == Severity::Error);
    let errors = pictures(&findings, &loaded.origins);
    (loaded, errors)
}

pub(crate) static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| in_two_threads(0..SEEDS, Case::new));

/// What comes of each seed, by two threads.
pub(crate) fn in_two_threads<T: Send>(seeds: Range<u64>, make: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let make = &make;
    thread::scope(|scope| {
        let half = |odd: u64| {
            let seeds = seeds.clone().filter(move |seed| seed % 2 == odd);
            scope.spawn(move || seeds.map(make).collect::<Vec<T>>())
        };
        let halves = [half(0), half(1)];
        halves
            .into_iter()
            .flat_map(|half| half.join().expect("an environment that stops the program"))
            .collect()
    })
}

impl Case {
    fn new(seed: u64) -> Self {
        let environment = eksight_testing::environment(seed);
        let file = eksight_testing::yaml(&environment);
        let (loaded, errors) = checked(seed, &environment, &file);
        let catalogue = Catalogue::shipped();
        let resolved = resolve("random", &loaded.sources, &loaded.environment, catalogue);
        let artifacts = emit::render(&resolved);
        let (mut template, mut unread) = (Value::Null, Vec::new());
        for artifact in &artifacts {
            let path = &artifact.path;
            if !path.ends_with(".yaml") {
                continue;
            }
            match reading::documents(artifact.text()) {
                Ok(documents) if path == cloudformation::PATH => template = reading::template(&documents),
                Ok(_) => {}
                Err(fault) => unread.push(format!("{path}: {fault}")),
            }
        }
        Self {
            seed,
            errors,
            template,
            unread,
            artifacts,
            read: loaded.environment,
            sources: loaded.sources,
            environment,
            file,
        }
    }

    /// The environment again, with what follows from it.
    pub(crate) fn resolved(&self) -> Resolved<'_> {
        resolve("random", &self.sources, &self.environment, Catalogue::shipped())
    }

    pub(crate) fn text(&self, path: &str) -> &str {
        let artifact = self.artifacts.iter().find(|artifact| artifact.path == path);
        artifact.unwrap_or_else(|| panic!("there is no {path}")).text()
    }

    /// The resources of the template by logical id.
    pub(crate) fn resources(&self) -> &serde_json::Map<String, Value> {
        self.template["Resources"].as_object().expect("resources")
    }
}

pub(crate) fn pictures(found: &[Diagnostic], origins: &Origins) -> String {
    found
        .iter()
        .map(|finding| text::render(finding, origins, false))
        .collect()
}

/// What is wrong with each case, together.
pub(crate) fn none_wrong(fault: impl Fn(&Case) -> Vec<String>) {
    let of_case = |case: &Case| {
        fault(case)
            .into_iter()
            .map(|text| format!("seed {}: {text}", case.seed))
            .collect::<Vec<_>>()
    };
    let wrong: Vec<String> = CASES.iter().flat_map(of_case).collect();
    assert!(
        wrong.is_empty(),
        "{} faults, the first of them:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(8)].join("\n")
    );
}
