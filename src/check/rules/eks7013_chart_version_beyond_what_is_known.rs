//! EKS7013: a chart older or newer than the versions by which its values are written.

use crate::catalog::ChartVersion;
use crate::emit::plan;
use crate::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let charts = subject.catalogue.charts();
    let releases = subject.resolved.releases.iter();
    releases
        .filter_map(|release| {
            let name = release.release;
            let version = release.version.as_str();
            let chart = charts.chart(name.name())?;
            let newest = chart.pins.first()?.version.as_str();
            let is_imported = subject.catalogue.values_of_version(&release.chart, version).is_some();
            let (age, help) = if chart.line(version).is_none() {
                ("old", format!("the newest known version is `{newest}`"))
            } else if line(version) > line(newest) && !is_imported {
                let chart = plan::Chart::of(release);
                let help = format!(
                    "take `{newest}`, the newest known version; or compare the values, and make this one known: `helm \
                     show values {} | cargo xtask catalog import --chart {} --version {version} -`",
                    chart.arguments().join(" "),
                    release.chart,
                );
                ("new", help)
            } else {
                return None;
            };
            let message = format!("nothing is known of a chart `{name}` as {age} as {version}");
            Some(
                Finding::at(at!(charts[name].version), message)
                    .help(help)
                    .note(format!("charts as of {}", charts.as_of())),
            )
        })
        .collect()
}

/// Major and minor number: a patch changes no values.
fn line(version: &str) -> Option<(u64, u64)> {
    ChartVersion::parse(version).map(|version| (version.major, version.minor))
}
