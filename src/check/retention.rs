//! What Prometheus keeps, and the volume that it keeps it on. For rules.

use super::Subject;
use crate::model::value::{ByteSize, Quantity};

/// Prometheus counts blocks, not the write-ahead log and not what compaction needs: leave room.
/// Source: Prometheus documentation, Storage, "80-85 % of the allocated disk", as of 2026-11.
pub(super) const MOST_PERCENT: u64 = 85;

/// What Prometheus keeps, and where.
pub(super) struct Room<'a> {
    pub(super) kept: &'a ByteSize,
    pub(super) volume: &'a Quantity,
}

impl<'a> Room<'a> {
    /// `None` without a volume: data go with the pod.
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
