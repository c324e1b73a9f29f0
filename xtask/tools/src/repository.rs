//! A repository of a temporary project.

use crate::verify::must;
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// Makes a folder one, with a commit of these paths in it.
#[allow(clippy::disallowed_methods, reason = "a developer's tool that starts git")]
pub(crate) fn commit(folder: &Path, paths: &[&str]) -> Result<()> {
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=eksight", "-c", "user.email=eksight@example.com"];
        let mut git = Command::new("git");
        must(git.args(identity).args(arguments).current_dir(folder)).map(drop)
    };
    git(&["init", "--quiet"])?;
    git(&[&["add"], paths].concat())?;
    git(&["commit", "--quiet", "-m", "project"])
}
