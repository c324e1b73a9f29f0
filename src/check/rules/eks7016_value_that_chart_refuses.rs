//! EKS7016: a value with which the chart of this version does not render.

use serde_json::Value;

use crate::check::fields::value_at;
use crate::check::{Finding, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let charts = subject.catalogue.charts();
    let mut found = Vec::new();
    for (release, pin) in &subject.environment().charts {
        let Some(chart) = charts.chart(release.name()) else {
            continue;
        };
        for dead in chart.refused_values(&pin.version) {
            let written = value_at(&at!(charts[release].extraValues), &pin.extra_values, &dead.path);
            let Some((at, _)) = written.filter(|(_, value)| is_set(value)) else {
                continue;
            };
            let message = format!("`{release}` {} does not render with `{}`", pin.version, dead.path);
            let help = match &dead.instead {
                Some(instead) => format!("write {instead}"),
                None => "remove it".to_owned(),
            };
            found.push(Finding::at(at, message).help(help));
        }
    }
    found
}

/// What a template takes for set: not an empty text, list or map, not zero, not false.
fn is_set(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(on) => *on,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(entries) => !entries.is_empty(),
    }
}
