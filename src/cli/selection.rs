//! Which environments a command is about: those that are named, or all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::brought_back::{Back, back};
use super::environments::{FOLDER, Project};
use super::pattern::{is_pattern, stands_for};
use super::rust_environment::RustEnvironment;
use super::{code, output};
use crate::catalog::LABEL_CHARACTERS;
use crate::diag::listed::listed;
use crate::source::{self, Documents};

impl Project<'_> {
    /// The names asked for, each once, or the exit code of a wrong one. A pattern stands for those of `--all` that it fits.
    pub(super) fn select(&self, names: &[String], all: bool) -> Result<Vec<String>, u8> {
        if all {
            let all = self.all()?;
            return if all.is_empty() {
                Err(self.tell_none())
            } else {
                Ok(all)
            };
        }
        self.refuse_files(|stem| names.iter().any(|name| stands_for(name, stem)))?;
        if names.is_empty() {
            let known = self.rendered(self.names());
            if known.is_empty() {
                return Err(self.tell_none());
            }
            output::tell(&format!(
                "error: name an environment, or give `--all`; there are {}",
                list(&known)
            ));
            return Err(code::USAGE);
        }
        let mut selected = Vec::new();
        for name in names {
            match is_pattern(name) {
                true => selected.extend(self.fitting(name)?),
                false => selected.push(self.named(name)?),
            }
        }
        let mut seen = BTreeSet::new();
        selected.retain(|name| seen.insert(name.clone()));
        Ok(selected)
    }

    /// The environments that a pattern stands for.
    fn fitting(&self, pattern: &str) -> Result<Vec<String>, u8> {
        let mut fitting = self.names();
        fitting.retain(|name| stands_for(pattern, name));
        let fitting = self.rendered(fitting);
        if fitting.is_empty() {
            let known = self.rendered(self.names());
            let there = match known.is_empty() {
                true => self.none(),
                false => format!(
                    "no environment is called like `{pattern}`; there are {}",
                    list(&known)
                ),
            };
            output::tell(&format!("error: {there}"));
            return Err(code::USAGE);
        }
        fitting.into_iter().map(|name| self.fit(name)).collect()
    }

    /// The one of this name, or the exit code of a wrong one.
    pub(super) fn named(&self, name: &str) -> Result<String, u8> {
        self.refuse_files(|stem| stem == name)?;
        let known = self.names();
        if !known.iter().any(|known| known == name) && !self.has(name) {
            output::tell(&self.unknown(name, known));
            return Err(code::USAGE);
        }
        self.fit(name.to_owned())
    }

    /// A name that there is, where an environment can be called so.
    fn fit(&self, name: String) -> Result<String, u8> {
        match self.refuse_name(&name) {
            Some(refused) => {
                output::tell(&refused);
                Err(code::REFUSED)
            }
            None => Ok(name),
        }
    }

    /// Every environment that is rendered, which may be none, or the exit code of one that cannot be.
    pub(super) fn all(&self) -> Result<Vec<String>, u8> {
        self.refuse_files(|_| true)?;
        let rendered = self.rendered(self.names()).into_iter();
        rendered.map(|name| self.fit(name)).collect()
    }

    /// Says that there is none, and gives the exit code of that.
    pub(super) fn tell_none(&self) -> u8 {
        output::tell(&format!("error: {}", self.none()));
        code::USAGE
    }

    fn none(&self) -> String {
        let place = match self.root.join(FOLDER).is_dir() {
            true => "",
            false => " here or above",
        };
        format!(
            "there is no environment{place}; write {FOLDER}/<name>.yaml, of which `cargo xtask schema` tells the fields"
        )
    }

    /// The exit code where two environments have one name, or a file of those that are asked for is not read.
    pub(super) fn refuse_files(&self, is_asked: impl Fn(&str) -> bool) -> Result<(), u8> {
        if let Some(twice) = self.written_twice() {
            output::tell(&format!(
                "error: the environment `{}` is written twice, in Rust at {} and in {}; rename one of them",
                twice.name(),
                twice.line(),
                self.path(twice.name()).display()
            ));
            return Err(code::REFUSED);
        }
        if let Some((first, second)) = self.named_twice() {
            let (name, first, second) = (first.name(), first.line(), second.line());
            let lines = match first == second {
                true => format!("both of {first}"),
                false => format!("of {first} and of {second}"),
            };
            output::tell(&format!(
                "error: two environments of this program are called `{name}`, {lines}; give one of them another name"
            ));
            return Err(code::REFUSED);
        }
        if let Some((file, stem)) = self.strays().into_iter().find(|(_, stem)| is_asked(stem)) {
            let mend = match self.has(&stem) {
                true => format!("{FOLDER}/{stem}.yaml is there too, so that one of both has to go"),
                false => format!("rename it to {FOLDER}/{stem}.yaml"),
            };
            output::tell(&format!(
                "error: {file} is not read, since files of environments end in `.yaml`; {mend}"
            ));
            return Err(code::REFUSED);
        }
        if let Some((file, stem)) = self.nested().into_iter().find(|(_, stem)| is_asked(stem)) {
            let mend = match self.has(&stem) {
                true => format!("{FOLDER}/{stem}.yaml is there too, so that it needs another name there"),
                false => format!("move it to {FOLDER}/{stem}.yaml"),
            };
            output::tell(&format!(
                "error: {file} is not read, since environments lie side by side in `{FOLDER}`; {mend}; where others extend it, \
                 give it `kind: Base`"
            ));
            return Err(code::REFUSED);
        }
        Ok(())
    }

    /// What there is to say where somebody asks for an environment that there is not.
    fn unknown(&self, name: &str, known: Vec<String>) -> String {
        let how = match self.bring_back(name) {
            None => None,
            Some(Back::Archived) => {
                Some("it was archived, which eksight neither applies nor tears down".to_owned())
            }
            Some(Back::Checkout(command)) => Some(format!("bring its file back first: `{command}`")),
            Some(Back::Worktree(command, changed)) => Some(format!(
                "go where it is as it was, since {} has changed: `{command}`",
                changed.join(", ")
            )),
        };
        if let Some(how) = how {
            return format!("error: there is no environment `{name}` any more; {how}");
        }
        if is_pattern(name) {
            return format!("error: `{name}` is a pattern, and one environment is asked for here");
        }
        let asked = Path::new(name);
        let stem = asked.file_stem().and_then(|stem| stem.to_str());
        if let Some(known) = stem.filter(|stem| *stem != name && known.iter().any(|name| name == stem)) {
            return format!("error: there is no environment `{name}`; say its name alone: `{known}`");
        }
        let near = known
            .iter()
            .max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
        let help = match near {
            Some(near) if strsim::jaro_winkler(near, name) > 0.8 => format!("did you mean `{near}`?"),
            _ => match self.rendered(known).as_slice() {
                [] => return format!("error: {}", self.none()),
                known => format!("there are {}", list(known)),
            },
        };
        format!("error: there is no environment `{name}`; {help}")
    }

    /// Why an environment cannot be called so.
    fn refuse_name(&self, name: &str) -> Option<String> {
        let why = unfit(name)?;
        let in_rust = self.rust.iter().find(|environment| environment.name() == name);
        let place = match in_rust {
            Some(environment) => environment.line(),
            None => self.path(name).display().to_string(),
        };
        Some(format!(
            "error: {place}: an environment cannot be called `{name}`; {why}"
        ))
    }

    /// How the file of an environment that there is no more comes back.
    pub(super) fn bring_back(&self, name: &str) -> Option<Back> {
        match unfit(name) {
            None => back(self, name),
            Some(_) => None,
        }
    }

    /// Those that are rendered alone.
    pub(super) fn rendered(&self, names: Vec<String>) -> Vec<String> {
        let is_base = |name: &String| source::is_base(&self.disk, &self.path(name));
        names.into_iter().filter(|name| !is_base(name)).collect()
    }

    /// Two environments in Rust of one name.
    fn named_twice(&self) -> Option<(&RustEnvironment, &RustEnvironment)> {
        let mut seen = BTreeMap::new();
        self.rust.iter().find_map(|second| {
            let first = seen.insert(second.name(), second)?;
            Some((first, second))
        })
    }

    /// One in Rust that a file has the name of.
    fn written_twice(&self) -> Option<&RustEnvironment> {
        self.rust.iter().find(|environment| self.has(environment.name()))
    }

    /// Every name, bases included.
    pub(super) fn names(&self) -> Vec<String> {
        let of_files = self.stems().into_iter();
        let of_rust = self.rust.iter().map(|environment| environment.name().to_owned());
        let names: BTreeSet<String> = of_files.chain(of_rust).collect();
        names.into_iter().collect()
    }

    /// The files by what stands before their extension, and folders that are called like files: reading them tells what is
    /// wrong. Hidden ones are none of ours: editors keep locks and copies there.
    fn stems(&self) -> Vec<String> {
        let files = self.disk.all(Path::new(FOLDER)).unwrap_or_default();
        let files = files
            .iter()
            .filter(|file| file.extension().is_some_and(|found| found == "yaml"));
        files
            .filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned()))
            .filter(|stem| !stem.starts_with('.'))
            .collect()
    }

    /// Files that somebody may take for environments, with what they would be called.
    fn strays(&self) -> Vec<(String, String)> {
        let files = self.disk.list(Path::new(FOLDER)).unwrap_or_default();
        let stray = |file: &PathBuf| {
            let extension = file.extension()?.to_str()?;
            let is_yaml = ["yaml", "yml"]
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known));
            let stem = file.file_stem()?.to_string_lossy().into_owned();
            let is_read = extension == "yaml" && file.file_stem()?.to_str().is_some();
            (is_yaml && !is_read && !stem.starts_with('.')).then(|| (file.display().to_string(), stem))
        };
        files.iter().filter_map(stray).collect()
    }

    /// Files in folders of their own that are written as environments, with what they would be called.
    fn nested(&self) -> Vec<(String, String)> {
        let files = self.disk.below(Path::new(FOLDER)).unwrap_or_default();
        let is_hidden = |file: &PathBuf| {
            let mut parts = file.iter().filter_map(|part| part.to_str());
            parts.any(|part| part.starts_with('.'))
        };
        let nested = |file: &PathBuf| {
            let is_below = file.parent() != Some(Path::new(FOLDER)) && !is_hidden(file);
            let is_read = is_below && file.extension().is_some_and(|found| found == "yaml");
            let text = is_read.then(|| self.disk.read(file).ok())??;
            let is_ours = |line: &str| line.contains("apiVersion") && line.contains("eksight/v");
            let is_environment = text.lines().any(is_ours) && !source::is_base(&self.disk, file);
            let stem = file.file_stem()?.to_string_lossy().into_owned();
            is_environment.then(|| (file.display().to_string(), stem))
        };
        files.iter().filter_map(nested).collect()
    }

    /// Whether anything stands where this environment's file belongs, such as a folder: loading it tells what is wrong.
    pub(super) fn has(&self, name: &str) -> bool {
        // No file system has one that is too long.
        name.len() <= LONGEST
            && !name.contains(std::path::is_separator)
            && self.disk.read(&self.path(name)) != Err(source::documents::ReadFault::NotFound)
    }
}

