//! CloudFormation: what a change set announces.

use serde::Deserialize;

use super::words::words;
use super::{Fault, Programs};

/// A change set.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChangeSet {
    /// Whether it is there: `CREATE_COMPLETE`, `FAILED`.
    #[serde(default)]
    pub status: String,
    /// Why not.
    #[serde(default, deserialize_with = "words")]
    pub status_reason: String,
    /// Whether it can be executed: `AVAILABLE`, `EXECUTE_COMPLETE`.
    #[serde(default)]
    pub execution_status: String,
    /// What it changes.
    #[serde(default)]
    changes: Vec<Change>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Change {
    resource_change: Option<ResourceChange>,
}

/// What a change set does to a resource.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResourceChange {
    /// What is done.
    pub action: ChangeAction,
    /// The resource.
    pub logical_resource_id: String,
    /// Its type.
    #[serde(default)]
    pub resource_type: String,
    #[serde(default)]
    replacement: Replacement,
}

/// What a change set does. Source: API reference of CloudFormation, ResourceChange, as of 2026-11.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum ChangeAction {
    /// Makes a resource.
    Add,
    /// Changes it, or replaces it.
    Modify,
    /// Takes it out of the stack.
    Remove,
    /// Takes in what is there.
    Import,
    /// Known when it is done (`Dynamic`), or a newer word.
    #[serde(other)]
    Untold,
}

/// Whether a changed resource is replaced; not told of other changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
enum Replacement {
    True,
    #[default]
    False,
    Conditional,
    #[serde(other)]
    Untold,
}

/// How a resource is lost by a change set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// Taken out of the stack.
    Removed,
    /// Another one takes its place.
    Replaced,
    /// One of these two, or neither: CloudFormation does not know before it runs.
    Possible,
}

impl ResourceChange {
    /// How the resource is lost, where it is.
    #[must_use]
    pub fn loss(&self) -> Option<Loss> {
        match (self.action, self.replacement) {
            (ChangeAction::Remove, _) => Some(Loss::Removed),
            (_, Replacement::True) => Some(Loss::Replaced),
            (ChangeAction::Untold, _) | (_, Replacement::Conditional | Replacement::Untold) => {
                Some(Loss::Possible)
            }
            (_, Replacement::False) => None,
        }
    }
}

impl ChangeSet {
    /// Whether it failed because there is nothing to change. Two wordings; source: aws-cloudformation/rain, deploy, as of
    /// 2026-11.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let reason = &self.status_reason;
        self.status == "FAILED"
            && (reason.contains("didn't contain changes")
                || reason.contains("No updates are to be performed"))
    }

    /// What it does.
    pub fn resources(&self) -> impl Iterator<Item = &ResourceChange> {
        self.changes
            .iter()
            .filter_map(|change| change.resource_change.as_ref())
    }
}

/// The change set of this name; `None` where there is none.
///
/// # Errors
/// When it cannot be told.
pub fn change_set(programs: &Programs<'_>, stack: &str, name: &str) -> Result<Option<ChangeSet>, Fault> {
    let arguments = [
        "cloudformation",
        "describe-change-set",
        "--stack-name",
        stack,
        "--change-set-name",
        name,
    ];
    match programs.ask_aws(&arguments) {
        Err(fault) if fault.is_absent() => Ok(None),
        other => other.map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::{ChangeSet, Loss};

    #[test]
    fn what_it_does_to_a_resource_is_lost_known_to_stay_or_open() {
        for (told, expected) in [
            (r#""Action": "Add""#, None),
            (r#""Action": "Import""#, None),
            (r#""Action": "Modify", "Replacement": "False""#, None),
            (
                r#""Action": "Modify", "Replacement": "True""#,
                Some(Loss::Replaced),
            ),
            (
                r#""Action": "Modify", "Replacement": "Conditional""#,
                Some(Loss::Possible),
            ),
            (
                r#""Action": "Modify", "Replacement": "Someday""#,
                Some(Loss::Possible),
            ),
            (r#""Action": "Remove""#, Some(Loss::Removed)),
            (r#""Action": "Dynamic""#, Some(Loss::Possible)),
        ] {
            let set =
                format!(r#"{{"Changes": [{{"ResourceChange": {{"LogicalResourceId": "Vpc", {told}}}}}]}}"#);
            let set: ChangeSet = serde_json::from_str(&set).unwrap();
            let losses: Vec<_> = set.resources().map(super::ResourceChange::loss).collect();
            assert_eq!(losses, [expected], "{told}");
        }
    }
}
