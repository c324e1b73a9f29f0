//! Replaces files that a person wrote: all of them or none, and only while they are what we read.

#![expect(
    clippy::disallowed_methods,
    reason = "this is a place that writes files of the project"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// A file that is to say something else.
#[derive(Debug, Clone, Copy)]
pub struct Replacement<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// What it says.
    pub old: &'a str,
    /// What it is to say.
    pub new: &'a str,
}

/// A new text beside the file whose place it takes.
struct Ready {
    beside: PathBuf,
    path: PathBuf,
}

/// Replaces the files. Their modes stay, and so do links that lead to them.
///
/// # Errors
/// When one is read-only, has changed since it was read, is named twice, or cannot be written: then all are as they
/// were. Only a failure of the last renames leaves some of them new; the message names the first that is not.
pub fn replace_files(files: &[Replacement<'_>]) -> Result<(), (PathBuf, io::Error)> {
    let mut ready = Vec::new();
    let mut seen = BTreeSet::new();
    for file in files {
        match prepare(file, &mut seen) {
            Ok(prepared) => ready.push(prepared),
            Err(error) => {
                remove(&ready);
                return Err((file.path.to_owned(), error));
            }
        }
    }
    for (position, Ready { beside, path }) in ready.iter().enumerate() {
        if let Err(error) = fs::rename(beside, path) {
            remove(&ready[position..]);
            return Err((path.clone(), error));
        }
    }
    Ok(())
}

fn prepare(file: &Replacement<'_>, seen: &mut BTreeSet<PathBuf>) -> io::Result<Ready> {
    let path = fs::canonicalize(file.path)?;
    if !seen.insert(path.clone()) {
        return Err(io::Error::other("two links lead to it; name one of them"));
    }
    if fs::metadata(&path)?.permissions().readonly() {
        return Err(io::Error::other("it is read-only"));
    }
    if fs::read(&path)? != file.old.as_bytes() {
        return Err(io::Error::other("it has changed since it was read"));
    }
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let beside = path.with_file_name(format!(".{name}.eksight-{}", std::process::id()));
    if let Err(error) = write(&beside, file.new, &path) {
        // What is left of the attempt helps nobody.
        let _ = fs::remove_file(&beside);
        return Err(error);
    }
    Ok(Ready { beside, path })
}

/// Removes new texts that will not be used.
fn remove(ready: &[Ready]) {
    for Ready { beside, .. } in ready {
        let _ = fs::remove_file(beside);
    }
}

fn write(beside: &Path, text: &str, like: &Path) -> io::Result<()> {
    let mut file = fs::File::create_new(beside)?;
    file.set_permissions(fs::metadata(like)?.permissions())?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
