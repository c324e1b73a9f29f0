//! `cargo xtask codegen coverage`: what of the lab's note stands where, and what holds it there.

mod rows;

use std::fs;

use anyhow::{Context, Result, ensure};
use eksight::check::RULES;

use super::Generated;
use rows::{Proof, ROWS, Row};

pub(super) const COMMAND: &str = "cargo xtask codegen coverage";

const HEAD: &str = "\
# The lab's note, system by system

Made by `cargo xtask codegen coverage`, which fails when an artefact, a test, a step of `cargo xtask verify` or a rule that
is named here does not exist. eksight began with a study note about observability on EKS (2023-05-21). `study-2023` is that
lab as it was, `study` the same lab as it works today; `prod` takes of it what a production cluster needs.

| section | system | artefacts | held by |
|---|---|---|---|
";

/// The environments of the lab, the first one first.
const ENVIRONMENTS: [&str; 3] = ["study-2023", "study", "prod"];

pub(super) fn generate() -> Result<Vec<Generated>> {
    let mut text = HEAD.to_owned();
    for row in ROWS {
        let line = line(row).with_context(|| format!("section {}, {}", row.section, row.system))?;
        text.push_str(&line);
    }
    Ok(vec![Generated {
        path: "docs/coverage.md",
        text,
    }])
}

fn line(row: &Row) -> Result<String> {
    let artefacts = row.artefacts.iter().map(|path| artefact(path));
    let artefacts: Vec<String> = artefacts.collect::<Result<_>>()?;
    let proofs = row.held_by.iter().map(proof).collect::<Result<Vec<String>>>()?;
    ensure!(!proofs.is_empty(), "nothing holds it");
    Ok(format!(
        "| {} | {} | {} | {} |\n",
        row.section,
        row.system,
        artefacts.join("<br>"),
        proofs.join("<br>")
    ))
}

/// A link to the oldest of them, and whose they are.
fn artefact(path: &str) -> Result<String> {
    let there = |environment: &&&str| crate::root().join(format!("out/{environment}/{path}")).exists();
    let found: Vec<&str> = ENVIRONMENTS.iter().filter(there).copied().collect();
    let first = found
        .first()
        .with_context(|| format!("no environment has `{path}`"))?;
    Ok(format!("[{path}](../out/{first}/{path}) ({})", found.join(", ")))
}

fn proof(proof: &Proof) -> Result<String> {
    match proof {
        Proof::Test(file, name) => {
            let text =
                fs::read_to_string(crate::root().join(file)).with_context(|| format!("reading {file}"))?;
            ensure!(
                text.contains(&format!("fn {name}()")),
                "{file} has no test `{name}`"
            );
            Ok(format!("[{}](../{file})", name.replace('_', " ")))
        }
        Proof::Step(name) => {
            ensure!(
                crate::verify::step_names().any(|known| known == *name),
                "`verify` has no step `{name}`"
            );
            Ok(format!("`verify {name}`"))
        }
        Proof::Rule(code) => {
            let rule = RULES.iter().find(|rule| rule.code.0 == *code);
            let rule = rule.with_context(|| format!("there is no rule {code}"))?;
            Ok(format!("{}: {}", rule.code, rule.page.title()))
        }
    }
}
