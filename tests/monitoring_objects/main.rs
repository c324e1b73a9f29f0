//! Monitors and alert rules, in manifests and in values, against the fields that the operator of Prometheus knows in the
//! version that the environment's chart brings. The API server drops an unknown field silently, and nothing is scraped.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads its data, and its helpers may fail like it"
)]

#[path = "../fields/mod.rs"]
mod fields;
mod schemas;
mod table;

use std::path::{Path, PathBuf};

use eksight::catalog::Catalogue;
use eksight::emit;
use eksight::model::Environment;
use eksight::out::Disk;
use eksight::resolve::resolve;
use eksight::source::load;
use fields::Fields;
use serde::Deserialize;
use serde_json::{Value, json};
use table::Table;

const GROUP: &str = "monitoring.coreos.com/";

/// The settings of an endpoint that charts of Bitnami take from `serviceMonitor`. What else stands there says where the
/// monitor is. Source: bitnami/charts, bitnami/nginx/templates/servicemonitor.yaml of nginx 14.1.0 and 22.1.1.
const OF_ENDPOINT: [&str; 5] = [
    "interval",
    "scrapeTimeout",
    "honorLabels",
    "relabelings",
    "metricRelabelings",
];

/// What kube-prometheus-stack takes from an entry of `additionalPodMonitors` for the object's metadata; the rest is its
/// spec. Source: prometheus-community/helm-charts, templates/prometheus/additionalPodMonitors.yaml of 45.27.2 and 88.5.3.
const OF_METADATA: [&str; 3] = ["name", "additionalLabels", "annotations"];

/// What is wrong in the files of an environment, and how many objects were looked at.
fn look(environment: &Environment) -> (usize, Vec<String>) {
    let table = Table::shipped();
    let resolved = resolve("objects", &[], environment, Catalogue::shipped());
    let stack = resolved
        .releases
        .iter()
        .find(|release| release.chart == "kube-prometheus-stack");
    let fields = table.of_chart(stack.map_or("", |release| &release.version));
    let (mut count, mut faults) = (0, Vec::new());
    for artifact in emit::render(&resolved) {
        let path = &artifact.path;
        if !path.starts_with("manifests/") && !path.starts_with("helm/") {
            continue;
        }
        for document in documents(artifact.text()) {
            let found = of_document(fields, &document);
            count += found.len();
            faults.extend(
                found
                    .into_iter()
                    .flatten()
                    .map(|fault| format!("{path}: {fault}")),
            );
        }
    }
    (count, faults)
}

fn documents(text: &str) -> Vec<Value> {
    let documents = yaml_serde::Deserializer::from_str(text);
    documents
        .map(|document| Value::deserialize(document).expect("a document of ours"))
        .collect()
}

/// What is wrong with each object, or nothing.
fn of_document(fields: &Fields, document: &Value) -> Vec<Option<String>> {
    let mut found = Vec::new();
    whole_objects(fields, document, &mut found);
    for (list, kind) in [
        ("/prometheus/additionalPodMonitors", "PodMonitor"),
        ("/prometheus/additionalServiceMonitors", "ServiceMonitor"),
    ] {
        let entries = document.pointer(list).and_then(Value::as_array);
        found.extend(entries.into_iter().flatten().map(|entry| {
            let mut spec = entry.clone();
            if let Some(spec) = spec.as_object_mut() {
                spec.retain(|key, _| !OF_METADATA.contains(&key.as_str()));
            }
            fields
                .spec_fault(kind, &spec)
                .map(|fault| format!("{list}: {fault}"))
        }));
    }
    let named = document
        .get("additionalPrometheusRulesMap")
        .and_then(Value::as_object);
    let listed = document
        .get("additionalPrometheusRules")
        .and_then(Value::as_array);
    let rules = named
        .into_iter()
        .flat_map(|map| map.values())
        .chain(listed.into_iter().flatten());
    found.extend(
        rules.map(|entry| fields.spec_fault("PrometheusRule", &json!({ "groups": entry["groups"] }))),
    );
    if let Some(monitor) = document
        .pointer("/metrics/serviceMonitor")
        .and_then(Value::as_object)
    {
        let endpoint = monitor
            .iter()
            .filter(|(key, _)| OF_ENDPOINT.contains(&key.as_str()));
        let endpoint: Value = endpoint
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        found.push(fields.find(
            fields.field("ServiceMonitor", "endpoints"),
            &json!([endpoint]),
            "metrics.serviceMonitor",
        ));
    }
    found
}

/// Objects of the operator's group, however deep they lie: some charts take objects as values.
fn whole_objects(fields: &Fields, tree: &Value, found: &mut Vec<Option<String>>) {
    match tree {
        Value::Object(map) => {
            let of_group = map.get("apiVersion").and_then(Value::as_str);
            if of_group.is_some_and(|version| version.starts_with(GROUP)) {
                found.push(
                    fields
                        .fault(tree)
                        .map(|fault| format!("{}: {fault}", tree["metadata"]["name"])),
                );
            } else {
                map.values().for_each(|value| whole_objects(fields, value, found));
            }
        }
        Value::Array(list) => list.iter().for_each(|value| whole_objects(fields, value, found)),
        _ => {}
    }
}

