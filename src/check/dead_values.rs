//! Values in `extraValues` that the chart's version no longer takes, by a list of the catalogue. For rules.

use serde_json::Value;

use super::fields::value_at;
use super::{Subject, at};
use crate::catalog::{Chart, DeadValue};
use crate::diag::FieldPath;

/// A value that somebody wrote and the chart does not take.
pub(super) struct Written<'a> {
    /// Where it stands.
    pub(super) at: FieldPath,
    /// What stands there.
    pub(super) value: &'a Value,
    /// The release and its version, as people write them.
    pub(super) chart: String,
    /// The catalogue's entry.
    pub(super) dead: &'a DeadValue,
}

/// Every value of a list that is written, `list` giving the list of a chart in a version.
pub(super) fn written<'a>(
    subject: &Subject<'a>,
    list: fn(&'a Chart, &str) -> Vec<&'a DeadValue>,
) -> Vec<Written<'a>> {
    let mut found = Vec::new();
    for (release, pin) in &subject.environment().charts {
        let Some(chart) = subject.catalogue.charts().chart(release.name()) else {
            continue;
        };
        for dead in list(chart, &pin.version) {
            let place = value_at(|| at!(charts[release].extraValues), &pin.extra_values, &dead.path);
            found.extend(place.map(|(at, value)| Written {
                at,
                value,
                chart: format!("`{release}` {}", pin.version),
                dead,
            }));
        }
    }
    found
}
