//! What can go wrong on the way to `out/`. All of it is exit code 1; faults of environment files are `ReadFault`s.

use std::io;
use std::path::{Path, PathBuf};

/// Why `out/` could not be compared or written.
#[derive(Debug, thiserror::Error)]
pub enum OutError {
    /// The operating system refuses.
    #[error("cannot {doing} `{}`", path.display())]
    Io {
        /// What was being done, a verb: `create`.
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// A file or a link stands where a folder is needed. It is somebody's, so it is not replaced.
    #[error("`{}` is a {found} but a folder is needed there; move it away", path.display())]
    NotAFolder {
        /// What stands in the way.
        path: PathBuf,
        /// What it is.
        found: &'static str,
    },
    /// A folder stands where a file is to be written.
    #[error("`{}` is a folder but a file is generated there; move it away", path.display())]
    NotAFile {
        /// What stands in the way.
        path: PathBuf,
    },
    /// Something stands where a file is read and written that is none: to open a pipe waits for ever, and what is written to
    /// a device is in no file. It is somebody's, so it is not replaced.
    #[error("`{}` is a {found}, and a file is needed there", path.display())]
    Special {
        /// What stands in the way.
        path: PathBuf,
        /// What it is.
        found: &'static str,
    },
    /// Nothing may be written into this folder. Found out before anything was.
    #[error("`{}` is read-only; nothing was written", path.display())]
    ReadOnly {
        /// The folder.
        path: PathBuf,
    },
    /// A name below `out/<environment>/` that no generated file can have and no message can spell.
    #[error("the name of `{}` is not UTF-8; remove it", path.display())]
    NameNotUtf8 {
        /// The stray file or folder.
        path: PathBuf,
    },
    /// A path that leads out of the folder it belongs in.
    #[error("`{path}` is not a plain relative path")]
    NotBelow {
        /// The path, as given.
        path: String,
    },
    /// Two files cannot lie at one path, nor a file where another needs a folder.
    #[error("two generated files claim `{path}`")]
    ClaimedTwice {
        /// Path below `out/<environment>/`.
        path: String,
    },
    /// Another run is writing.
    #[error("another run is writing to `{}`; try again when it is done", path.display())]
    Held {
        /// The folder `out/`.
        path: PathBuf,
    },
    /// A run that was stopped has not been finished by [`OutFolder::recover`](super::OutFolder::recover).
    #[error("an earlier run was stopped while it wrote; `{}` is still to be applied", path.display())]
    Unfinished {
        /// Where its contents wait.
        path: PathBuf,
    },
    /// The marker of a stopped run is not one that we wrote.
    #[error("`{}` is damaged: {reason}; remove its folder and render again", path.display())]
    Marker {
        /// The marker.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The caller asked to stop.
    #[error("stopped while writing `{}`; the next run finishes it or takes it back", path.display())]
    Stopped {
        /// The folder of the environment.
        path: PathBuf,
    },
}

impl OutError {
    /// For `map_err`: what was being done to which path.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io {
            doing,
            path: path.to_owned(),
            source,
        }
    }
}
