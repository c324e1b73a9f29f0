//! What would have to be done to `out/<environment>/`. Nothing is written here.

#![expect(
    clippy::disallowed_methods,
    reason = "generated files are compared with what lies below out/"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path};

use super::disk::kind;
use super::{GeneratedFile, OutError};

/// What is to be done to one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    /// Path below `out/<environment>/`, with `/`; a folder ends with `/`.
    pub path: String,
    /// What is to be done.
    pub action: Action<'a>,
}

/// What is to be done to a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action<'a> {
    /// Nothing is there yet; the text to write.
    Create(&'a str),
    /// Something else is there; the text to write.
    Update(&'a str),
    /// It is not generated (any more): a file, a link (not what it leads to), a folder without generated files.
    Delete,
    /// The same bytes are there already.
    Unchanged,
}

/// Compares the files of an environment with what lies in its folder, `out/<environment>`: every path that is
/// generated or exists, sorted.
///
/// # Errors
/// When the folder cannot be read, when something that is not ours to replace stands in the way, or when the paths of
/// the files contradict each other.
pub fn plan_changes<'a>(target: &Path, files: &[GeneratedFile<'a>]) -> Result<Vec<Change<'a>>, OutError> {
    let wanted = Wanted::new(files)?;
    let mut changes = BTreeMap::new();
    let out = target.parent().filter(|out| !out.as_os_str().is_empty());
    if out.map_or(Ok(true), is_folder)? && is_folder(target)? {
        compare(target, "", &wanted, &mut changes)?;
    }
    for (path, text) in &wanted.files {
        changes.entry((*path).to_owned()).or_insert(Action::Create(text));
    }
    Ok(changes
        .into_iter()
        .map(|(path, action)| Change { path, action })
        .collect())
}

/// What is to lie in the folder of an environment.
struct Wanted<'a> {
    /// Texts by path.
    files: BTreeMap<&'a str, &'a str>,
    /// The folders that they need.
    folders: BTreeSet<&'a str>,
}

impl<'a> Wanted<'a> {
    fn new(files: &[GeneratedFile<'a>]) -> Result<Self, OutError> {
        let mut wanted = Self {
            files: BTreeMap::new(),
            folders: BTreeSet::new(),
        };
        for file in files {
            require_plain(file.path)?;
            if wanted.files.insert(file.path, file.text).is_some() {
                return Err(OutError::ClaimedTwice {
                    path: file.path.to_owned(),
                });
            }
            wanted.folders.extend(folders_of(file.path));
        }
        match wanted
            .folders
            .iter()
            .find(|folder| wanted.files.contains_key(*folder))
        {
            Some(folder) => Err(OutError::ClaimedTwice {
                path: (*folder).to_owned(),
            }),
            None => Ok(wanted),
        }
    }
}

/// Compares one folder; `prefix` is its path below the target, empty or with a final `/`.
fn compare<'a>(
    folder: &Path,
    prefix: &str,
    wanted: &Wanted<'a>,
    changes: &mut BTreeMap<String, Action<'a>>,
) -> Result<(), OutError> {
    for entry in fs::read_dir(folder).map_err(OutError::io("list", folder))? {
        let entry = entry.map_err(OutError::io("list", folder))?;
        let path = entry.path();
        let file_type = entry.file_type().map_err(OutError::io("examine", &path))?;
        let Ok(name) = entry.file_name().into_string() else {
            return Err(OutError::NameNotUtf8 { path });
        };
        let below = format!("{prefix}{name}");
        let needed = wanted.folders.contains(below.as_str());
        match wanted.files.get(below.as_str()) {
            Some(_) if file_type.is_dir() => return Err(OutError::NotAFile { path }),
            None if file_type.is_dir() => {
                let prefix = format!("{below}/");
                compare(&path, &prefix, wanted, changes)?;
                if !needed {
                    changes.insert(prefix, Action::Delete);
                }
            }
            None if needed => {
                return Err(OutError::NotAFolder {
                    path,
                    found: kind(file_type),
                });
            }
            None => {
                changes.insert(below, Action::Delete);
            }
            Some(text) => {
                let same = file_type.is_file() && has_text(&path, text)?;
                changes.insert(
                    below,
                    if same {
                        Action::Unchanged
                    } else {
                        Action::Update(text)
                    },
                );
            }
        }
    }
    Ok(())
}

fn has_text(path: &Path, text: &str) -> Result<bool, OutError> {
    let length = fs::symlink_metadata(path)
        .map_err(OutError::io("examine", path))?
        .len();
    Ok(length == text.len() as u64 && fs::read(path).map_err(OutError::io("read", path))? == text.as_bytes())
}

/// The folders above a path, outermost first: `a`, `a/b` of `a/b/c`.
pub(super) fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.trim_end_matches('/')
        .match_indices('/')
        .map(|(at, _)| &path[..at])
}

/// Whether a folder is there, or nothing.
///
/// # Errors
/// When something else is there. A link to a folder is something else: what lies behind it is not ours to clean up.
pub(super) fn is_folder(path: &Path) -> Result<bool, OutError> {
    // Component by component, since a final `/` would make the system follow a link.
    match fs::symlink_metadata(path.components().as_path()) {
        Ok(metadata) if metadata.is_dir() => Ok(true),
        Ok(metadata) => Err(OutError::NotAFolder {
            path: path.to_owned(),
            found: kind(metadata.file_type()),
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(OutError::io("examine", path)(error)),
    }
}

/// Refuses a path that is not made of plain names joined by `/`: it could lead out of the folder.
pub(super) fn require_plain(path: &str) -> Result<(), OutError> {
    let one_name = |name: &str| {
        let mut components = Path::new(name).components();
        matches!(components.next(), Some(Component::Normal(only)) if only == name)
            && components.next().is_none()
    };
    if path.split('/').all(one_name) {
        Ok(())
    } else {
        Err(OutError::NotBelow {
            path: path.to_owned(),
        })
    }
}
