//! The unit tests of the built-in alerts, in `tests/promtool`: run by promtool, and complete.

use super::tools::Program;
use super::{install, must};
use anyhow::{Context, Result, bail, ensure};
use eksight::catalog::Catalogue;
use eksight::emit::{alerts, manifests};
use eksight::model::{BuiltinAlerts, Environment};
use eksight::out::Disk;
use eksight::resolve::resolve;
use eksight::source::load;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const FOLDER: &str = "tests/promtool";
const ENVIRONMENT: &str = "environment.yaml";

/// One version for each name and label that the size of the database has had.
const VERSIONS: [&str; 4] = ["1.25", "1.27", "1.29", "1.36"];

/// A file of tests: promtool's own form, and the versions that it is about.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Default: every version.
    kubernetes: Option<Vec<String>>,
    tests: Vec<Test>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Test {
    interval: String,
    input_series: Value,
    alert_rule_test: Vec<AlertTest>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AlertTest {
    alertname: String,
    eval_time: String,
    exp_alerts: Vec<Value>,
}

/// Every alert at every version, in both kinds of test.
pub(super) fn test(promtool: &Program) -> Result<String> {
    let files = files()?;
    let (mut paths, mut count) = (Vec::new(), 0);
    for version in VERSIONS {
        let wanted = |file: &&(String, File)| {
            let versions = file.1.kubernetes.as_ref();
            versions.is_none_or(|versions| versions.iter().any(|other| other == version))
        };
        let files: Vec<&(String, File)> = files.iter().filter(wanted).collect();
        let (names, rules) = rules(version)?;
        complete(version, &names, &files)?;
        let rules = write(&format!("rules-{version}.json"), &rules)?;
        for (name, file) in files {
            count += file.tests.len();
            let tests = json!({
                "rule_files": [rules],
                "evaluation_interval": "1m",
                "tests": file.tests,
            });
            paths.push(write(&format!("{version}-{name}.json"), &tests)?);
        }
    }
    must(promtool.command().args(["test", "rules"]).args(&paths))
        .context("a unit test in tests/promtool fails")?;
    Ok(format!(
        "{}: {count} unit tests of built-in alerts, at Kubernetes {}",
        promtool.name,
        VERSIONS.join(", ")
    ))
}

/// The files by name, without the environment.
fn files() -> Result<Vec<(String, File)>> {
    let folder = crate::root().join(FOLDER);
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("listing {FOLDER}"))? {
        let path = entry.context("listing tests")?.path();
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.ends_with(ENVIRONMENT) {
            continue;
        }
        let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let file: File =
            yaml_serde::from_str(&text).with_context(|| format!("reading {}", path.display()))?;
        let known = |version: &String| VERSIONS.contains(&version.as_str());
        ensure!(
            file.kubernetes
                .as_ref()
                .is_none_or(|versions| versions.iter().all(known)),
            "{name}: no version but {} is tested",
            VERSIONS.join(", ")
        );
        files.push((name, file));
    }
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(files)
}

/// The names of all alerts, and the rules as they are written for a version.
fn rules(version: &str) -> Result<(BTreeSet<&'static str>, Value)> {
    let path = format!("{FOLDER}/{ENVIRONMENT}");
    let Ok(loaded) = load(&Disk::at(crate::root()), Path::new(&path)) else {
        bail!("{path} cannot be read; `cargo xtask check {path}` says why");
    };
    let mut environment: Environment = loaded.environment;
    environment.cluster.kubernetes_version = version.parse().context("a version of Kubernetes")?;
    environment.alerting.builtin = BuiltinAlerts::ALL.into();
    let resolved = resolve("promtool", &loaded.sources, &environment, Catalogue::shipped());
    for set in BuiltinAlerts::ALL {
        ensure!(
            !alerts::of_set(&resolved, set).is_empty(),
            "{path} has nothing that the alerts of {set:?} could watch"
        );
    }
    let names = alerts::builtin(&resolved)
        .iter()
        .map(|alert| alert.name)
        .collect();
    let manifests = manifests::emit(&resolved);
    let written = manifests
        .iter()
        .find(|artifact| artifact.path == manifests::ALERT_RULES);
    let text = written.context("no rules were written")?.text();
    let object: Value = yaml_serde::from_str(text).context("reading the rules")?;
    Ok((names, object["spec"].clone()))
}

/// Each alert must be seen firing and silent, and nothing else is tested: promtool takes an unknown name for a silent one.
fn complete(version: &str, names: &BTreeSet<&str>, files: &[&(String, File)]) -> Result<()> {
    let tests = files.iter().flat_map(|(_, file)| &file.tests);
    let tests: Vec<&AlertTest> = tests.flat_map(|test| &test.alert_rule_test).collect();
    for test in &tests {
        ensure!(
            names.contains(test.alertname.as_str()),
            "tests/promtool: there is no built-in alert `{}`",
            test.alertname
        );
    }
    for name in names {
        for (kind, fires) in [("fires", true), ("stays silent", false)] {
            let mut of_alert = tests.iter().filter(|test| test.alertname == *name);
            ensure!(
                of_alert.any(|test| test.exp_alerts.is_empty() != fires),
                "tests/promtool: at Kubernetes {version} there is no test in which `{name}` {kind}"
            );
        }
    }
    Ok(())
}

fn write(name: &str, tree: &Value) -> Result<PathBuf> {
    let folder = install::folder().join("promtool");
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let path = folder.join(name);
    fs::write(&path, tree.to_string()).with_context(|| format!("writing {}", path.display()))?;
    Ok(path)
}
