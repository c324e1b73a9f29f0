//! EKS7017: a value that the chart of this version does not read.

use crate::check::fields::value_at;
use crate::check::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let charts = subject.catalogue.charts();
    let mut found = Vec::new();
    for (release, pin) in &subject.environment().charts {
        let Some(chart) = charts.chart(release.name()) else {
            continue;
        };
        for dead in chart.ignored_values(&pin.version) {
            let Some((at, _)) = value_at(&at!(charts[release].extraValues), &pin.extra_values, &dead.path)
            else {
                continue;
            };
            let message = format!("`{release}` {} does not read `{}`", pin.version, dead.path);
            let help = match &dead.instead {
                Some(instead) => format!("what is read: {instead}"),
                None => "remove it".to_owned(),
            };
            found.push(Finding::at(at, message).help(help));
        }
    }
    found
}
