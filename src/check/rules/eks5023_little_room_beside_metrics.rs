//! EKS5023: a Prometheus whose blocks leave little of its volume for what it keeps beside them.

use crate::{Finding, Subject, at};
use crate::model::value::{ByteSize, Quantity};

/// Prometheus counts blocks, not the write-ahead log and not what compaction needs: leave room.
/// Source: Prometheus documentation, Storage, "80-85 % of the allocated disk", as of 2026-11.
pub(super) const MOST_PERCENT: u64 = 85;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(room) = Room::of(subject) else {
        return Vec::new();
    };
    // EKS5001 speaks of what does not fit at all.
    let Some(beside) = room.volume.bytes().checked_sub(room.kept.bytes()) else {
        return Vec::new();
    };
    if room.kept.bytes() <= room.most() {
        return Vec::new();
    }
    let message = format!(
        "`{}` of blocks leave {} MiB of `{}` for the write-ahead log and compaction",
        room.kept,
        beside >> 20,
        room.volume
    );
    vec![
        Finding::at(at!(monitoring.prometheus.retentionSize), message)
            .related(at!(monitoring.prometheus.volume.size), "the volume")
            .help(format!(
                "keep at most {MOST_PERCENT} % of it: `{}MiB`, or a larger volume",
                room.most() >> 20
            ))
            .note("`retentionSize` does not count them; a full volume stops Prometheus"),
    ]
}

/// What Prometheus keeps, and where.
pub(super) struct Room<'a> {
    pub(super) kept: &'a ByteSize,
    pub(super) volume: &'a Quantity,
}

impl<'a> Room<'a> {
    pub(super) fn of(subject: &Subject<'a>) -> Option<Self> {
        let prometheus = subject.environment().monitoring.prometheus.as_ref()?;
        Some(Self {
            kept: &prometheus.retention_size,
            volume: &prometheus.volume.as_ref()?.size,
        })
    }

    /// The bytes that blocks should take at most.
    pub(super) fn most(&self) -> u64 {
        // Multiplied first, so that a whole share such as 17 of 20 GiB is no byte less.
        let most = u128::from(self.volume.bytes()) * u128::from(MOST_PERCENT) / 100;
        u64::try_from(most).unwrap_or(u64::MAX)
    }
}
