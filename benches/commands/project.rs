//! The temporary project in which commands are measured, on a memory file system where there is one: a disk's own
//! pace drifts by a factor of ten within an hour.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use crate::floor::Prepared;
use crate::trees;

/// The release binary that is measured.
pub(crate) const EKSIGHT: &str = env!("CARGO_BIN_EXE_eksight");

/// A copy of `environments/` with one of them rendered, and its trees laid ready for the floor program.
pub(crate) struct Project {
    folder: tempfile::TempDir,
    /// The environment that is measured.
    pub(crate) environment: String,
}

impl Project {
    /// Makes the project, and proves that the floor program writes what `render` writes.
    pub(crate) fn new(environment: &str) -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            tempfile::tempdir_in(memory)
        } else {
            tempfile::tempdir()
        };
        Self::in_folder(environment, folder)
    }

    /// The same on the disk that holds the build.
    pub(crate) fn on_disk(environment: &str) -> Self {
        Self::in_folder(environment, tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")))
    }

    fn in_folder(environment: &str, folder: std::io::Result<tempfile::TempDir>) -> Self {
        let project = Self {
            folder: folder.unwrap(),
            environment: environment.to_owned(),
        };
        let environments = Path::new(env!("CARGO_MANIFEST_DIR")).join("environments");
        run(project.command("cp", &["-r", environments.to_str().unwrap(), "."]));
        run(project.eksight(&["render", environment]));
        let files = project.rendered();
        let prepared: Vec<_> = files
            .iter()
            .map(|(path, (text, _))| trees::prepare(path, text.clone()))
            .collect();
        fs::write(project.at("trees.json"), serde_json::to_vec(&prepared).unwrap()).unwrap();
        run(project.floor(1));
        let written = texts(read(&project.at("floor/0")));
        assert!(
            written == texts(files),
            "the floor program writes other files than `render`"
        );
        project
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The product's command line in this project.
    pub(crate) fn eksight(&self, arguments: &[&str]) -> Command {
        self.command(EKSIGHT, arguments)
    }

    /// This bench as the floor program, which writes so many environments to `floor/0` and so on.
    pub(crate) fn floor(&self, environments: usize) -> Command {
        let this = std::env::current_exe().unwrap();
        let arguments = ["floor", "trees.json", "floor", &environments.to_string()];
        self.command(this.to_str().unwrap(), &arguments)
    }

    /// The trees of the environment.
    pub(crate) fn trees(&self) -> Vec<Prepared> {
        serde_json::from_slice(&fs::read(self.at("trees.json")).unwrap()).unwrap()
    }

    /// A program in this project; what it prints is dropped.
    pub(crate) fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Makes it a repository, and the revision `changed` one in which a line of the environment is another.
    pub(crate) fn commit_with_a_line_changed(&self) {
        let path = self.at(&format!("environments/{}.yaml", self.environment));
        let text = fs::read_to_string(&path).unwrap();
        let other = text.replace("retentionDays: 90", "retentionDays: 60");
        assert_ne!(text, other, "the line that the bench changes is gone");
        fs::write(&path, other).unwrap();
        self.commit("changed");
        fs::write(&path, text).unwrap();
    }

    /// Makes it a repository with a commit of its environments and of `out/`, and a branch of this name.
    pub(crate) fn commit(&self, branch: &str) {
        let identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.com"];
        let commit = [&identity[..], &["commit", "--quiet", "--message", "bench"]].concat();
        for arguments in [
            &["init", "--quiet", "--initial-branch", branch],
            &["add", "environments", "out"][..],
            &commit,
        ] {
            run(self.command("git", arguments));
        }
    }

    /// Removes folders that a command is to make anew.
    pub(crate) fn remove(&self, folder: &str) {
        if self.at(folder).exists() {
            fs::remove_dir_all(self.at(folder)).unwrap();
        }
    }

    /// What `render` has written, with the time of the last change.
    pub(crate) fn rendered(&self) -> BTreeMap<String, (String, SystemTime)> {
        read(&self.at(&format!("out/{}", self.environment)))
    }
}

/// Runs a command that must succeed.
pub(crate) fn run(mut command: Command) {
    let status = command.status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}

fn read(root: &Path) -> BTreeMap<String, (String, SystemTime)> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let below = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            let changed = fs::metadata(&path).unwrap().modified().unwrap();
            files.insert(below, (fs::read_to_string(&path).unwrap(), changed));
        }
    }
    files
}

fn texts(files: BTreeMap<String, (String, SystemTime)>) -> BTreeMap<String, String> {
    files.into_iter().map(|(path, (text, _))| (path, text)).collect()
}
