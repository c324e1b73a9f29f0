//! Copies of the project in which environments have one thing more.

use super::environment::{self, Environment};
use super::must;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Writes and renders a copy. Each environment keeps its name, so that the commands of its plan can be run there; what
/// `overlay` gives is laid over it.
pub(super) fn project(
    project: &Path,
    environments: &[Environment],
    overlay: impl Fn(&Environment) -> Result<String>,
) -> Result<()> {
    let files = project.join("environments");
    fs::create_dir_all(&files).with_context(|| format!("making {}", files.display()))?;
    let write = |name: &str, text: String| {
        let path = files.join(name);
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
    };
    let beside = "dashboards";
    let folder = files.join(beside);
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    for file in environment::entries(&format!("environments/{beside}"))? {
        let file = format!("{beside}/{file}");
        write(&file, environment::read(&format!("environments/{file}"))?)?;
    }
    let all = environment::entries("environments")?;
    for file in all.into_iter().filter(|file| file.ends_with(".yaml")) {
        let text = environment::read(&format!("environments/{file}"))?;
        let mut all = environments.iter();
        match all.find(|environment| file == format!("{}.yaml", environment.name())) {
            Some(environment) => {
                let renamed = format!("{}-unchanged.yaml", environment.name());
                let overlay = overlay(environment)?;
                // The same cluster once more would be refused.
                write(&renamed, format!("{text}kind: Base\n"))?;
                write(
                    &file,
                    format!("apiVersion: eksight/v1\nextends: {renamed}\n{overlay}"),
                )?;
            }
            None => write(&file, text)?,
        }
    }
    let mut render = environment::own_command()?;
    render
        .arg("render")
        .args(environments.iter().map(Environment::name))
        .current_dir(project);
    must(&mut render).map(drop)
}
