//! Environment files on disk. Nothing is written here.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads files of the project"
)]

use std::fs::{self, File, FileType};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use crate::source::documents::{Bases, Documents, MAX_BYTES, ReadFault, text_within};

/// `ELOOP`; the standard library has no stable name for it.
const TOO_MANY_LINKS: i32 = if cfg!(target_os = "linux") { 40 } else { 62 };

/// The files of a project. What environments extend is read once.
#[derive(Debug, Clone)]
pub struct Disk {
    root: PathBuf,
    bases: Bases,
}

impl Disk {
    /// The files of the project that lies here.
    #[must_use]
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            bases: Bases::default(),
        }
    }

    /// The text of one file of at most so many bytes.
    ///
    /// # Errors
    /// When there is no such file, or it is larger or no text.
    pub fn read_within(&self, path: &Path, limit: usize) -> Result<String, ReadFault> {
        let path = self.root.join(path);
        // Asked before opening: to open a pipe that nobody writes to would wait for ever.
        let metadata = fs::metadata(&path).map_err(|error| match fault(&error) {
            ReadFault::NotFound if path.is_symlink() => ReadFault::LinkToNothing,
            fault => fault,
        })?;
        if metadata.is_dir() {
            return Err(ReadFault::Directory);
        }
        if !metadata.is_file() {
            return Err(ReadFault::NotRegular(kind(metadata.file_type())));
        }
        let enough = limit as u64 + 1;
        let mut bytes = Vec::with_capacity(metadata.len().min(enough) as usize);
        let file = File::open(&path).map_err(|error| fault(&error))?;
        file.take(enough)
            .read_to_end(&mut bytes)
            .map_err(|error| fault(&error))?;
        text_within(bytes, limit)
    }

    /// Whether links lead to a file that the project does not have. Few paths have any, so that mostly none is followed.
    fn leaves(&self, path: &Path) -> bool {
        let mut place = self.root.clone();
        let mut is_link = |step| {
            place.push(step);
            fs::symlink_metadata(&place).is_ok_and(|found| found.is_symlink())
        };
        if path.is_absolute() || !path.components().any(&mut is_link) {
            return false;
        }
        match (
            fs::canonicalize(&self.root),
            fs::canonicalize(self.root.join(path)),
        ) {
            (Ok(root), Ok(file)) => !file.starts_with(root),
            // Reading it tells what is wrong.
            _ => false,
        }
    }

    /// All that lies directly in a folder, folders too, sorted.
    ///
    /// # Errors
    /// When there is no such folder, or it may not be listed.
    pub fn all(&self, folder: &Path) -> Result<Vec<PathBuf>, ReadFault> {
        self.entries(folder, |_| true)
    }

    fn entries(&self, folder: &Path, is_meant: fn(&FileType) -> bool) -> Result<Vec<PathBuf>, ReadFault> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(self.root.join(folder)).map_err(|error| fault(&error))? {
            let entry = entry.map_err(|error| fault(&error))?;
            if is_meant(&entry.file_type().map_err(|error| fault(&error))?) {
                entries.push(folder.join(entry.file_name()));
            }
        }
        entries.sort();
        Ok(entries)
    }

    /// The files below a folder, however deep, sorted. Links are not followed.
    ///
    /// # Errors
    /// When there is no such folder, or one may not be listed.
    pub fn below(&self, folder: &Path) -> Result<Vec<PathBuf>, ReadFault> {
        let mut files = Vec::new();
        for entry in fs::read_dir(self.root.join(folder)).map_err(|error| fault(&error))? {
            let entry = entry.map_err(|error| fault(&error))?;
            let (path, file_type) = (folder.join(entry.file_name()), entry.file_type());
            match file_type.map_err(|error| fault(&error))?.is_dir() {
                true => files.extend(self.below(&path)?),
                false => files.push(path),
            }
        }
        files.sort();
        Ok(files)
    }
}

impl Documents for Disk {
    fn read(&self, path: &Path) -> Result<String, ReadFault> {
        let text = self.read_within(path, MAX_BYTES)?;
        match self.leaves(path) {
            true => Err(ReadFault::Outside),
            false => Ok(text),
        }
    }

    fn list(&self, folder: &Path) -> Result<Vec<PathBuf>, ReadFault> {
        self.entries(folder, |file_type| !file_type.is_dir())
    }

    fn bases(&self) -> Option<&Bases> {
        Some(&self.bases)
    }
}

fn fault(error: &io::Error) -> ReadFault {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => ReadFault::NotFound,
        ErrorKind::IsADirectory => ReadFault::Directory,
        ErrorKind::PermissionDenied => ReadFault::Denied,
        _ if error.raw_os_error() == Some(TOO_MANY_LINKS) => ReadFault::LinkLoop,
        _ => ReadFault::Other(error.to_string()),
    }
}

/// What something is that is neither a file nor a folder, in people's words.
pub(super) fn kind(file_type: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if file_type.is_fifo() {
            return "named pipe";
        }
        if file_type.is_socket() {
            return "socket";
        }
        if file_type.is_char_device() || file_type.is_block_device() {
            return "device";
        }
    }
    if file_type.is_symlink() {
        "symbolic link"
    } else if file_type.is_file() {
        "file"
    } else {
        "special file"
    }
}

#[cfg(test)]
mod tests {
    use super::fault;
    use crate::source::documents::ReadFault;
    use std::io;

    #[test]
    fn the_answers_of_the_system_that_a_test_run_as_root_cannot_provoke() {
        assert_eq!(fault(&io::ErrorKind::PermissionDenied.into()), ReadFault::Denied);
        assert_eq!(fault(&io::ErrorKind::NotADirectory.into()), ReadFault::NotFound);
        assert_eq!(
            fault(&io::Error::other("the disk is on fire")),
            ReadFault::Other("the disk is on fire".to_owned())
        );
    }
}
