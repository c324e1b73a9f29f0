//! EKS7016: a value with which the chart of this version does not render.

use serde_json::Value;

use crate::{Finding, Help, Subject, dead_values};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    dead_values::written(subject, |chart, version| chart.refused_values(version).collect())
        .into_iter()
        .filter(|written| is_set(written.value))
        .map(|written| {
            let message = format!("{} does not render with `{}`", written.chart, written.dead.path);
            let help = match &written.dead.instead {
                Some(instead) => format!("write {instead}").into(),
                None => Help::take_out("remove it"),
            };
            Finding::at(written.at, message).help(help)
        })
        .collect()
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
