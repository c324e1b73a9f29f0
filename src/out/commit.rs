//! One commit to `out/<environment>/`: stage, decide, apply. What is to change was decided in `changes`.
//!
//! ```text
//! out/.prod.pending/0, 1, …         new contents, numbered; without a marker they mean nothing
//! out/.prod.pending/whole/          instead of them all of `out/prod/`, where there is none yet
//! out/.prod.pending/commit.json     the marker: which paths they go to, and what is deleted
//! ```
//! **Invariant:** `out/prod/` is touched only while the marker stands, and the marker goes only when all of it is done.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that writes below out/"
)]

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::iter;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::changes::{folders_of, is_folder, require_plain};
use super::{Action, Change, OutError};

/// One step of a commit. Between any two of them a run may be stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// The new content of this path is written to the stage.
    Stage(&'a str),
    /// The marker is written: from here on the new files are what counts.
    Decide,
    /// The whole folder is moved to its place.
    PlaceFolder,
    /// The content is moved to its path.
    Place(&'a str),
    /// What lies at this path is removed.
    Delete(&'a str),
    /// The marker is removed: all is in place.
    Close,
    /// What is left of the stage is removed.
    Clear,
}

/// What the marker says.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Marker {
    /// Whether the new contents lie in one folder, by their paths: nothing was there before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    whole: bool,
    /// Where the staged contents go; the position is the name of the staged file.
    write: Vec<String>,
    /// What is removed, in this order; folders end with `/` and come after what lies in them.
    delete: Vec<String>,
}

impl Marker {
    fn paths(&self) -> impl Iterator<Item = &str> {
        self.write.iter().chain(&self.delete).map(String::as_str)
    }
}

/// A commit, or the recovery of one, to one environment's folder.
pub(super) struct Commit<'a> {
    target: PathBuf,
    stage: PathBuf,
    before: &'a mut dyn FnMut(Step) -> ControlFlow<()>,
}

impl<'a> Commit<'a> {
    pub(super) fn new(
        target: PathBuf,
        stage: PathBuf,
        before: &'a mut dyn FnMut(Step) -> ControlFlow<()>,
    ) -> Self {
        Self {
            target,
            stage,
            before,
        }
    }

    pub(super) fn run(mut self, changes: &[Change]) -> Result<(), OutError> {
        match self.prepare(changes)? {
            Some(marker) => self.carry_out(&marker),
            None => Ok(()),
        }
    }

    /// Writes new contents to the stage, where they mean nothing yet. `None` where nothing changes.
    pub(super) fn prepare(&mut self, changes: &[Change]) -> Result<Option<Marker>, OutError> {
        let marker = self.plan(changes)?;
        if marker.paths().next().is_none() {
            return Ok(None);
        }
        if is_folder(&self.stage)? {
            if self.marker_path().exists() {
                return Err(OutError::Unfinished {
                    path: self.stage.clone(),
                });
            }
            self.clear()?;
        }
        self.stage(changes, &marker)?;
        Ok(Some(marker))
    }

    /// Decides on what was prepared, and does it.
    pub(super) fn carry_out(mut self, marker: &Marker) -> Result<(), OutError> {
        self.decide(marker)?;
        self.apply(marker)
    }

    /// Takes back what was prepared.
    pub(super) fn take_back(mut self) -> Result<(), OutError> {
        self.clear()
    }

    /// Whether there was a decision to carry out.
    pub(super) fn recover(mut self) -> Result<bool, OutError> {
        is_folder(&self.stage)?;
        let path = self.marker_path();
        let json = match fs::read(&path) {
            Ok(json) => json,
            Err(error) if error.kind() == ErrorKind::NotFound => return self.clear().map(|()| false),
            Err(error) => return Err(OutError::io("read", &path)(error)),
        };
        let damaged = |reason: String| OutError::Marker {
            path: path.clone(),
            reason,
        };
        let marker: Marker = match serde_json::from_slice(&json) {
            Ok(marker) => marker,
            // Only a power cut leaves a part of it (see `OutFolder::commit`); the next render mends what it left.
            Err(error) if error.is_eof() => return self.clear().map(|()| false),
            Err(error) => return Err(damaged(error.to_string())),
        };
        // The marker may have come with somebody's branch; it must not reach beyond the folder.
        for path in marker.paths() {
            require_plain(path.strip_suffix('/').unwrap_or(path))
                .map_err(|error| damaged(error.to_string()))?;
        }
        self.apply(&marker)?;
        Ok(true)
    }

    /// The marker of these changes, once it is sure that nothing stands in their way.
    fn plan(&self, changes: &[Change]) -> Result<Marker, OutError> {
        let mut marker = Marker {
            whole: !is_folder(&self.target)?,
            ..Marker::default()
        };
        let mut checked = BTreeSet::new();
        for Change { path, action } in changes {
            require_plain(path.strip_suffix('/').unwrap_or(path))?;
            match action {
                Action::Create(_) | Action::Update(_) => marker.write.push(path.clone()),
                Action::Delete => marker.delete.push(path.clone()),
                Action::Unchanged => continue,
            }
            let there = folders(&self.target, path).filter(|_| !marker.whole);
            for folder in there {
                if checked.insert(folder.clone()) {
                    require_writable(&folder)?;
                }
            }
        }
        marker.delete.sort_by(|a, b| b.cmp(a));
        Ok(marker)
    }

