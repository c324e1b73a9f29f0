//! `out/` as one run holds it: the lock, and the commits and recoveries that need it. How a commit goes is `commit`.

#![expect(
    clippy::disallowed_methods,
    reason = "the lock is on the handle of out/ itself"
)]

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::changes::{is_folder, require_plain};
use super::commit::{Commit, Marker, Step};
use super::{Change, OutError};
use crate::check::Checked;

/// What lies in `out/`: environments by name, and those of them whose last run was stopped before it had finished.
///
/// # Errors
/// When it cannot be listed. A missing one is empty.
pub fn contents(out: &Path) -> Result<(Vec<String>, Vec<String>), OutError> {
    let (mut environments, mut stopped) = (Vec::new(), Vec::new());
    if !is_folder(out)? {
        return Ok((environments, stopped));
    }
    for entry in fs::read_dir(out).map_err(OutError::io("list", out))? {
        let entry = entry.map_err(OutError::io("list", out))?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            continue;
        };
        match name.strip_prefix('.') {
            Some(hidden) => stopped.extend(hidden.strip_suffix(".pending").map(str::to_owned)),
            None if entry.path().is_dir() => environments.push(name.to_owned()),
            None => {}
        }
    }
    environments.sort();
    stopped.sort();
    Ok((environments, stopped))
}

/// `out/`, held by this run alone until it is dropped (or the process ends, however it ends).
///
/// The lock is an advisory one on the folder itself, so that it leaves no file behind. Runs that only read take none.
#[derive(Debug)]
pub struct OutFolder {
    path: PathBuf,
    /// Carries the lock.
    handle: File,
}

/// New contents that lie beside the folder of their environment.
#[derive(Debug)]
pub struct Staged {
    environment: String,
    marker: Marker,
}

impl Staged {
    /// Whose they are.
    #[must_use]
    pub fn environment(&self) -> &str {
        &self.environment
    }
}

fn go_on(_: Step) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

impl OutFolder {
    /// Takes hold of `out/`, creating it where needed.
    ///
    /// # Errors
    /// When another run holds it, or when it is not a folder.
    pub fn hold(path: impl Into<PathBuf>) -> Result<Self, OutError> {
        let path = path.into();
        if !is_folder(&path)? {
            fs::create_dir_all(&path).map_err(OutError::io("create", &path))?;
        }
        let handle = File::open(&path).map_err(OutError::io("open", &path))?;
        match handle.try_lock() {
            Ok(()) => Ok(Self { path, handle }),
            Err(TryLockError::WouldBlock) => Err(OutError::Held { path }),
            // Some network file systems know no locks. Better to render there unguarded than not at all.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                Ok(Self { path, handle })
            }
            Err(TryLockError::Error(error)) => Err(OutError::io("lock", &path)(error)),
        }
    }

    /// Finishes what a stopped run had decided to write, and drops what it had only prepared. Comes before anything is
    /// compared. Gives the names of the environments that it finished.
    ///
    /// # Errors
    /// When the remains cannot be read or applied; they stay as they are.
    pub fn recover(&self) -> Result<Vec<String>, OutError> {
        self.recover_with(&mut go_on)
    }

    /// [`Self::recover`], asking before each step whether to go on.
    ///
    /// # Errors
    /// As there, and when told to stop.
    pub fn recover_with(
        &self,
        before: &mut dyn FnMut(Step) -> ControlFlow<()>,
    ) -> Result<Vec<String>, OutError> {
        let (_, stopped) = contents(&self.path)?;
        let mut finished = Vec::new();
        for environment in stopped {
            if self.begin(&environment, before)?.recover()? {
                finished.push(environment);
            }
        }
        Ok(finished)
    }

    /// Makes `out/<environment>/` what the changes say, all of it or nothing: a run that is stopped at any point leaves
    /// the old files, or leaves the new ones to be put in place by [`Self::recover`]. No file is ever seen half
    /// written, and what is unchanged is not touched.
    ///
    /// That holds for a process that dies. A machine that loses power may lose commits, or contents of files in them:
    /// nothing is synced here, since the next render compares every byte and writes what is missing. See
    /// [`Self::finish`].
    ///
    /// # Errors
    /// When something stands in the way, found before anything is written, or when the operating system refuses. If
    /// that happens after the decision, the next run carries on.
    pub fn commit(&self, permit: &Checked, changes: &[Change]) -> Result<(), OutError> {
        self.commit_with(permit, changes, &mut go_on)
    }

    /// [`Self::commit`], asking before each step whether to go on.
    ///
    /// # Errors
    /// As there, and when told to stop.
    pub fn commit_with(
        &self,
        permit: &Checked,
        changes: &[Change],
        before: &mut dyn FnMut(Step) -> ControlFlow<()>,
    ) -> Result<(), OutError> {
        self.begin(permit.resolved().name, before)?.run(changes)
    }

    /// The first half of a commit: writes new contents beside `out/<environment>/`, which stays as it is. `None` where
    /// nothing changes. So many environments are prepared at once, and all of them placed or none.
    ///
    /// # Errors
    /// When something stands in the way, or when the operating system refuses.
    pub fn stage(&self, permit: &Checked, changes: &[Change]) -> Result<Option<Staged>, OutError> {
        let environment = permit.resolved().name;
        let marker = self.begin(environment, &mut go_on)?.prepare(changes)?;
        Ok(marker.map(|marker| Staged {
            environment: environment.to_owned(),
            marker,
        }))
    }

    /// The second half of a commit.
    ///
    /// # Errors
    /// When the operating system refuses; the next run carries on.
    pub fn place(&self, staged: &Staged) -> Result<(), OutError> {
        self.begin(&staged.environment, &mut go_on)?
            .carry_out(&staged.marker)
    }

    /// Takes back the first half of a commit.
    ///
    /// # Errors
    /// When the operating system refuses; the next run takes it back.
    pub fn take_back(&self, staged: &Staged) -> Result<(), OutError> {
        self.begin(&staged.environment, &mut go_on)?.take_back()
    }

    /// Lets go of `out/` where nothing was written, and removes it where nothing is in it.
    pub fn abandon(self) {
        // One that holds something stays, whatever the system says.
        let _ = fs::remove_dir(&self.path);
    }

    /// Lets go of `out/`, after asking the system to put what was committed on the disk: one sync for all commits of a
    /// run, because a sync costs more than writing an environment. Without it they get there some seconds later.
    ///
    /// # Errors
    /// When the disk reports a fault.
    pub fn finish(self) -> Result<(), OutError> {
        self.handle.sync_all().map_err(OutError::io("sync", &self.path))
    }

    fn begin<'a>(
        &self,
        environment: &str,
        before: &'a mut dyn FnMut(Step) -> ControlFlow<()>,
    ) -> Result<Commit<'a>, OutError> {
        require_plain(environment)?;
        if environment.contains('/') {
            return Err(OutError::NotBelow {
                path: environment.to_owned(),
            });
        }
        Ok(Commit::new(
            self.path.join(environment),
            self.path.join(format!(".{environment}.pending")),
            before,
        ))
    }
}
