//! A folder for files that one run needs and nobody after it, such as its kubeconfig.

use std::fs::{self, DirBuilder};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::OutError;

/// A folder of this process alone, gone with it.
#[derive(Debug)]
pub struct Scratch(PathBuf);

/// So many names may be taken, by what killed runs have left or by somebody else.
const NAMES: u32 = 100;

impl Scratch {
    /// Makes the folder among the system's temporary ones. One that is there already is never taken: a kubeconfig names
    /// programs that are run, and it may be somebody else's.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub fn new() -> Result<Self, OutError> {
        let process = std::process::id();
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let mut number = 0;
        loop {
            let folder = std::env::temp_dir().join(format!("eksight-{process}-{number}"));
            match builder.create(&folder) {
                Ok(()) => return Ok(Self(folder)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists && number < NAMES => number += 1,
                Err(error) => return Err(OutError::io("create", &folder)(error)),
            }
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // The system clears it away some day.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::Scratch;

    #[test]
    fn a_folder_that_is_there_is_never_taken() {
        let (first, second) = (Scratch::new().unwrap(), Scratch::new().unwrap());
        assert_ne!(first.path(), second.path());
        let path = first.path().to_owned();
        drop(first);
        assert!(!path.exists() && second.path().exists());
    }
}
