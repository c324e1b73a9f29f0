//! The door to files: reading the project's files, and comparing and replacing what lies below `out/`.
//! What the files say is not ours.

mod changes;
mod commit;
mod disk;
mod error;
mod facts;
mod folder;
mod journal;
mod new_folder;
mod replace;
mod scratch;

pub use changes::{Action, Change, plan_changes};
pub use commit::Step;
pub use disk::Disk;
pub use error::OutError;
pub use facts::write_facts;
pub use folder::{OutFolder, Staged, contents};
pub use journal::{Hold, Journal, journal_path, read_journal};
pub use new_folder::create_folder;
pub use replace::{Replacement, replace_files};
pub use scratch::Scratch;

/// One file that an environment renders to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GeneratedFile<'a> {
    /// Path below `out/<environment>/`, with `/`.
    pub path: &'a str,
    /// The whole text.
    pub text: &'a str,
}
