//! EKS7004: an extra value of a chart at a path that eksight writes, and another value than it writes there.

use serde_json::{Map, Value};

use crate::diag::FieldPath;
use crate::emit::helm::{self, Owner};
use crate::model::value::Release;
use crate::{Finding, Help, Subject, at, dns_arguments};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for release in &subject.resolved.releases {
        let name = release.release;
        let chart = subject.environment().charts.get(&name);
        let Some(chart) = chart.filter(|chart| !chart.extra_values.is_empty()) else {
            continue;
        };
        if let Some(typed) = subject.typed_values(name) {
            let at = at!(charts[name].extraValues);
            compare(name, &at, "", &chart.extra_values, typed, &mut found);
        }
    }
    found.extend(dns_arguments::findings(subject));
    found
}

/// Compares two maps at one path; `prefix` is that path as the chart's documentation writes it, with a dot at its end.
fn compare(
    release: Release,
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
                compare(release, &at, &format!("{path}."), extra, typed, found);
            }
            (extra, Some(written)) if extra == written => {}
            (Value::Array(_) | Value::Object(_), Some(Value::Array(_)))
                if helm::owner(release, &path) == Some(Owner::Arguments) => {}
            (_, Some(written)) => found.push(match helm::owner(release, &path) {
                Some(Owner::Field(field)) => Finding::at(
                    at,
                    format!("`{path}` is written from the field `{field}`{}", shown(written)),
                )
                .help(Help::take_out(format!("remove it here, and change `{field}` instead"))),
                Some(Owner::Fixed(why)) => {
                    Finding::at(at, format!("`{path}` is set by eksight{}", shown(written)))
                        .help(Help::take_out("remove it here; no field sets another value"))
                        .note(why)
                }
                // Several fields write below it.
                Some(Owner::Default | Owner::Whole | Owner::Arguments) | None => {
                    Finding::at(at, format!("`{path}` is written by eksight{}", shown(written)))
                        .help("write a map here, with the keys below it that are to be added")
                }
            }),
        }
    }
}

/// A value behind a colon, where it is short; of a map or a list people read no more than that it is there.
fn shown(written: &Value) -> String {
    const LONGEST: usize = 80;
    match written {
        Value::Object(_) | Value::Array(_) => String::new(),
        Value::String(text) if text.chars().count() > LONGEST || text.contains('\n') => String::new(),
        written => format!(": `{written}`"),
    }
}
