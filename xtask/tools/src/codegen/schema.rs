//! `cargo xtask codegen schema`: the JSON Schema to which the first line of each environment file points, and the page of
//! all fields that is made of it.
//!
//! The generator is the example `schema`, because only it needs the model's schemas compiled in.

use anyhow::{Context, Result, bail};
use std::process::{Command, Stdio};

use super::{Generated, fields};

pub(super) const COMMAND: &str = "cargo xtask codegen schema";

const ARGUMENTS: &str =
    "run --quiet --package eksight --example schema --no-default-features --features schema";

pub(super) fn generate() -> Result<Vec<Generated>> {
    let output = Command::new(env!("CARGO"))
        .args(ARGUMENTS.split(' '))
        .current_dir(crate::root())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("starting `cargo {ARGUMENTS}`"))?;
    if !output.status.success() {
        bail!("no schema was made; run it again with `cargo {ARGUMENTS}`");
    }
    let text = String::from_utf8(output.stdout).context("reading the schema")?;
    let page = fields::page(&text)?;
    let schema = Generated {
        path: "schemas/environment.schema.json",
        text,
    };
    Ok(vec![schema, page])
}