#[test]
fn every_monitor_and_rule_has_fields_that_the_operator_knows() {
    let disk = Disk::at(Path::new(env!("CARGO_MANIFEST_DIR")));
    let shipped = ["dev", "prod", "study", "study-2023"].map(|name| {
        let path = PathBuf::from(format!("environments/{name}.yaml"));
        let environment = load(&disk, &path).expect("a shipped environment").environment;
        (name.to_owned(), environment)
    });
    let random = (0..200).map(|seed| (format!("seed {seed}"), eksight_testing::environment(seed)));
    let (mut count, mut all) = (0, Vec::new());
    for (name, environment) in random.chain(shipped) {
        let (looked_at, faults) = look(&environment);
        count += looked_at;
        all.extend(faults.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
    assert!(count > 200, "only {count} objects were looked at");
}

fn pod_monitor(change: impl Fn(&mut Value)) -> Value {
    let mut object = json!({
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PodMonitor",
        "metadata": { "name": "aws-cni-metrics" },
        "spec": {
            "selector": { "matchLabels": { "k8s-app": "aws-node" } },
            "podMetricsEndpoints": [{ "port": "metrics", "interval": "30s" }],
        },
    });
    change(&mut object["spec"]);
    object
}

#[test]
fn what_is_planted_is_refused_in_both_versions() {
    let table = Table::shipped();
    for (change, expected) in [
        (|_| (), None),
        (
            |spec| spec["podMetricsEndpoints"][0]["intervall"] = json!("30s"),
            Some("`spec.podMetricsEndpoints[0].intervall`: there is no such field"),
        ),
        (
            |spec| spec["podMetricsEndpoints"][0]["port"] = json!(61678),
            Some("`spec.podMetricsEndpoints[0].port` must be string, and is `61678`"),
        ),
        (
            |spec| spec["podMetricsEndpoints"][0]["interval"] = json!("half a minute"),
            Some("`spec.podMetricsEndpoints[0].interval` must be duration, and is `\"half a minute\"`"),
        ),
        (
            |spec| spec["podMetricsEndpoints"] = json!({}),
            Some("`spec.podMetricsEndpoints` must be a list, and is `{}`"),
        ),
        (
            |spec| spec["selector"]["matchLabels"]["k8s-app"] = json!(true),
            Some("`spec.selector.matchLabels.k8s-app` must be string, and is `true`"),
        ),
    ] as [(fn(&mut Value), Option<&str>); 6]
    {
        for version in table.versions.values() {
            assert_eq!(version.fields.fault(&pod_monitor(change)).as_deref(), expected);
        }
    }
}

#[test]
fn values_are_looked_at_as_the_charts_make_objects_of_them() {
    let table = Table::shipped();
    let newest = table.of_chart("90.0.0");
    for (values, expected) in [
        (
            json!({ "prometheus": { "additionalPodMonitors": [{ "name": "x", "selector": {}, "endpoints": [] }] } }),
            "/prometheus/additionalPodMonitors: `spec.endpoints`: there is no such field",
        ),
        (
            json!({ "additionalPrometheusRulesMap": { "x": { "groups": [{ "name": "x", "rules": [{ "expr": "up", "for": 5 }] }] } } }),
            "`spec.groups[0].rules[0].for` must be duration, and is `5`",
        ),
        (
            json!({ "metrics": { "serviceMonitor": { "enabled": true, "interval": 10 } } }),
            "`metrics.serviceMonitor[0].interval` must be duration, and is `10`",
        ),
        (
            json!({ "extraManifests": [{ "apiVersion": "monitoring.coreos.com/v1alpha1", "kind": "Other", "metadata": { "name": "x" } }] }),
            "\"x\": `Other` is not in the table `fields.json` of this test; add its fields",
        ),
    ] {
        assert_eq!(of_document(newest, &values), [Some(expected.to_owned())]);
    }
}

#[test]
fn a_chart_has_the_operator_of_its_time() {
    let table = Table::shipped();
    // `scrapeClass` came between the two.
    let object = pod_monitor(|spec| spec["scrapeClass"] = json!("x"));
    assert!(table.of_chart("45.27.2").fault(&object).is_some());
    assert!(table.of_chart("87.0.0").fault(&object).is_some());
    assert!(table.of_chart("88.5.3").fault(&object).is_none());
    // In the new one nothing has to be there but the selector: who misspells the endpoints scrapes nothing.
    let object = pod_monitor(|spec| drop(spec.as_object_mut().unwrap().remove("podMetricsEndpoints")));
    let fault = table.of_chart("45.27.2").fault(&object);
    assert_eq!(fault.as_deref(), Some("`spec.podMetricsEndpoints` is missing"));
    assert!(table.of_chart("88.5.3").fault(&object).is_none());
}
