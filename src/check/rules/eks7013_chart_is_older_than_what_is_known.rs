//! EKS7013: a chart older than the versions by which its values are written.

use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let charts = subject.catalogue.charts();
    let pinned = subject.environment().charts.iter();
    pinned
        .filter_map(|(release, pin)| {
            let chart = charts.chart(release.name())?;
            if chart.line(&pin.version).is_some() {
                return None;
            }
            let message = format!(
                "nothing is known of a chart `{release}` as old as {}",
                pin.version
            );
            let newest = chart.pins.first()?;
            Some(
                Finding::at(at!(charts[release].version), message)
                    .help(format!("the newest known version is `{}`", newest.version))
                    .note(format!("charts as of {}", charts.as_of())),
            )
        })
        .collect()
}
