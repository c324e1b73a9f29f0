//! Replaces a file that a person wrote: whole or not at all, and only while it is what we read.

#![expect(
    clippy::disallowed_methods,
    reason = "this is a place that writes files of the project"
)]

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Makes the file at `path` say `new` instead of `old`. Its mode stays, and so does a link that leads to it.
///
/// # Errors
/// When the file has changed since it was read, or cannot be written; it is as it was then.
pub fn replace_file(path: &Path, old: &str, new: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    if fs::read(&path)? != old.as_bytes() {
        return Err(io::Error::other("it has changed since it was read"));
    }
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let beside = path.with_file_name(format!(".{name}.eksight-{}", std::process::id()));
    let written = write(&beside, new, &path).and_then(|()| fs::rename(&beside, &path));
    if written.is_err() {
        // What is left of the attempt helps nobody.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write(beside: &Path, text: &str, like: &Path) -> io::Result<()> {
    let mut file = fs::File::create_new(beside)?;
    file.set_permissions(fs::metadata(like)?.permissions())?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
