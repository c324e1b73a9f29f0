//! EKS5001: a Prometheus whose data may grow larger than its volume bears.

use crate::check::{Finding, Subject, at};

/// Prometheus counts blocks, not the write-ahead log and not what compaction needs: leave room.
/// Source: Prometheus documentation, Storage, "80-85 % of the allocated disk", as of 2026-11.
const MOST_PERCENT: u128 = 85;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(prometheus) = &subject.environment().monitoring.prometheus else {
        return Vec::new();
    };
    let Some(volume) = &prometheus.volume else {
        return Vec::new();
    };
    // Multiplied first, so that a whole share such as 17 of 20 GiB is no byte less.
    let most = u128::from(volume.size.bytes()) * MOST_PERCENT / 100;
    if u128::from(prometheus.retention_size.bytes()) <= most {
        return Vec::new();
    }
    let message = format!(
        "`{}` of data do not fit a volume of `{}`",
        prometheus.retention_size, volume.size
    );
    vec![
        Finding::at(at!(monitoring.prometheus.retentionSize), message)
            .related(at!(monitoring.prometheus.volume.size), "the volume")
            .help(format!(
                "keep at most {MOST_PERCENT} % of it: `{}MiB`, or a larger volume",
                most >> 20
            )),
    ]
}
