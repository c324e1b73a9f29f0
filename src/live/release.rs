//! Helm: the state of a release.

use serde::Deserialize;
use serde_json::Value;

use super::{Fault, Programs};

/// Every state of a revision. Source: Helm's release package, 3.17 and 4.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "Helm's own names")]
pub enum Status {
    Deployed,
    Uninstalled,
    Superseded,
    Failed,
    Uninstalling,
    PendingInstall,
    PendingUpgrade,
    PendingRollback,
    #[serde(other)]
    Unknown,
}

impl Status {
    /// Whether a run of Helm holds the release, or one that was killed does.
    #[must_use]
    pub const fn is_pending(self) -> bool {
        matches!(
            self,
            Self::PendingInstall | Self::PendingUpgrade | Self::PendingRollback | Self::Uninstalling
        )
    }

    /// Helm's word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Deployed => "deployed",
            Self::Uninstalled => "uninstalled",
            Self::Superseded => "superseded",
            Self::Failed => "failed",
            Self::Uninstalling => "uninstalling",
            Self::PendingInstall => "pending-install",
            Self::PendingUpgrade => "pending-upgrade",
            Self::PendingRollback => "pending-rollback",
            Self::Unknown => "unknown",
        }
    }
}

/// A revision of a release.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Revision {
    /// Its number.
    pub revision: u64,
    /// Its state.
    pub status: Status,
    /// Chart and version: `nginx-22.1.1`.
    #[serde(default)]
    pub chart: String,
    /// When it came into that state.
    #[serde(default)]
    pub updated: String,
    /// What Helm says of it.
    #[serde(default)]
    pub description: String,
}

/// A release: its revisions, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    revisions: Vec<Revision>,
}

impl Release {
    /// The newest revision.
    #[must_use]
    pub fn newest(&self) -> &Revision {
        self.revisions
            .last()
            .expect("bug in eksight: a release without revisions")
    }

    /// The newest revision that stood: what to go back to. A plain `helm rollback` goes to the one before, also where
    /// that one had failed.
    #[must_use]
    pub fn last_good(&self) -> Option<&Revision> {
        let good = |revision: &&Revision| matches!(revision.status, Status::Deployed | Status::Superseded);
        let deployed = |revision: &&Revision| revision.status == Status::Deployed;
        let newest_first = || self.revisions.iter().rev();
        newest_first()
            .find(deployed)
            .or_else(|| newest_first().find(good))
    }
}

/// A release; `None` where it was never installed, or is uninstalled.
///
/// # Errors
/// When it cannot be told.
pub fn release(programs: &Programs<'_>, name: &str, namespace: &str) -> Result<Option<Release>, Fault> {
    let arguments = ["history", name, "--namespace", namespace, "--output", "json"];
    let text = match programs.ask_helm(&arguments) {
        Err(fault) if fault.is_absent() => return Ok(None),
        other => other?,
    };
    let mut revisions: Vec<Revision> =
        serde_json::from_str(&text).map_err(|error| Fault::answer(format!("helm history {name}"), &error))?;
    revisions.sort_by_key(|revision| revision.revision);
    let gone = revisions
        .last()
        .is_none_or(|newest| newest.status == Status::Uninstalled);
    Ok((!gone).then_some(Release { revisions }))
}

/// The values that the newest revision was given, without what was set to nothing.
///
/// # Errors
/// When they cannot be told.
pub fn values(programs: &Programs<'_>, name: &str, namespace: &str) -> Result<Value, Fault> {
    let arguments = [
        "get",
        "values",
        name,
        "--namespace",
        namespace,
        "--output",
        "json",
    ];
    let text = programs.ask_helm(&arguments)?;
    serde_json::from_str(&text).map_err(|error| Fault::answer(format!("helm get values {name}"), &error))
}
