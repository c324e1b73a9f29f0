//! Environments written in Rust: the same as their YAML twins, laid over one another like files, and faulted at the
//! Rust line.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use eksight::catalog::Catalogue;
use eksight::check::check;
use eksight::diag::text;
use eksight::emit;
use eksight::model::value::AddonName;
use eksight::model::{Addon, Cluster, Environment, NodeGroup, Size};
use eksight::out::Disk;
use eksight::resolve::resolve;
use eksight::source::draft::{Absent, FIELDS};
use eksight::source::{Draft, Drafted as _, Loaded, load, load_draft, schema};
use serde_json::Value;

#[path = "../examples/study.rs"]
#[allow(dead_code, reason = "an example is a program of its own")]
mod study;

fn project() -> Disk {
    Disk::at(env!("CARGO_MANIFEST_DIR"))
}

fn loaded(draft: Draft<Environment>) -> Loaded {
    load_draft(&project(), draft).unwrap_or_else(|refused| {
        let faults = refused.faults.iter();
        panic!(
            "{}",
            faults
                .map(|fault| text::render(fault, &refused.origins, false))
                .collect::<String>()
        )
    })
}

#[test]
fn study_is_the_same_in_yaml_and_in_rust() {
    let yaml = load(&project(), Path::new("environments/study.yaml")).expect("a sound environment");
    let rust = loaded(study::study());
    assert_eq!(rust.environment, yaml.environment);
    let [source] = rust.sources.as_slice() else {
        panic!("{:?}", rust.sources)
    };
    assert!(source.ends_with("examples/study.rs"), "{source}");
    let rendered = |loaded: &Loaded| {
        let sources = ["a source".to_owned()];
        emit::render(&resolve(
            "study",
            &sources,
            &loaded.environment,
            Catalogue::shipped(),
        ))
    };
    assert_eq!(rendered(&rust), rendered(&yaml));
}

#[test]
fn what_is_set_later_is_laid_over_what_was_set_before() {
    let changed = study::study()
        .cluster(Cluster::draft().name("other"))
        .node_group("ng1", NodeGroup::draft().size(Size::draft().max(9)))
        .addon("aws-efs-csi-driver", Absent)
        .addon("adot", Addon::draft().version("v0.151.0-eksbuild.1"))
        .bastion(Absent);
    let (before, after) = (loaded(study::study()).environment, loaded(changed).environment);
    assert_eq!(after.cluster.name.as_str(), "other");
    assert_eq!(after.cluster.zones, before.cluster.zones);
    let size = after.node_groups["ng1"].size;
    assert_eq!((size.min, size.desired, size.max), (3, 3, 9));
    assert_eq!(after.node_groups["ng1"].max_pods, Some(50));
    let addons: Vec<&str> = after.addons.keys().map(AddonName::as_str).collect();
    let expected = [
        "vpc-cni",
        "kube-proxy",
        "coredns",
        "eks-pod-identity-agent",
        "aws-ebs-csi-driver",
        "adot",
    ];
    assert_eq!(addons, expected);
    assert_eq!(after.bastion, None);
}

#[test]
fn a_value_of_the_wrong_form_is_faulted_at_the_line_that_set_it() {
    let line = line!() + 1;
    let draft = study::study().cluster(Cluster::draft().kubernetes_version("1.36.1").region("seoul"));
    let refused = load_draft(&project(), draft).expect_err("two wrong values");
    let places: BTreeSet<(String, usize)> = refused
        .faults
        .iter()
        .map(|fault| {
            let span = fault.span.as_ref().expect("a place");
            (refused.origins.file(span.source).name.clone(), span.line)
        })
        .collect();
    assert_eq!(refused.faults.len(), 2);
    assert_eq!(
        places,
        BTreeSet::from([("tests/draft.rs".to_owned(), line as usize)])
    );
}

#[test]
fn a_rule_points_at_the_rust_line() {
    let line = line!() + 1;
    let group = NodeGroup::draft().instance_types(["t3a.xlarge"]);
    let loaded = loaded(study::study().node_group("ng1", group));
    let resolved = resolve(
        "study",
        &loaded.sources,
        &loaded.environment,
        Catalogue::shipped(),
    );
    let day = "2026-11-24".parse().expect("a day");
    let (findings, permit) = check(&resolved, &loaded.origins, Catalogue::shipped(), day);
    assert!(permit.is_none());
    let [finding] = findings.as_slice() else {
        panic!("{findings:?}")
    };
    let picture = text::render(finding, &loaded.origins, false);
    let gutter = " ".repeat(line.to_string().len());
    let begin = format!(
        "error[EKS1001]: `t3a.xlarge` is not offered in `ap-northeast-2b`\n{gutter}--> tests/draft.rs:{line}:36\n"
    );
    assert!(picture.starts_with(&begin), "{picture}");
    assert!(
        picture.contains(".instance_types([\"t3a.xlarge\"]);\n"),
        "{picture}"
    );
    assert!(picture.contains("examples/study.rs:"), "{picture}");
}

/// `serde` and the schema know each field; the table of setters must not fall behind them.
#[test]
fn every_field_of_the_model_has_a_setter() {
    let schema: Value = serde_json::from_str(schema::TEXT).expect("JSON");
    let mut wanted = BTreeMap::from([("Environment", properties(&schema))]);
    for (name, definition) in schema["definitions"].as_object().expect("definitions") {
        let fields: BTreeSet<&str> = match definition["oneOf"].as_array() {
            Some(choices) => choices.iter().flat_map(properties).collect(),
            None => properties(definition),
        };
        if !fields.is_empty() {
            wanted.insert(name, fields);
        }
    }
    // These say what a file is; a program's draft is always an environment of its crate's version.
    let of_files = ["apiVersion", "kind", "extends"];
    wanted
        .get_mut("Environment")
        .expect("it")
        .retain(|field| !of_files.contains(field));
    let set: BTreeMap<&str, BTreeSet<String>> = FIELDS
        .iter()
        .filter(|(_, fields)| !fields.is_empty())
        .map(|(owner, fields)| (*owner, fields.iter().map(|field| camel(field)).collect()))
        .collect();
    let set: BTreeMap<&str, BTreeSet<&str>> = set
        .iter()
        .map(|(owner, fields)| (*owner, fields.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(set, wanted);
}

fn properties(schema: &Value) -> BTreeSet<&str> {
    schema["properties"]
        .as_object()
        .map(|properties| properties.keys().map(String::as_str).collect())
        .unwrap_or_default()
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let (head, tail) = word.split_at(1);
        text + &head.to_uppercase() + tail
    })
}
