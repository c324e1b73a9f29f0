//! A copy of the project in which every environment has one more tag.

use crate::verify::environment::{self, Environment};
use crate::verify::must;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// What each environment becomes: itself with a tag, which most resources carry and none is replaced for. A short one: the
/// template of `prod` must still fit into a call.
fn overlay(name: &str) -> String {
    format!(
        "apiVersion: eksight/v1\nextends: {}\ntags:\n  v: c\n",
        renamed(name)
    )
}

/// The file name of an environment as it was.
fn renamed(name: &str) -> String {
    format!("{name}-unchanged.yaml")
}

/// Writes and renders the copy. Each environment has its name still, so that the commands of its plan can be run there.
pub(super) fn project(folder: &Path, environments: &[Environment]) -> Result<PathBuf> {
    let project = folder.join("changed");
    let files = project.join("environments");
    fs::create_dir_all(&files).with_context(|| format!("making {}", files.display()))?;
    let write = |name: &str, text: String| {
        let path = files.join(name);
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
    };
    let beside = "environments/dashboards";
    let folder = project.join(beside);
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    for file in environment::entries(beside)? {
        let text = environment::read(&format!("{beside}/{file}"))?;
        write(&format!("dashboards/{file}"), text)?;
    }
    let all = environment::entries("environments")?;
    for file in all.into_iter().filter(|file| file.ends_with(".yaml")) {
        let text = environment::read(&format!("environments/{file}"))?;
        match environments
            .iter()
            .find(|environment| file == format!("{}.yaml", environment.name()))
        {
            Some(environment) => {
                write(&renamed(environment.name()), text)?;
                write(&file, overlay(environment.name()))?;
            }
            None => write(&file, text)?,
        }
    }
    let mut render = environment::own_command()?;
    render
        .arg("render")
        .args(environments.iter().map(Environment::name))
        .current_dir(&project);
    must(&mut render)?;
    Ok(project)
}
