//! `cargo xtask ci`: everything that a merge request must pass, in order; stops at the first failure.
#![allow(clippy::disallowed_methods, reason = "a developer's tool that starts cargo")]

use anyhow::{Context, Result, bail};
use std::process::Command;
use std::time::Instant;

/// One step: `cargo` with arguments, and an environment variable where it needs one.
struct Step {
    args: &'static str,
    variable: Option<(&'static str, &'static str)>,
}

const fn step(args: &'static str) -> Step {
    Step { args, variable: None }
}

/// Cheap steps first. Nothing is checked here that the same command does not check on a laptop.
const STEPS: [Step; 11] = [
    step("fmt --all --check"),
    step("clippy --workspace --all-targets --all-features -- -D warnings"),
    step("xtask test"),
    step("xtask codegen schema --check"),
    step("xtask codegen rules --check"),
    step("xtask codegen coverage --check"),
    step("xtask codegen catalog --check"),
    step("xtask codegen properties --check"),
    step("xtask render --all --check"),
    step("xtask verify"),
    Step {
        args: "doc --workspace --no-deps",
        variable: Some(("RUSTDOCFLAGS", "-D warnings")),
    },
];

impl Step {
    /// The step as one types it in a shell.
    fn command(&self) -> String {
        match self.variable {
            Some((name, value)) => format!("{name}='{value}' cargo {}", self.args),
            None => format!("cargo {}", self.args),
        }
    }
}

/// Runs every step.
pub(crate) fn run() -> Result<()> {
    for (number, step) in STEPS.iter().enumerate() {
        let command = step.command();
        crate::say(&format!("[{}/{}] {command}", number + 1, STEPS.len()));
        let begun = Instant::now();
        let status = Command::new(env!("CARGO"))
            .args(step.args.split(' '))
            .envs(step.variable)
            .current_dir(crate::root())
            .status()
            .with_context(|| format!("starting `{command}`"))?;
        if !status.success() {
            bail!("this step failed; run it again with `{command}`");
        }
        crate::say(&format!("      took {} s", begun.elapsed().as_secs()));
    }
    Ok(())
}
