//! EKS7015: an image of another repository in a chart that checks repositories.

use crate::catalog::ChartVersion;
use crate::fields::value_at;
use crate::{Finding, Subject, at};

const SWITCH: &str = "global.security.allowInsecureImages";

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    // Then the switch is written, since no image is the chart's own any more.
    if subject.resolved.image_registry.is_some() {
        return found;
    }
    for (release, pin) in &subject.environment().charts {
        let chart = subject.catalogue.charts().chart(release.name());
        let checks = |chart: &&crate::catalog::Chart| {
            chart
                .image_check_from
                .is_some_and(|from| ChartVersion::parse(&pin.version) >= Some(from))
        };
        let Some(chart) = chart.filter(checks) else {
            continue;
        };
        let values = || at!(charts[release].extraValues);
        let allowed = value_at(values, &pin.extra_values, SWITCH);
        if allowed.is_some_and(|(_, allowed)| allowed.as_bool() == Some(true)) {
            continue;
        }
        for path in chart.relocated_images.keys() {
            let written = value_at(values, &pin.extra_values, path);
            let repository = written.and_then(|(at, value)| Some((at, value.as_str()?)));
            let others = repository.filter(|(_, repository)| !repository.starts_with("bitnami/"));
            found.extend(others.map(|(at, repository)| {
                Finding::at(
                    at,
                    format!("the chart does not render with the image `{repository}`"),
                )
                .help(format!("add `{SWITCH}: true`"))
            }));
        }
    }
    found
}
