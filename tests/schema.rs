//! The JSON Schema takes what the loader takes: in editors, a file that renders is not underlined, and one that does not is.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests that read the environments of this repository; their helpers may fail like them"
)]

use std::path::Path;

use eksight::emit::environment;
use eksight::out::Disk;
use eksight::source::{Documents as _, Memory, load, schema};
use jsonschema::Validator;
use serde_json::{Value, json};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/environments");

fn validator() -> Validator {
    jsonschema::validator_for(&serde_json::from_str(schema::TEXT).unwrap()).unwrap()
}

fn faults(validator: &Validator, tree: &Value) -> Vec<String> {
    let faults = validator.iter_errors(tree);
    faults
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect()
}

#[test]
fn every_environment_here_is_as_the_schema_says() {
    let validator = validator();
    let mut names: Vec<String> = std::fs::read_dir(FOLDER)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".yaml"))
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "base.yaml",
            "dev.yaml",
            "prod.yaml",
            "study-2023.yaml",
            "study.yaml"
        ]
    );
    for name in names {
        let text = std::fs::read_to_string(Path::new(FOLDER).join(&name)).unwrap();
        let tree: Value = yaml_serde::from_str(&text).unwrap();
        assert_eq!(faults(&validator, &tree), [""; 0], "{name}");
    }
}

/// Every place of a tree that can be taken away, as a tree with nothing but it: lists whole, because they are replaced.
fn taken_away(tree: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    match tree {
        Value::Object(entries) => {
            for (key, value) in entries {
                found.push((format!(".{key}"), json!({ key: null })));
                let below = taken_away(value).into_iter();
                found.extend(below.map(|(path, below)| (format!(".{key}{path}"), json!({ key: below }))));
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let with = |item: Value| {
                    let mut items = items.clone();
                    items[index] = item;
                    Value::Array(items)
                };
                found.push((format!("[{index}]"), with(Value::Null)));
                let below = taken_away(item).into_iter();
                found.extend(below.map(|(path, below)| (format!("[{index}]{path}"), with(below))));
            }
        }
        _ => {}
    }
    found
}

/// An environment of this repository as one file, and what it names, to lay something over.
fn whole(name: &str) -> (Memory, Value) {
    let disk = Disk::at(env!("CARGO_MANIFEST_DIR"));
    let path = format!("environments/{name}.yaml");
    let loaded = load(&disk, Path::new(&path)).unwrap();
    let tree = environment::tree(&loaded.environment);
    let mut documents = Memory::default();
    for path in disk.list(Path::new("environments/dashboards")).unwrap() {
        documents.insert(&path, disk.read(&path).unwrap());
    }
    documents.insert("environments/whole.yaml", tree.to_string());
    (documents, tree)
}

#[test]
fn null_takes_away_where_the_loader_lets_it() {
    let validator = validator();
    let path = Path::new("environments/over.yaml");
    for name in ["prod", "study"] {
        let (mut documents, tree) = whole(name);
        let mut taken = 0;
        for (field, mut over) in taken_away(&tree) {
            // Without a base there is nothing to take away.
            assert!(!validator.is_valid(&over) || in_foreign(&field), "{name}{field}");
            over["extends"] = "whole.yaml".into();
            documents.insert(path, over.to_string());
            let loaded = load(&documents, path);
            taken += usize::from(loaded.is_ok());
            assert_eq!(
                validator.is_valid(&over),
                loaded.is_ok(),
                "{name}{field}: {loaded:?}"
            );
        }
        assert!(taken > 100, "{name}: {taken}");
    }
}

/// Whether a place lies in values for somebody else's schema, in which `null` is a value.
fn in_foreign(field: &str) -> bool {
    field.contains(".extraValues.") || field.contains(".configuration.")
}

#[test]
fn an_overlay_replaces_a_choice_and_no_type() {
    let validator = validator();
    let taken = json!({ "secrets": { "grafana-admin": { "kubernetes": null, "externalSecret": {} } } });
    let both = json!({ "secrets": { "grafana-admin": { "kubernetes": {}, "externalSecret": {} } } });
    for (over, is_valid) in [
        (taken, true),
        (both, false),
        (
            json!({ "autoscaling": { "karpenter": null, "clusterAutoscaler": {} } }),
            true,
        ),
        (
            json!({ "autoscaling": { "karpenter": null, "clusterAutoscaler": null } }),
            false,
        ),
        (
            json!({ "autoscaling": { "clusterAutoscaler": {}, "fleet": null } }),
            false,
        ),
        (json!({ "network": { "flowLogs": {} } }), true),
        (json!({ "network": { "nat": "none" } }), true),
        (json!({ "network": { "nat": null } }), true),
        (json!({ "network": { "nat": "many" } }), false),
        (json!({ "network": { "nat": [] } }), false),
        (json!({ "network": [] }), false),
        (json!({ "tags": { "team": "a" } }), true),
        (json!({ "tags": { "team": {} } }), false),
        (json!({ "charts": { "metrics-server": "3.13.0" } }), false),
        (json!({ "charts": { "metrics-server": { "version": 3 } } }), false),
        (json!({ "cluster": { "endpoint": { "private": "yes" } } }), false),
        (json!({ "cluster": { "zones": "ap-northeast-2a" } }), false),
    ] {
        let mut over = over;
        over["extends"] = "base.yaml".into();
        assert_eq!(validator.is_valid(&over), is_valid, "{over}");
    }
}
