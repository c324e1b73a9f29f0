//! The project's `catalog/`: writing files of imported facts, all of them or none. Nothing is ever deleted there.

use std::ops::ControlFlow;
use std::path::Path;

use super::changes::is_folder;
use super::commit::Commit;
use super::{Action, GeneratedFile, OutError, plan_changes};

/// Writes files into a folder, and gives the paths of those that were not there already with the same text.
///
/// # Errors
/// When something stands in the way, found before anything is written, or when the operating system refuses.
pub fn write_facts(folder: &Path, files: &[GeneratedFile<'_>]) -> Result<Vec<String>, OutError> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let stage = folder.with_file_name(format!(".{name}.pending"));
    let mut go_on = |_: super::Step<'_>| ControlFlow::Continue(());
    if is_folder(&stage)? {
        Commit::new(folder.to_owned(), stage.clone(), &mut go_on).recover()?;
    }
    let mut changes = plan_changes(folder, files)?;
    changes.retain(|change| matches!(change.action, Action::Create(_) | Action::Update(_)));
    Commit::new(folder.to_owned(), stage, &mut go_on).run(&changes)?;
    Ok(changes.into_iter().map(|change| change.path).collect())
}
