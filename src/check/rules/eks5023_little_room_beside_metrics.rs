//! EKS5023: a Prometheus whose blocks leave little of its volume for what it keeps beside them.

use crate::retention::{MOST_PERCENT, Room};
use crate::{Finding, Subject, at};

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
