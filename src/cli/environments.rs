//! Which environments there are, and how one of them goes through the pipeline.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::{code, output};
use crate::catalog::Catalogue;
use crate::diag::{Diagnostic, Origins, Severity, text};
use crate::out::Disk;
use crate::source::{self, Documents, Loaded};

/// The folder of environment files.
const FOLDER: &str = "environments";

/// The project: the nearest folder, from here upwards, that has environments.
pub(super) struct Project {
    /// Its root.
    pub(super) root: PathBuf,
    disk: Disk,
}

impl Project {
    /// Finds the project.
    pub(super) fn find() -> anyhow::Result<Self> {
        let here = std::env::current_dir().context("cannot tell the current directory")?;
        let root = here.ancestors().find(|folder| folder.join(FOLDER).is_dir());
        let root = root
            .with_context(|| format!("there is no folder `{FOLDER}` here or above"))?
            .to_owned();
        Ok(Self {
            disk: Disk::at(&root),
            root,
        })
    }

    /// The names asked for, or the exit code of a wrong one.
    pub(super) fn select(&self, names: &[String], all: bool) -> Result<Vec<String>, u8> {
        let known = self.names();
        if all {
            let path = |name: &String| self.path(name);
            return Ok(known
                .into_iter()
                .filter(|name| !source::is_base(&self.disk, &path(name)))
                .collect());
        }
        if names.is_empty() {
            output::tell(&format!(
                "error: name an environment, or give `--all`; there are {}",
                list(&known)
            ));
            return Err(code::USAGE);
        }
        for name in names {
            if !known.contains(name) && !self.has(name) {
                let near = known
                    .iter()
                    .max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
                let help = match near {
                    Some(near) if strsim::jaro_winkler(near, name) > 0.8 => format!("did you mean `{near}`?"),
                    _ => format!("there are {}", list(&known)),
                };
                output::tell(&format!("error: there is no environment `{name}`; {help}"));
                return Err(code::USAGE);
            }
        }
        Ok(names.to_vec())
    }

    fn names(&self) -> Vec<String> {
        let files = self.disk.list(Path::new(FOLDER)).unwrap_or_default();
        files
            .iter()
            .filter(|file| file.extension().is_some_and(|extension| extension == "yaml"))
            .filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned()))
            .collect()
    }

    /// Whether anything stands where this environment's file belongs, such as a folder: loading it tells what is wrong.
    fn has(&self, name: &str) -> bool {
        !name.contains(std::path::is_separator)
            && self.disk.read(&self.path(name)) != Err(source::documents::ReadFault::NotFound)
    }

    fn path(&self, name: &str) -> PathBuf {
        Path::new(FOLDER).join(format!("{name}.yaml"))
    }

    /// Reads an environment.
    pub(super) fn load(&self, name: &str) -> Result<Loaded, Box<source::Refused>> {
        source::load(&self.disk, &self.path(name))
    }
}

fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// The facts that environments are checked against.
pub(super) fn catalogue() -> &'static Catalogue {
    Catalogue::shipped()
}

/// Shows findings to people, with a summary in the last line.
pub(super) fn show(name: &str, findings: &[Diagnostic], origins: &Origins, colour: bool) {
    for finding in findings {
        output::tell(&text::render(finding, origins, colour));
        output::tell("");
    }
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let parts: Vec<String> = [(errors, "error"), (warnings, "warning")]
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| {
            if *count == 1 {
                format!("1 {word}")
            } else {
                format!("{count} {word}s")
            }
        })
        .collect();
    if !parts.is_empty() {
        output::tell(&format!("{name}: {}", parts.join(" and ")));
    }
}
