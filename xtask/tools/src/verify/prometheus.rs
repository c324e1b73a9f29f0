//! What promtool says of the alert rules.

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

/// All rules, and the unit tests of those that eksight brings.
pub(super) fn check(
    promtool: &Program,
    environments: &[Environment],
    random: &[Random],
) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    for environment in environments {
        for file in environment.files("manifests")? {
            texts.push((file.clone(), environment::read(&file)?));
        }
    }
    for random in random {
        let files = random.files("manifests/");
        texts.extend(files.map(|(place, artifact)| (place, artifact.text().to_owned())));
    }
    let mut rules = Vec::new();
    for (place, text) in &texts {
        for document in tree::documents(text).with_context(|| format!("reading {place}"))? {
            if document["kind"] == "PrometheusRule" {
                rules.push(Part {
                    place: place.clone(),
                    tree: document["spec"].clone(),
                });
            }
        }
    }
    ensure!(!rules.is_empty(), "no environment has alert rules to check");
    ask(promtool, &["check", "rules"], &rules)?;
    Ok(vec![
        format!(
            "{}: {} files of alert rules, no objections",
            promtool.name,
            rules.len()
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
