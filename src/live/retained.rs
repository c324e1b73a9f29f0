//! What a stack keeps when it is deleted: keys and file systems, by its own list while it is there, and by the names that its
//! template gives them.

use serde::Deserialize;

use super::leftovers::{found, tagged};
use super::{Fault, Leftover, LeftoverKind, Programs};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resources {
    stack_resource_summaries: Vec<Resource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resource {
    resource_type: String,
    #[serde(default)]
    physical_resource_id: String,
}

/// The file systems and keys of a stack, which it keeps when it goes, as type and id.
///
/// # Errors
/// When they cannot be told.
pub fn kept(programs: &Programs<'_>, stack: &str) -> Result<Vec<(String, String)>, Fault> {
    let arguments = ["cloudformation", "list-stack-resources", "--stack-name", stack];
    let answer: Resources = programs.ask_aws(&arguments)?;
    let resources = answer.stack_resource_summaries.into_iter();
    Ok(resources
        .filter(|it| ["AWS::EFS::FileSystem", "AWS::KMS::Key"].contains(&it.resource_type.as_str()))
        .map(|it| (it.resource_type, it.physical_resource_id))
        .filter(|(_, id)| !id.is_empty())
        .collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribedKey {
    key_metadata: Key,
}

/// A key that nobody has given up yet.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Key {
    key_state: String,
    /// What it says of itself.
    #[serde(default)]
    pub description: String,
}

/// The key of this id; `None` where there is none, or its deletion is scheduled.
///
/// # Errors
/// When it cannot be told.
pub fn key(programs: &Programs<'_>, id: &str) -> Result<Option<Key>, Fault> {
    match programs.ask_aws::<DescribedKey>(&["kms", "describe-key", "--key-id", id]) {
        Err(fault) if fault.is_absent() => Ok(None),
        other => {
            let key = other?.key_metadata;
            Ok(Some(key).filter(|key| key.key_state != "PendingDeletion"))
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FileSystems {
    file_systems: Vec<serde::de::IgnoredAny>,
}

/// Whether there is a file system of this id.
///
/// # Errors
/// When it cannot be told.
pub fn has_file_system(programs: &Programs<'_>, id: &str) -> Result<bool, Fault> {
    let arguments = ["efs", "describe-file-systems", "--file-system-id", id];
    match programs.ask_aws::<FileSystems>(&arguments) {
        Err(Fault::Said { said, .. }) if said.contains("(FileSystemNotFound)") => Ok(false),
        other => Ok(!other?.file_systems.is_empty()),
    }
}

/// What is behind the last slash of an ARN.
fn id(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// Keys with this tag `Name` and this description: either alone may be somebody else's. A key that was deleted has its tags
/// for a while, so each is looked at.
///
/// # Errors
/// When they cannot be told.
pub fn keys(programs: &Programs<'_>, name: &str, description: &str) -> Result<Vec<Leftover>, Fault> {
    let mut there = Vec::new();
    for arn in tagged(programs, &["kms:key"], "Name", name)? {
        let found = key(programs, id(&arn))?;
        let same = found.is_some_and(|key| key.description == description);
        there.extend(same.then(|| id(&arn).to_owned()));
    }
    Ok(found(LeftoverKind::Key, there))
}

/// File systems with this tag `Name`.
///
/// # Errors
/// When they cannot be told.
pub fn file_systems(programs: &Programs<'_>, name: &str) -> Result<Vec<Leftover>, Fault> {
    let mut there = Vec::new();
    for arn in tagged(programs, &["elasticfilesystem:file-system"], "Name", name)? {
        there.extend(has_file_system(programs, id(&arn))?.then(|| id(&arn).to_owned()));
    }
    Ok(found(LeftoverKind::FileSystem, there))
}
