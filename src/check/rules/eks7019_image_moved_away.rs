//! EKS7019: an image that is named where it no longer lies.

use serde_json::{Map, Value};

use crate::{Finding, Subject, at};
use crate::diag::FieldPath;

/// Source: bitnami/charts issue 35164, 2025-08.
const BEFORE: [&str; 2] = ["bitnami/", "docker.io/bitnami/"];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (release, chart) in &subject.environment().charts {
        look(&at!(charts[release].extraValues), &chart.extra_values, &mut found);
    }
    found
}

fn look(at: &FieldPath, values: &Map<String, Value>, found: &mut Vec<Finding>) {
    // A registry of one's own may mirror them under their old name.
    let elsewhere = values
        .get("registry")
        .is_some_and(|registry| registry != "docker.io");
    for (key, value) in values {
        let at = at.key(key);
        match value {
            Value::Object(below) => look(&at, below, found),
            Value::String(text) if ["repository", "image"].contains(&key.as_str()) && !elsewhere => {
                let rest = BEFORE.iter().find_map(|before| text.strip_prefix(before));
                let latest =
                    text.ends_with(":latest") || values.get("tag").is_some_and(|tag| tag == "latest");
                if let Some(rest) = rest.filter(|_| !latest) {
                    found.push(
                        Finding::at(
                            at,
                            format!("versioned images such as `{text}` left this place on 2025-08-28"),
                        )
                        .help(format!(
                            "take `bitnamilegacy/{rest}`, which gets no updates, or another image"
                        )),
                    );
                }
            }
            _ => {}
        }
    }
}