/// The longest name of an environment. Files and folders could have longer ones, the longest of which is
/// `out/.<name>.pending`, but Flux and Argo CD write the names of their objects, which are made of it, into labels, and these
/// take no more. Source: fluxcd/flux2 issue 2004, argoproj/argo-cd issue 5594, as of 2026-11.
const LONGEST: usize = LABEL_CHARACTERS;

/// What keeps an environment from being called so, and what to do.
fn unfit(name: &str) -> Option<String> {
    // It stands in commands that people paste into a shell.
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if !name.chars().all(plain) || !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        let help = "use letters, digits, `-`, `_` and `.`, and begin with a letter or digit";
        return Some(help.to_owned());
    }
    (name.len() > LONGEST).then(|| {
        format!(
            "its name has {} characters, use at most {LONGEST}: labels in the cluster take no more",
            name.len()
        )
    })
}

fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    listed(&quoted.iter().map(String::as_str).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{Project, RustEnvironment, code};
    use crate::model::Environment;
    use crate::out::Disk;
    use crate::source::Drafted as _;

    fn names(names: &[&str]) -> Result<Vec<String>, u8> {
        let rust: Vec<_> = names
            .iter()
            .map(|name| RustEnvironment::new(*name, Environment::draft))
            .collect();
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let project = Project {
            disk: Disk::at(&root),
            root,
            rust: &rust,
        };
        project.select(&[], true)
    }

    #[test]
    fn environments_in_rust_stand_among_the_files() {
        let expected = ["dev", "prod", "rusty", "study", "study-2023"];
        assert_eq!(names(&["rusty"]), Ok(expected.map(str::to_owned).to_vec()));
    }

    #[test]
    fn names_that_are_too_long_are_refused() {
        let (longest, longer) = ("n".repeat(63), "n".repeat(64));
        assert!(names(&[&longest]).is_ok_and(|names| names.contains(&longest)));
        assert_eq!(names(&[&longer]), Err(code::REFUSED));
    }

    #[test]
    fn one_name_for_two_environments_is_refused() {
        assert_eq!(names(&["study"]), Err(code::REFUSED));
        assert_eq!(names(&["rusty", "rusty"]), Err(code::REFUSED));
    }
}
