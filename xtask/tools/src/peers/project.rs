//! The project in which everybody writes: a fleet like `prod`, on a memory file system where there is one, since a disk's
//! own pace drifts by a factor of ten within an hour.

use super::data::{self, Files, Parameters};
use super::turns::Case;
use super::{must, write};
use anyhow::{Context, Result, ensure};
use eksight_testing::fleet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The environment that is measured alone, and whose texts become the peers' source.
pub(super) const FIRST: &str = "e0000";

/// A folder with `environments/` and what eksight has written to `out/`. It goes with this value.
pub(super) struct Project {
    folder: tempfile::TempDir,
    eksight: PathBuf,
    size: usize,
}

impl Project {
    /// Writes so many environments, and has them rendered.
    pub(super) fn new(eksight: &Path, size: usize) -> Result<Self> {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            tempfile::tempdir_in(memory)
        } else {
            tempfile::tempdir()
        };
        let project = Self {
            folder: folder.context("making a temporary folder")?,
            eksight: eksight.to_owned(),
            size,
        };
        project.take_over()?;
        let prod = project.at("prod.yaml");
        let prod = fs::read_to_string(&prod).with_context(|| format!("reading {}", prod.display()))?;
        for number in 0..size {
            let path = project.at(&format!("environments/{}.yaml", id(number)));
            write(&path, fleet::member(&prod, number))?;
        }
        must(&mut project.render().command)?;
        Ok(project)
    }

    /// Copies `environments/` with what lies beside the files in it, and moves out of it what would be rendered too.
    fn take_over(&self) -> Result<()> {
        let mut copy = Command::new("cp");
        copy.arg("-r").arg(crate::root().join("environments"));
        must(copy.arg(self.folder.path()))?;
        for name in ["dev", "prod", "study", "study-2023"].map(|name| format!("{name}.yaml")) {
            let from = self.at(&format!("environments/{name}"));
            fs::rename(&from, self.at(&name)).with_context(|| format!("moving {}", from.display()))?;
        }
        Ok(())
    }

    /// How many environments it has.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// A path in the project.
    pub(super) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// An empty folder in the project, for the source of a peer.
    pub(super) fn folder(&self, name: &str) -> Result<PathBuf> {
        let path = self.at(name);
        fs::create_dir_all(&path).with_context(|| format!("making {}", path.display()))?;
        Ok(path)
    }

    /// The template of the first environment.
    pub(super) fn template(&self) -> PathBuf {
        self.at(&format!("out/{FIRST}/{}", data::TEMPLATE))
    }

    /// What eksight has written for each environment, with its parameters.
    pub(super) fn written(&self) -> Result<Vec<(Parameters, Files)>> {
        let one = |number| {
            let files = data::read(&self.at(&format!("out/{}", id(number))))?;
            let name = fleet::member_name(number);
            let parameters = Parameters::of(&id(number), &name, data::template(&files)?);
            Ok((parameters, files))
        };
        (0..self.size).map(one).collect()
    }

    /// Renders into an empty `out/`: the one environment, or all of them on one thread.
    pub(super) fn render(&self) -> Case {
        let command = if self.size == 1 {
            self.eksight(&["render", FIRST])
        } else {
            self.eksight(&["render", "--all", "--jobs", "1"])
        };
        Case::of(command).makes(self.at("out"))
    }

    /// Checks the first environment.
    pub(super) fn check(&self) -> Case {
        Case::of(self.eksight(&["check", FIRST]))
    }

    /// Shows what a line of the first environment has changed.
    pub(super) fn diff(&self) -> Case {
        Case::of(self.eksight(&DIFF))
    }

    /// The same as a developer of eksight says it.
    pub(super) fn xtask_diff(&self) -> Case {
        let mut command = Command::new(env!("CARGO"));
        command.args(["run", "--quiet", "--package", "xtask", "--manifest-path"]);
        command.arg(crate::root().join("Cargo.toml")).arg("--");
        command.args(DIFF).current_dir(self.folder.path());
        Case::of(command)
    }

    fn eksight(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.eksight);
        command.args(arguments).current_dir(self.folder.path());
        command
    }

    /// Makes it a repository whose last commit has another line in the first environment.
    pub(super) fn commit_with_a_line_changed(&self) -> Result<()> {
        let path = self.at(&format!("environments/{FIRST}.yaml"));
        let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let [line, other] = RETENTION.map(|days| format!("retentionDays: {days}"));
        let changed = text.replace(&line, &other);
        ensure!(text != changed, "there is no `{line}` in environments/prod.yaml");
        write(&path, changed)?;
        crate::repository::commit(self.folder.path(), &["environments"])?;
        write(&path, text)
    }
}

/// Days that the control plane's log is kept: as `prod` has it, and in what is compared with it.
pub(super) const RETENTION: [u32; 2] = [90, 60];

const DIFF: [&str; 4] = ["diff", FIRST, "--base", "HEAD"];

fn id(number: usize) -> String {
    format!("e{number:04}")
}
