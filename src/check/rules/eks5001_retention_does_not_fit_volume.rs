//! EKS5001: a Prometheus whose data may grow larger than its volume.

use crate::retention::{MOST_PERCENT, Room};
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(room) = Room::of(subject).filter(|room| room.kept.bytes() > room.volume.bytes()) else {
        return Vec::new();
    };
    let message = format!("`{}` of data do not fit a volume of `{}`", room.kept, room.volume);
    vec![
        Finding::at(at!(monitoring.prometheus.retentionSize), message)
            .related(at!(monitoring.prometheus.volume.size), "the volume")
            .help(format!(
                "keep at most {MOST_PERCENT} % of it: `{}MiB`, or a larger volume",
                room.most() >> 20
            )),
    ]
}
