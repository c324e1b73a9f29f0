//! `cargo xtask test`: the tests of the whole workspace; further arguments are passed on.
#![allow(clippy::disallowed_methods, reason = "a developer's tool that starts cargo")]

use anyhow::{Context, Result, bail};
use std::process::Command;

/// Runs `cargo test --workspace` with further arguments.
pub(crate) fn run(args: &[&str]) -> Result<()> {
    let status = Command::new(env!("CARGO"))
        .args(["test", "--workspace"])
        .args(args)
        .current_dir(crate::root())
        .status()
        .context("starting cargo test")?;
    if status.success() {
        return Ok(());
    }
    bail!("tests failed")
}
