//! Files of this repository that are made by a program: the table of generators, and write-or-check for all of them.
#![allow(
    clippy::disallowed_methods,
    reason = "a developer's tool that reads and writes the source tree"
)]

mod catalog;
mod coverage;
mod fields;
mod package;
mod properties;
mod rules;
mod schema;

use anyhow::{Context, Result, bail};
use std::fs;

/// A generated file: its path below the repository's root, and what it must hold.
struct Generated {
    path: &'static str,
    text: String,
}

/// `cargo xtask codegen <what> [--check]`.
pub(crate) fn run(args: &[&str]) -> Result<()> {
    let (what, check) = match args {
        [what] => (*what, false),
        [what, "--check"] => (*what, true),
        _ => bail!("usage: cargo xtask codegen catalog|coverage|properties|rules|schema [--check]"),
    };
    let (command, files) = match what {
        "catalog" => (catalog::COMMAND, catalog::generate()?),
        "coverage" => (coverage::COMMAND, coverage::generate()?),
        "properties" => (properties::COMMAND, properties::generate()?),
        "rules" => (rules::COMMAND, rules::generate()),
        "schema" => (schema::COMMAND, schema::generate()?),
        other => {
            bail!(
                "no generator is called `{other}`; there are `catalog`, `coverage`, `properties`, `rules` and `schema`"
            )
        }
    };
    if check {
        compare(&files, command)
    } else {
        write(&files)
    }
}

fn write(files: &[Generated]) -> Result<()> {
    for file in files {
        let path = crate::root().join(file.path);
        fs::write(&path, &file.text).with_context(|| format!("writing {}", file.path))?;
    }
    Ok(())
}

fn compare(files: &[Generated], command: &str) -> Result<()> {
    let mut stale = Vec::new();
    for file in files {
        let committed = fs::read_to_string(crate::root().join(file.path));
        if committed.with_context(|| format!("reading {}", file.path))? != file.text {
            stale.push(file.path);
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    bail!(
        "out of date: {}; run `{command}` and commit the result",
        stale.join(", ")
    )
}
