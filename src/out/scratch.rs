//! A folder for files that one run needs and nobody after it, such as its kubeconfig.

use std::fs;
use std::path::{Path, PathBuf};

use super::OutError;

/// A folder of this process alone, gone with it.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes the folder among the system's temporary ones.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub fn new() -> Result<Self, OutError> {
        let folder = std::env::temp_dir().join(format!("eksight-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(OutError::io("create", &folder))?;
        Ok(Self(folder))
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
