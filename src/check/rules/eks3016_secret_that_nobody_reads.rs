//! EKS3016: an entry of `secrets` that nothing here refers to.

use serde_json::Value;

use crate::{Finding, Help, Subject, at};

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let uses = &subject.resolved.secret_uses;
    let unread = environment.secrets.iter().filter(|(name, secret)| {
        let place = secret.name(name);
        // Values that pass through may name the Secret as it is called in the cluster.
        let passed = || {
            let charts = environment.charts.values().map(|chart| &chart.extra_values);
            let addons = environment.addons.values().map(|addon| &addon.configuration);
            charts
                .chain(addons)
                .any(|values| values.values().any(|value| names(value, place)))
        };
        !uses.iter().any(|used| used.secret == *name) && !passed()
    });
    unread
        .map(|(name, _)| {
            Finding::at(at!(secrets[name]), format!("nothing reads the secret `{name}`"))
                .help(Help::take_out("remove it, or name it where it belongs, such as `monitoring.grafana.admin`"))
        })
        .collect()
}

fn names(value: &Value, place: &str) -> bool {
    match value {
        Value::String(text) => text == place,
        Value::Array(items) => items.iter().any(|item| names(item, place)),
        Value::Object(entries) => entries.values().any(|entry| names(entry, place)),
        _ => false,
    }
}
