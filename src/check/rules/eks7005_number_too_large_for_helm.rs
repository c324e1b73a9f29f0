//! EKS7005: a number in extra values that a chart's template prints with an exponent.

use serde_json::Value;

use crate::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::emit::yaml::HELM_EXPONENT_FROM;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (release, chart) in &subject.environment().charts {
        let at = at!(charts[release].extraValues);
        for (key, value) in chart.extra_values.iter() {
            look(&at.key(key), value, &mut found);
        }
    }
    found
}

fn look(at: &FieldPath, value: &Value, found: &mut Vec<Finding>) {
    match value {
        Value::Number(number) => {
            let magnitude = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
            if magnitude.is_some_and(|size| size >= HELM_EXPONENT_FROM) {
                found.push(
                    Finding::at(
                        at.clone(),
                        format!("Helm prints `{number}` as a number with an exponent"),
                    )
                    .help(format!(
                        "write it as a text, `\"{number}\"`, or as a quantity such as `1Gi`"
                    )),
                );
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                look(&at.index(index), item, found);
            }
        }
        Value::Object(entries) => {
            for (key, entry) in entries {
                look(&at.key(key), entry, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}
