//! `cargo xtask bench peers`, `codegen`, `trust` and `verify`: passed on to the program `xtask-tools`, built when it is
//! first asked for.
#![allow(clippy::disallowed_methods, reason = "a developer's tool that starts cargo")]

use anyhow::{Context, Result, bail};
use std::process::Command;

/// Runs a task there; it has said itself what went wrong.
pub(crate) fn run(args: &[&str]) -> Result<()> {
    let status = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "xtask-tools", "--"])
        .args(args)
        .current_dir(crate::root())
        .status()
        .context("starting xtask-tools")?;
    if status.success() {
        return Ok(());
    }
    bail!("`{}` failed", args.join(" "))
}
