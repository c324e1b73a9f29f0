//! EKS7014: a plugin of botkube that the index of its version does not hold.

use serde_json::{Map, Value};

use crate::{Finding, Subject, at};
use crate::diag::FieldPath;
use crate::model::value::Release;

/// From here on the index holds two plugins only. Source: kubeshop/botkube issue 1399.
const FEW_FROM: (u32, u32) = (1, 9);
/// From here on there is a second index with the others.
const SECOND_FROM: (u32, u32) = (1, 10);
/// What left the index.
const GONE: [&str; 8] = [
    "botkube/helm",
    "botkube/exec",
    "botkube/argocd",
    "botkube/doctor",
    "botkube/flux",
    "botkube/keptn",
    "botkube/prometheus",
    "botkube/github-events",
];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let Some(chart) = environment.charts.get(&Release::Botkube) else {
        return Vec::new();
    };
    let (major, minor, _) = chart.version.numbers();
    let mut found = Vec::new();
    if (major, minor) < FEW_FROM {
        return found;
    }
    let botkube = environment.alerting.botkube.as_ref();
    if (major, minor) < SECOND_FROM && botkube.is_some_and(|botkube| botkube.executors.helm) {
        let message = format!("the index of botkube {} has no plugin for helm", chart.version);
        found.push(
            Finding::at(at!(alerting.botkube.executors.helm), message)
                .related(at!(charts[Release::Botkube].version), "the version")
                .help("take 1.10.0 or later, or write `helm: false`"),
        );
    }
    look(
        &at!(charts[Release::Botkube].extraValues),
        &chart.extra_values,
        &mut found,
    );
    found
}

/// Plugins among the chart's own values.
fn look(at: &FieldPath, values: &Map<String, Value>, found: &mut Vec<Finding>) {
    for (key, value) in values {
        let at = at.key(key);
        let enabled = value.get("enabled") == Some(&Value::Bool(true));
        if enabled && GONE.contains(&key.as_str()) {
            let plugin = key.trim_start_matches("botkube/");
            found.push(
                Finding::at(at, format!("the index of botkube has no plugin `{key}` any more")).help(
                    format!("`botkubeExtra/{plugin}` is in the second index of 1.10.0 and later"),
                ),
            );
        } else if let Value::Object(below) = value {
            look(&at, below, found);
        }
    }
}
