//! The workspace that `eksight new` makes, built by cargo in an empty folder: its two commands, as its page has them.

use super::{install, must};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::process::Command;

/// Makes one, renders and tests.
pub(super) fn build() -> Result<Vec<String>> {
    let (root, folder) = (crate::root(), install::folder().join("workspace"));
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    // In a fresh clone no other step has made it.
    let parent = install::folder();
    fs::create_dir_all(&parent).with_context(|| format!("creating {}", parent.display()))?;
    let text = |path: &std::path::Path| path.to_string_lossy().into_owned();
    let arguments = ["eksight", "new", &text(&folder), "--eksight", &text(&root)].map(str::to_owned);
    let code = eksight::cli::run_from(arguments, &[], &[]);
    ensure!(code == 0, "`eksight new` ended with {code}");
    // The versions that this repository is tested with.
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).context("copying Cargo.lock")?;
    for task in [&["render", "dev"][..], &["test"]] {
        let mut command = Command::new(env!("CARGO"));
        command.arg("xtask").args(task).current_dir(&folder);
        // Beside the workspace, so that the next run finds what this one has built.
        command.env("CARGO_TARGET_DIR", install::folder().join("workspace-target"));
        must(&mut command)?;
    }
    let plan = folder.join("out/dev/plan.json");
    ensure!(plan.is_file(), "there is no {}", plan.display());
    Ok(vec![
        "cargo: a new workspace renders and tests with its two commands".to_owned(),
    ])
}
