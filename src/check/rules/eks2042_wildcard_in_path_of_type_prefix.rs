//! EKS2042: a path with `*` whose type allows no wildcard, in an Ingress set up through chart values.

use serde_json::Value;

use crate::extra::{self, Passed};
use crate::{Finding, Subject};
use crate::diag::FieldPath;
use crate::model::value::Release;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for map in extra::maps(subject) {
        if !is_of_controller(&map) {
            continue;
        }
        let kind = map.text("pathType").or_else(|| of_chart(&map));
        let kind_at = map.extra.contains_key("pathType").then(|| map.at.key("pathType"));
        for key in ["path", "paths"] {
            let Some(value) = map.get(key) else { continue };
            if map.extra.contains_key(key) {
                look(&map.at.key(key), value, kind, &mut found);
            } else if let Some(at) = &kind_at {
                // A field writes the path, and the type was passed on.
                let paths = value
                    .as_array()
                    .map_or(std::slice::from_ref(value), Vec::as_slice);
                paths.iter().for_each(|path| look(at, path, kind, &mut found));
            }
        }
    }
    found
}

/// Whether the AWS Load Balancer Controller serves the Ingress of a chart.
fn is_of_controller(map: &Passed<'_>) -> bool {
    let annotations = map.get("annotations").and_then(Value::as_object);
    map.text("ingressClassName") == Some("alb")
        || annotations.is_some_and(|annotations| {
            annotations
                .keys()
                .any(|key| key.starts_with("alb.ingress.kubernetes.io/"))
        })
}

/// The type of a chart that has a strict one. Source: charts of Grafana in kube-prometheus-stack 45.27.2 and 88.5.3.
fn of_chart(map: &Passed<'_>) -> Option<&'static str> {
    (map.release == Release::KubePrometheusStack && map.path == "grafana.ingress").then_some("Prefix")
}

fn look(at: &FieldPath, value: &Value, kind: Option<&str>, found: &mut Vec<Finding>) {
    match value {
        Value::String(path) => {
            let Some(kind @ ("Prefix" | "Exact")) = kind else {
                return;
            };
            if !path.contains(['*', '?']) {
                return;
            }
            let mended = path.trim_end_matches(['*', '?']);
            found.push(
                Finding::at(
                    at.clone(),
                    format!("the path `{path}` of type `{kind}` has a wildcard, which the controller refuses"),
                )
                .help(format!(
                    "write `{mended}` with `pathType: Prefix`, or `{path}` with `pathType: ImplementationSpecific`"
                )),
            );
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                look(&at.index(index), item, kind, found);
            }
        }
        Value::Object(item) => {
            let kind = item.get("pathType").and_then(Value::as_str).or(kind);
            if let Some(path) = item.get("path") {
                look(&at.key("path"), path, kind, found);
            }
        }
        _ => {}
    }
}
