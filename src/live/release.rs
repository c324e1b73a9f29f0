//! Helm: the state of a release.

use std::time::Duration;

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

    /// Whether a run of Helm brings it up, or takes such a run back.
    #[must_use]
    pub const fn is_installing(self) -> bool {
        self.is_pending() && !matches!(self, Self::Uninstalling)
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
    /// When the run of Helm that made it began.
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

    /// Whether the run of Helm that holds it may be one that was started so many seconds after 1970 and took no longer than
    /// so: it made its revision in that time, and nobody has made one in between. Helm that takes a failed revision of its
    /// own back makes two. When a deletion began Helm does not say.
    #[must_use]
    pub fn may_be_held_since(&self, began: u64, most: Duration) -> bool {
        let since = |revision: &Revision| seconds(&revision.updated);
        let in_time = |since: u64| (began..=began.saturating_add(most.as_secs())).contains(&since);
        let newest = self.newest();
        let between = self.revisions[..self.revisions.len() - 1]
            .iter()
            .any(|revision| since(revision).is_none_or(|since| since > began));
        match newest.status {
            Status::Uninstalling => true,
            Status::PendingRollback => since(newest).is_some_and(in_time),
            _ => since(newest).is_some_and(in_time) && !between,
        }
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

/// Seconds since 1970 of a time as Go writes it into JSON: `2026-11-29T23:49:36.123456789+09:00`. Source: RFC 3339, 5.6.
fn seconds(time: &str) -> Option<u64> {
    let number = |from: usize, to: usize| time.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let zone = time
        .get(19..)?
        .trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = match (zone, zone.split_once(':')) {
        ("Z", _) => 0,
        (_, Some((hours, minutes))) if zone.len() == "+09:00".len() => {
            let minutes: i64 = minutes.parse().ok()?;
            let sign = if hours.starts_with('-') { -1 } else { 1 };
            hours.parse::<i64>().ok()? * 3600 + sign * minutes * 60
        }
        _ => return None,
    };
    // A year that begins in March has its day more or less at the end.
    let year = year - i64::from(month <= 2);
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * ((month + 9) % 12) + 2) / 5 + day
        - 1
        - 719_468;
    u64::try_from(days * 86_400 + hour * 3600 + minute * 60 + second - offset).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Release, Revision, Status, seconds};

    #[test]
    fn a_time_is_read_wherever_it_was_written() {
        // date --date TIME +%s
        for (time, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2024-02-29T12:00:01.5Z", Some(1_709_208_001)),
            ("2026-11-29T23:49:36.123456789+09:00", Some(1_795_963_776)),
            ("2026-11-29T09:19:36-05:30", Some(1_795_963_776)),
            ("2026-11-29 14:49:36", None),
            ("2026-11-29T14:49:36+9223372036854775807:00", None),
            ("", None),
        ] {
            assert_eq!(seconds(time), expected, "{time}");
        }
    }

    #[test]
    fn a_revision_that_began_before_or_behind_ours_is_somebody_elses() {
        let revision = |(revision, status, second): (u64, Status, u64)| Revision {
            revision,
            status,
            chart: String::new(),
            updated: format!("1970-01-01T00:00:{second:02}.25Z"),
            description: String::new(),
        };
        for (revisions, is_ours) in [
            (vec![(1, Status::PendingInstall, 20)], true),
            (vec![(1, Status::PendingInstall, 9)], false),
            // Long after ours can have run.
            (vec![(1, Status::PendingInstall, 36)], false),
            (
                vec![(1, Status::Failed, 11), (2, Status::PendingRollback, 36)],
                false,
            ),
            (
                vec![(1, Status::Deployed, 5), (2, Status::PendingUpgrade, 10)],
                true,
            ),
            // What was taken back just before ours began.
            (
                vec![(1, Status::Deployed, 10), (2, Status::PendingUpgrade, 10)],
                true,
            ),
            // Ours came to its end.
            (
                vec![(1, Status::Deployed, 11), (2, Status::PendingUpgrade, 20)],
                false,
            ),
            (
                vec![(1, Status::Failed, 11), (2, Status::PendingRollback, 20)],
                true,
            ),
            (vec![(1, Status::Uninstalling, 1)], true),
        ] {
            let release = Release {
                revisions: revisions.iter().copied().map(revision).collect(),
            };
            let most = Duration::from_secs(25);
            assert_eq!(release.may_be_held_since(10, most), is_ours, "{revisions:?}");
        }
    }
}
