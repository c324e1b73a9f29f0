//! EKS3017: a chart value that names a Secret which the environment does not declare.

use serde_json::Value;

use crate::{Finding, Subject, at, extra, stack};

/// Where kube-prometheus-stack has Alertmanager's `configSecret`.
const ALERTMANAGER: &str = "alertmanager.alertmanagerSpec";

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let environment = subject.environment();
    let mut found = Vec::new();
    for map in extra::maps(subject) {
        for (key, value) in map.extra {
            // By convention of charts, and `configSecret` of Alertmanager in kube-prometheus-stack.
            let (true, Value::String(secret)) = (is_name(key), value) else {
                continue;
            };
            let declared = environment
                .secrets
                .iter()
                .any(|(name, known)| known.name(name) == secret);
            // The chart makes that one.
            let is_own =
                map.path == ALERTMANAGER && stack::own_secret(subject).is_some_and(|own| &own == secret);
            if !secret.is_empty() && !declared && !is_own {
                found.push(
                    Finding::at(
                        map.at.key(key),
                        format!("`{}` reads a Secret `{secret}` that nobody declares", map.release),
                    )
                    .related(at!(secrets), "the secrets")
                    .help(format!(
                        "declare it, so that the plan asks for it first: `secrets: {{ {secret}: {{ kubernetes: {{ \
                         namespace: …, name: {secret} }} }} }}`"
                    )),
                );
            }
        }
    }
    found
}

fn is_name(key: &str) -> bool {
    matches!(key, "existingSecret" | "existingSecretName" | "configSecret")
}
