//! What promtool says of the alert rules, and amtool of the configuration of Alertmanager.

use super::alerts;
use super::environment::{self, Environment};
use super::random::Random;
use super::tools::Program;
use super::{install, must, tree};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

/// A part of an artefact that is checked as a file of its own, and the place to name in a message.
struct Part {
    place: String,
    tree: Value,
}

/// Both programs over everything that is theirs.
pub(super) fn check(
    [promtool, amtool]: &[Program; 2],
    environments: &[Environment],
    random: &[Random],
) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for environment in environments {
        for folder in ["manifests", "helm/kube-prometheus-stack"] {
            for file in environment.files(folder)? {
                texts.push((file.clone(), environment::read(&file)?));
            }
        }
    }
    for random in random {
        for folder in ["manifests/", "helm/kube-prometheus-stack/"] {
            texts.extend(
                random
                    .files(folder)
                    .map(|(place, artifact)| (place, artifact.text.clone())),
            );
        }
    }
    let (mut rules, mut configurations) = (Vec::new(), Vec::new());
    for (place, text) in &texts {
        for document in tree::documents(text).with_context(|| format!("reading {place}"))? {
            let part = |tree: &Value| Part {
                place: place.clone(),
                tree: tree.clone(),
            };
            if document["kind"] == "PrometheusRule" {
                rules.push(part(&document["spec"]));
            }
            configurations.extend(document.pointer("/alertmanager/config").map(part));
        }
    }
    ensure!(
        !rules.is_empty() && !configurations.is_empty(),
        "no environment has alert rules or routes to check"
    );
    ask(promtool, &["check", "rules"], &rules)?;
    ask(amtool, &["check-config"], &configurations)?;
    Ok(vec![
        format!(
            "{}: {} files of alert rules, no objections",
            promtool.name,
            rules.len()
        ),
        format!(
            "{}: {} configurations of Alertmanager, no objections",
            amtool.name,
            configurations.len()
        ),
        alerts::test(promtool)?,
    ])
}

/// One call for all, and where it objects one for each, to tell whose fault it is.
fn ask(program: &Program, arguments: &[&str], parts: &[Part]) -> Result<()> {
    let files = parts
        .iter()
        .enumerate()
        .map(|(number, part)| write(number, &part.tree));
    let files = files.collect::<Result<Vec<PathBuf>>>()?;
    if must(program.command().args(arguments).args(&files)).is_ok() {
        return Ok(());
    }
    for (part, file) in parts.iter().zip(&files) {
        must(program.command().args(arguments).arg(file)).with_context(|| part.place.clone())?;
    }
    Ok(())
}

/// JSON is YAML that every reader reads alike.
fn write(number: usize, tree: &Value) -> Result<PathBuf> {
    let folder = install::folder().join("prometheus");
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let path = folder.join(format!("{number}.json"));
    fs::write(&path, tree.to_string()).with_context(|| format!("writing {}", path.display()))?;
    Ok(path)
}
