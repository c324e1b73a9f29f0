//! EKS7004: an extra value of a chart at a path that a field of the environment writes.

use serde_json::{Map, Value};

use crate::check::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::emit::helm;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for release in &subject.resolved.releases {
        let name = release.release;
        let Some(chart) = subject.environment().charts.get(&name) else {
            continue;
        };
        if let Value::Object(typed) = helm::typed_values(subject.resolved, release) {
            let at = at!(charts[name].extraValues);
            compare(&at, "", &chart.extra_values, &typed, &mut found);
        }
    }
    found
}

/// Compares two maps at one path; `prefix` is that path as the chart's documentation writes it, with a dot at its end.
fn compare(
    at: &FieldPath,
    prefix: &str,
    extra: &Map<String, Value>,
    typed: &Map<String, Value>,
    found: &mut Vec<Finding>,
) {
    for (key, value) in extra {
        let (at, path) = (at.key(key), format!("{prefix}{key}"));
        match (value, typed.get(key)) {
            (_, None) => {}
            (Value::Object(extra), Some(Value::Object(typed))) => {
                compare(&at, &format!("{path}."), extra, typed, found);
            }
            (_, Some(written)) => found.push(
                Finding::at(
                    at,
                    format!("`{path}` is written from a field of the environment: `{written}`"),
                )
                .help("remove it here, and change the field instead"),
            ),
        }
    }
}
