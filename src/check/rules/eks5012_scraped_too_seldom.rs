//! EKS5012: a scrape interval as long as, or longer than, the time after which a series counts as gone.

use crate::{Finding, Subject, at};

/// `--query.lookback-delta`. Source: Prometheus documentation, Querying basics, Staleness, as of 2026-11.
const STALE_AFTER: u64 = 5 * 60 * 1000;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let prometheus = environment.monitoring.prometheus.as_ref();
    let everywhere = prometheus.and_then(|it| it.scrape_interval.as_ref());
    let everywhere = everywhere.map(|interval| (at!(monitoring.prometheus.scrapeInterval), interval));
    let targets = environment.monitoring.targets.iter();
    let targets = targets.filter_map(|(name, target)| {
        let at = at!(monitoring.targets[name]).field(target.key());
        Some((at.field("interval"), target.interval()?))
    });
    let nginx = environment
        .workloads
        .nginx
        .as_ref()
        .and_then(|nginx| nginx.metrics.as_ref());
    let nginx = nginx.map(|metrics| (at!(workloads.nginx.metrics.interval), &metrics.interval));
    everywhere
        .into_iter()
        .chain(targets)
        .chain(nginx)
        .filter(|(_, interval)| interval.milliseconds() >= STALE_AFTER)
        .map(|(at, interval)| {
            Finding::at(
                at,
                format!("every `{interval}` leaves holes: a series is gone 5 minutes after its last sample"),
            )
            .help("write `2m` or less, so that one scrape may fail too")
        })
        .collect()
}
