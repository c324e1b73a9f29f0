//! A folder that is made with files in it: all of them, and only where nothing lies yet.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::commit::Commit;
use super::disk::kind;
use super::{Action, GeneratedFile, OutError, plan_changes};

/// Makes a folder with these files, and the folders above it that are not there. `false`, and nothing written, where
/// something lies in it already.
///
/// # Errors
/// When something stands in the way, found before anything is written, or when the operating system refuses.
pub fn create_folder(folder: &Path, files: &[GeneratedFile<'_>]) -> Result<bool, OutError> {
    let folder = &behind_links(folder)?;
    let changes = plan_changes(folder, files)?;
    let is_new = |action: &Action<'_>| matches!(action, Action::Create(_));
    if !changes.iter().all(|change| is_new(&change.action)) {
        return Ok(false);
    }
    if let Some(above) = folder.parent() {
        fs::create_dir_all(above).map_err(OutError::io("create", above))?;
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let stage = folder.with_file_name(format!(".{name}.pending"));
    let mut go_on = |_: super::Step<'_>| ControlFlow::Continue(());
    Commit::new(folder.to_owned(), stage, &mut go_on).run(&changes)?;
    Ok(true)
}

/// The same folder, with the links resolved that lead to the folders above it: `~/src` or `/tmp` may be one. The folder
/// itself stays as named, for what lies behind a link there is not new.
fn behind_links(folder: &Path) -> Result<PathBuf, OutError> {
    for above in folder.ancestors().skip(1) {
        // What cannot be followed may be a link that leads nowhere, or below something that is no folder.
        let Ok(found) = fs::metadata(above).or_else(|_| fs::symlink_metadata(above)) else {
            continue;
        };
        if !found.is_dir() {
            return Err(OutError::NotAFolder {
                path: above.to_owned(),
                found: kind(found.file_type()),
            });
        }
        let real = fs::canonicalize(above).map_err(OutError::io("examine", above))?;
        return Ok(real.join(folder.strip_prefix(above).unwrap_or(folder)));
    }
    Ok(folder.to_owned())
}