    fn stage(&mut self, changes: &[Change], marker: &Marker) -> Result<(), OutError> {
        fs::create_dir(&self.stage).map_err(OutError::io("create", &self.stage))?;
        let mut ready = BTreeSet::new();
        let texts = changes.iter().filter_map(|change| match change.action {
            Action::Create(text) | Action::Update(text) => Some((&change.path, text)),
            Action::Delete | Action::Unchanged => None,
        });
        for (number, (path, text)) in texts.enumerate() {
            self.step(Step::Stage(path))?;
            if marker.whole {
                make_folders(&self.whole(), path, &mut ready)?;
            }
            write_new(&self.staged(marker, number, path), text.as_bytes())?;
        }
        Ok(())
    }

    fn decide(&mut self, marker: &Marker) -> Result<(), OutError> {
        self.step(Step::Decide)?;
        let json = serde_json::to_vec_pretty(marker).expect("bug in eksight: a marker is not JSON");
        let unfinished = self.stage.join("commit.json.part");
        write_new(&unfinished, &json)?;
        let path = self.marker_path();
        fs::rename(&unfinished, &path).map_err(OutError::io("create", &path))
    }

    /// Carries out what is decided. Whatever an earlier attempt has done already is passed over.
    fn apply(&mut self, marker: &Marker) -> Result<(), OutError> {
        if !(marker.whole && self.place_folder()?) {
            self.place_files(marker)?;
        }
        for path in &marker.delete {
            self.step(Step::Delete(path))?;
            self.delete(path)?;
        }
        self.step(Step::Close)?;
        let path = self.marker_path();
        fs::remove_file(&path).map_err(OutError::io("remove", &path))?;
        self.clear()
    }

    /// Moves the whole folder to its place, unless it is there already. False where somebody has made a folder there
    /// meanwhile: what lies in that stays.
    fn place_folder(&mut self) -> Result<bool, OutError> {
        self.step(Step::PlaceFolder)?;
        match fs::rename(self.whole(), &self.target) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
            Err(_) if is_folder(&self.target)? => Ok(false),
            Err(error) => Err(OutError::io("write", &self.target)(error)),
        }
    }

    fn place_files(&mut self, marker: &Marker) -> Result<(), OutError> {
        let mut ready = BTreeSet::new();
        for (number, path) in marker.write.iter().enumerate() {
            self.step(Step::Place(path))?;
            make_folders(&self.target, path, &mut ready)?;
            self.place(&self.staged(marker, number, path), path)?;
        }
        Ok(())
    }

    fn place(&self, staged: &Path, path: &str) -> Result<(), OutError> {
        let path = self.target.join(path);
        // Its folders are there, so what is not found can only be the staged file, which is in its place already.
        allow(&[ErrorKind::NotFound], fs::rename(staged, &path)).map_err(OutError::io("write", &path))
    }

    fn delete(&self, path: &str) -> Result<(), OutError> {
        for folder in folders(&self.target, path) {
            if !is_folder(&folder)? {
                return Ok(());
            }
        }
        let full = self.target.join(path.trim_end_matches('/'));
        let removed = if path.ends_with('/') {
            // What somebody has put there since is for the next comparison to see.
            allow(
                &[ErrorKind::NotFound, ErrorKind::DirectoryNotEmpty],
                fs::remove_dir(&full),
            )
        } else {
            allow(&[ErrorKind::NotFound], fs::remove_file(&full))
        };
        removed.map_err(OutError::io("remove", &full))
    }

    /// Where a new content lies until it is placed.
    fn staged(&self, marker: &Marker, number: usize, path: &str) -> PathBuf {
        match marker.whole {
            true => self.whole().join(path),
            false => self.stage.join(number.to_string()),
        }
    }

    fn whole(&self) -> PathBuf {
        self.stage.join("whole")
    }

    fn clear(&mut self) -> Result<(), OutError> {
        self.step(Step::Clear)?;
        // What was placed left nothing behind.
        let removed = match fs::remove_dir(&self.stage) {
            Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => fs::remove_dir_all(&self.stage),
            removed => removed,
        };
        removed.map_err(OutError::io("remove", &self.stage))
    }

    fn step(&mut self, step: Step) -> Result<(), OutError> {
        match (self.before)(step) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(OutError::Stopped {
                path: self.target.clone(),
            }),
        }
    }

    fn marker_path(&self) -> PathBuf {
        self.stage.join("commit.json")
    }
}

/// The environment's folder and those below it that lead to a path.
fn folders(target: &Path, path: &str) -> impl Iterator<Item = PathBuf> {
    iter::once(target.to_owned()).chain(folders_of(path).map(|folder| target.join(folder)))
}

/// Makes the folders above a path, but for those that are known to be there.
fn make_folders(target: &Path, path: &str, ready: &mut BTreeSet<PathBuf>) -> Result<(), OutError> {
    for folder in folders(target, path) {
        if ready.contains(&folder) {
            continue;
        }
        match fs::create_dir(&folder) {
            // What is no folder, or a link to one, is an error of its own.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => is_folder(&folder).map(|_| ())?,
            made => made.map_err(OutError::io("create", &folder))?,
        }
        ready.insert(folder);
    }
    Ok(())
}

fn allow(kinds: &[ErrorKind], result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if kinds.contains(&error.kind()) => Ok(()),
        result => result,
    }
}

/// Refuses a folder that is there but takes no files. Better before the decision than in the middle of its execution.
fn require_writable(folder: &Path) -> Result<(), OutError> {
    if is_folder(folder)? {
        let metadata = fs::symlink_metadata(folder).map_err(OutError::io("examine", folder))?;
        if metadata.permissions().readonly() {
            return Err(OutError::ReadOnly {
                path: folder.to_owned(),
            });
        }
    }
    Ok(())
}

/// Writes a file that must not exist yet: a link planted in its place is not followed.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), OutError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o644);
    let mut file = options.open(path).map_err(OutError::io("create", path))?;
    file.write_all(bytes).map_err(OutError::io("write", path))
}
