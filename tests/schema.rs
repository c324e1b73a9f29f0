//! The JSON Schema takes what the loader takes: in editors, a file that renders is not underlined, and one that does not is.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests that read the environments of this repository; their helpers may fail like them"
)]

use std::collections::BTreeMap;
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

/// Every place of a tree with something else there, as a tree with nothing but it: lists whole, because they are replaced.
fn replaced(tree: &Value, by: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    match tree {
        Value::Object(entries) => {
            for (key, value) in entries {
                found.push((format!(".{key}"), json!({ key: by })));
                let below = replaced(value, by).into_iter();
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
                found.push((format!("[{index}]"), with(by.clone())));
                let below = replaced(item, by).into_iter();
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

/// Environments that together have most fields.
fn fleet() -> Vec<(String, Value)> {
    let here = ["prod", "study"].map(|name| (name.to_owned(), whole(name).1));
    let made = (0..3).map(|seed| {
        let tree = environment::tree(&eksight_testing::environment(seed));
        (format!("seed {seed}"), tree)
    });
    here.into_iter().chain(made).collect()
}

#[test]
fn null_takes_away_where_the_loader_lets_it() {
    let validator = validator();
    let path = Path::new("environments/over.yaml");
    for name in ["prod", "study"] {
        let (mut documents, tree) = whole(name);
        let mut taken = 0;
        for (field, mut over) in replaced(&tree, &Value::Null) {
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

/// What stands without quotes: the loader takes the text as it is written where a text is meant, and the schema sees what a
/// reader of YAML takes it for. A pattern cannot ask a number, so of numbers the schema takes all where some are texts.
#[test]
fn text_without_quotes_is_taken_where_the_loader_takes_it() {
    let validator = validator();
    let path = Path::new("environments/over.yaml");
    let minimal = include_str!("environments/minimal.yaml");
    let minimal: Value = yaml_serde::from_str(minimal).unwrap();
    let numbers = [json!(1), json!(4711), json!(1.36), json!(111_122_223_333_u64)];
    let kinds = [&numbers[..], &[json!(true), json!(false)]];
    let mut taken = 0;
    for (name, tree) in fleet() {
        // Field by field, since each of some thousand files is read with what it extends.
        for (field, value) in tree.as_object().unwrap() {
            let part = json!({ field: value });
            let mut documents = dashboards(value);
            for scalar in kinds.into_iter().flatten() {
                documents.insert(format!("environments/{scalar}"), DASHBOARD);
            }
            let mut whole = minimal.clone();
            whole[field] = value.clone();
            documents.insert("environments/whole.yaml", whole.to_string());
            for kind in kinds {
                let mut places: BTreeMap<String, (bool, bool)> = BTreeMap::new();
                for (place, mut over) in kind.iter().flat_map(|scalar| replaced(&part, scalar)) {
                    over["extends"] = "whole.yaml".into();
                    documents.insert(path, over.to_string());
                    let loaded = load(&documents, path);
                    let is_valid = validator.is_valid(&over);
                    assert!(is_valid || loaded.is_err(), "{name}{place}: {over}");
                    let (some_valid, some_loaded) = places.entry(place).or_default();
                    *some_valid |= is_valid;
                    *some_loaded |= loaded.is_ok();
                }
                taken += places.values().filter(|(_, loaded)| *loaded).count();
                let loose = places.iter().filter(|(_, (valid, loaded))| valid != loaded);
                let loose: Vec<&String> = loose.map(|(place, _)| place).collect();
                assert!(loose.is_empty(), "{name}, {}: {loose:?}", kind[0]);
            }
        }
    }
    assert!(taken > 800, "{taken}");
}

const DASHBOARD: &str = r#"{"title": "One", "panels": []}"#;

/// The files of dashboards that a part of an environment names.
fn dashboards(monitoring: &Value) -> Memory {
    let named = monitoring["grafana"]["dashboards"].as_object();
    let files = named.into_iter().flat_map(|named| named.values());
    let files = files.filter_map(|dashboard| dashboard["file"].as_str());
    Memory::from_iter(files.map(|file| (format!("environments/{file}"), DASHBOARD)))
}

#[test]
fn a_file_without_quotes_is_read_as_it_is_written() {
    let validator = validator();
    let file = |id: &str, version: &str, more: &str| {
        format!(
            "apiVersion: eksight/v1\naccount: {{ id: {id} }}\ntags: {{ cost-center: 4711, on-call: true }}\ncluster:\n  \
             name: 2026\n  region: ap-northeast-2\n  kubernetesVersion: {version}\n  zones: [ap-northeast-2a, \
             ap-northeast-2c]\nmonitoring:\n  targets:\n    api: {{ serviceMonitor: {{ namespace: 1, matchLabels: {{ tier: 1 \
             }}, port: 8080 }} }}\n{more}"
        )
    };
    let sound = file("111122223333", "1.30", "");
    let tree: Value = yaml_serde::from_str(&sound).unwrap();
    assert_eq!(faults(&validator, &tree), [""; 0]);
    let documents = Memory::from_iter([("sound.yaml", sound.as_str())]);
    let environment = load(&documents, Path::new("sound.yaml")).unwrap().environment;
    let written = environment::tree(&environment);
    for (field, text) in [
        ("/account/id", "111122223333"),
        ("/cluster/kubernetesVersion", "1.30"),
        ("/cluster/name", "2026"),
        ("/tags/cost-center", "4711"),
        ("/tags/on-call", "true"),
        ("/monitoring/targets/api/serviceMonitor/port", "8080"),
    ] {
        assert_eq!(written.pointer(field), Some(&json!(text)), "{field}");
    }
    // Words, switches and numbers are what they were.
    for (wrong, at) in [
        (file("\"1111\"", "1.36", ""), "/account/id"),
        (file("111122223333", "true", ""), "/cluster/kubernetesVersion"),
        (file("111122223333", "1.36", "lifecycle: 1\n"), "/lifecycle"),
        (
            file("111122223333", "1.36", "network: { cidr: 10.1 }\n"),
            "/network",
        ),
    ] {
        let tree: Value = yaml_serde::from_str(&wrong).unwrap();
        let found = validator
            .iter_errors(&tree)
            .map(|fault| fault.instance_path().to_string());
        assert_eq!(found.collect::<Vec<_>>(), [at], "{wrong}");
        let documents = Memory::from_iter([("wrong.yaml", wrong.as_str())]);
        assert!(load(&documents, Path::new("wrong.yaml")).is_err(), "{wrong}");
    }
}

/// The words of a choice stand without quotes, and the schema takes texts alone there.
#[test]
fn no_word_of_a_choice_is_taken_for_something_else() {
    fn words(schema: &Value, found: &mut Vec<Value>) {
        if schema["type"] == "string" {
            found.extend(schema.get("const").cloned());
            found.extend(schema["enum"].as_array().into_iter().flatten().cloned());
        }
        match schema {
            Value::Object(entries) => entries.values().for_each(|entry| words(entry, found)),
            Value::Array(items) => items.iter().for_each(|item| words(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    words(&serde_json::from_str(schema::TEXT).unwrap(), &mut found);
    assert!(found.len() > 80, "{}", found.len());
    for word in found {
        let read: Value = yaml_serde::from_str(word.as_str().unwrap()).unwrap();
        assert_eq!(read, word);
    }
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

#[test]
fn regions_of_every_partition_are_taken() {
    let regions = [
        "ap-northeast-2",
        "cn-north-1",
        "eu-isoe-west-1",
        "eusc-de-east-1",
        "us-gov-west-1",
        "us-iso-east-1",
        "us-isob-east-1",
        "us-isof-south-1",
    ];
    let schema: Value = serde_json::from_str(schema::TEXT).unwrap();
    let of = |name: &str| jsonschema::validator_for(&schema["definitions"][name]).unwrap();
    let (region, zone) = (of("Region"), of("ZoneRef"));
    for name in regions {
        let in_it = format!("{name}a");
        assert!(name.parse::<eksight::model::value::Region>().is_ok(), "{name}");
        assert!(in_it.parse::<eksight::model::value::ZoneRef>().is_ok(), "{in_it}");
        assert_eq!(faults(&region, &json!(name)), [""; 0], "{name}");
        assert_eq!(faults(&zone, &json!(in_it)), [""; 0], "{in_it}");
    }
}
