//! A temporary project and runs of the binary in it. What is expected of a run is not here.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};

/// An environment whose node group and bastion want a type that one of its zones does not offer.
pub(crate) const TINY: &str = include_str!("tiny.yaml");

/// The same with a type that all zones offer.
pub(crate) fn sound() -> String {
    TINY.replace("t3a.xlarge", "t3.xlarge")
}

/// The root of this repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// How a run ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A project's folder that is removed afterwards.
pub(crate) struct Project(tempfile::TempDir);

impl Project {
    /// Without any environment.
    pub(crate) fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// With one environment, `tiny`.
    pub(crate) fn with(tiny: &str) -> Self {
        let project = Self::empty();
        project.write("environments/tiny.yaml", tiny);
        project
    }

    /// With the environments of this repository.
    pub(crate) fn of_the_repository() -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        for folder in ["environments", "environments/dashboards"] {
            for entry in fs::read_dir(repository().join(folder)).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap();
                if path.is_file() {
                    project.write(&format!("{folder}/{name}"), fs::read(&path).unwrap());
                }
            }
        }
        project
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Every file below `out/` with its bytes and the time of its last change.
    pub(crate) fn out(&self) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.at("out")];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = fs::read_dir(&folder) else {
                continue;
            };
            for path in entries.map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let modified = fs::metadata(&path).unwrap().modified().unwrap();
                    files.insert(path.clone(), (fs::read(&path).unwrap(), modified));
                }
            }
        }
        files
    }

    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        start(self.0.path(), arguments)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        wait(self.start(arguments))
    }

    /// Makes the project a repository of git, with a commit of all that is there.
    pub(crate) fn commit(&self) {
        git(self.0.path(), &["init", "--quiet", "--initial-branch", "main"]);
        git(self.0.path(), &["add", "."]);
        git(self.0.path(), &["commit", "--quiet", "--message", "first"]);
    }

    /// Runs the binary where programs are found in the project's `bin` only, and the few that scripts need.
    pub(crate) fn run_with_own_programs(&self, arguments: &[&str]) -> Run {
        self.run_with_path(arguments, &format!("{}:/usr/bin:/bin", self.at("bin").display()))
    }

    pub(crate) fn run_with_path(&self, arguments: &[&str], path: &str) -> Run {
        wait(
            command(self.0.path(), arguments)
                .env("PATH", path)
                .spawn()
                .unwrap(),
        )
    }

    /// Puts a program of the test's into the project's `bin`.
    pub(crate) fn program(&self, name: &str, script: &str) {
        let path = self.at(&format!("bin/{name}"));
        self.write(&format!("bin/{name}"), format!("#!/bin/sh\n{script}"));
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Runs the binary with a text on its stdin.
    pub(crate) fn run_with_stdin(&self, arguments: &[&str], text: &str) -> Run {
        let mut child = command(self.0.path(), arguments)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // One that does not read to the end closes the pipe.
        let _ = stdin.write_all(text.as_bytes());
        drop(stdin);
        wait(child)
    }
}

/// Runs git, with neither the settings nor the identity of who runs the tests.
pub(crate) fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null");
    for role in ["AUTHOR", "COMMITTER"] {
        command
            .env(format!("GIT_{role}_NAME"), "test")
            .env(format!("GIT_{role}_EMAIL"), "test@example.com");
    }
    let output = command.arg("-C").arg(folder).args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "git {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Starts the binary. The day is fixed: findings by date must not change under the tests.
pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Child {
    command(folder, arguments).spawn().unwrap()
}

pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_eksight"));
    command
        .args(["--as-of", "2026-11-24", "--color", "never"])
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Waits for the end of a run, 60 seconds at most, for a busy machine: a run that hangs is killed and has no code.
pub(crate) fn wait(mut child: Child) -> Run {
    let stdout = child.stdout.take().map(reader);
    let stderr = child.stderr.take().map(reader);
    let mut code = None;
    for _ in 0..6000 {
        if let Some(status) = child.try_wait().unwrap() {
            code = status.code();
            break;
        }
        thread::sleep(Duration::from_millis(10));
    }
    if code.is_none() {
        let _ = child.kill();
        let _ = child.wait();
    }
    let text = |reader: Option<thread::JoinHandle<String>>| {
        reader.map_or(String::new(), |reader| reader.join().unwrap())
    };
    Run {
        code,
        stdout: text(stdout),
        stderr: text(stderr),
    }
}

fn reader(mut from: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut text = String::new();
        from.read_to_string(&mut text).unwrap();
        text
    })
}
