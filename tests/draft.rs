//! Environments written in Rust: the same as their YAML twins, laid over one another like files, and faulted at the
//! Rust line.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use eksight::catalog::Catalogue;
use eksight::check::check;
use eksight::cli::RustEnvironment;
use eksight::diag::text;
use eksight::emit;
use eksight::model::value::AddonName;
use eksight::model::{Addon, Cluster, Dashboard, Environment, NodeGroup, Size};
use eksight::out::Disk;
use eksight::resolve::resolve;
use eksight::source::draft::{Absent, FIELDS};
use eksight::source::{Draft, Drafted as _, Loaded, Memory, load, load_draft, schema};
use serde_json::Value;

#[path = "../examples/fleet.rs"]
#[allow(dead_code, reason = "an example is a program of its own")]
mod fleet;
#[path = "../examples/platform.rs"]
#[allow(dead_code, reason = "an example is a program of its own")]
mod platform;
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

fn same_in_yaml_and_in_rust(name: &str, draft: Draft<Environment>, file: &str) {
    let path = format!("environments/{name}.yaml");
    let yaml = load(&project(), Path::new(&path)).expect("a sound environment");
    let rust = loaded(draft);
    assert!(rust.sources[0].ends_with(file), "{:?}", rust.sources);
    let mut rust = rust;
    // A path begins where the file that names it lies, and the program lies in another folder.
    for dashboard in rust
        .environment
        .monitoring
        .grafana
        .iter_mut()
        .flat_map(|grafana| grafana.dashboards.values_mut())
    {
        if let Dashboard::File(file) = dashboard {
            file.path = file.path.replace("../environments/", "");
        }
    }
    assert_eq!(rust.environment, yaml.environment, "{name}");
    let rendered = |loaded: &Loaded| {
        let sources = ["a source".to_owned()];
        emit::render(&resolve(
            name,
            &sources,
            &loaded.environment,
            Catalogue::shipped(),
        ))
    };
    assert_eq!(rendered(&rust), rendered(&yaml), "{name}");
}

#[test]
fn study_dev_and_prod_are_the_same_in_yaml_and_in_rust() {
    same_in_yaml_and_in_rust("study", study::study(), "examples/study.rs");
    same_in_yaml_and_in_rust("dev", platform::dev(), "examples/platform.rs");
    same_in_yaml_and_in_rust("prod", platform::prod(), "examples/platform.rs");
}

#[test]
fn what_is_shown_of_an_environment_in_rust_reads_back_equal() {
    for draft in [study::study(), platform::dev()] {
        let environment = loaded(draft).environment;
        let text = emit::environment::document(&environment, "An environment.");
        let documents = Memory::from_iter([("shown.yaml", text.as_str())]);
        let read = load(&documents, Path::new("shown.yaml")).expect("a sound environment");
        assert_eq!(read.environment, environment);
        assert_eq!(
            emit::environment::document(&read.environment, "An environment."),
            text
        );
    }
}

#[test]
fn the_fleet_has_300_sound_environments_none_of_which_is_in_the_way_of_another() {
    let fleet = fleet::fleet();
    let names: BTreeSet<&str> = fleet.iter().map(RustEnvironment::name).collect();
    assert_eq!((fleet.len(), names.len()), (300, 300));
    let environments: Vec<Loaded> = fleet
        .iter()
        .map(|environment| loaded(environment.draft()))
        .collect();
    let ranges: BTreeSet<String> = environments
        .iter()
        .map(|loaded| format!("{:?}", loaded.environment.network.cidr))
        .collect();
    assert_eq!(ranges.len(), 300);
    let regions: BTreeSet<&str> = environments
        .iter()
        .map(|loaded| loaded.environment.cluster.region.as_str())
        .collect();
    assert_eq!(regions.len(), 6);
    let day = "2026-11-24".parse().expect("a day");
    // Eleven has no part in common with the 10 teams and 5 stages, so each region, team and stage comes up.
    for (loaded, environment) in environments.iter().zip(&fleet).step_by(11) {
        let name = environment.name();
        let resolved = resolve(name, &loaded.sources, &loaded.environment, Catalogue::shipped());
        let (findings, permit) = check(&resolved, &loaded.origins, Catalogue::shipped(), day);
        let pictures = findings
            .iter()
            .map(|finding| text::render(finding, &loaded.origins, false));
        assert!(permit.is_some(), "{name}: {}", pictures.collect::<String>());
    }
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

/// What a loop over a table makes is a `String`, and a list of them a `Vec`.
#[test]
fn texts_and_lists_that_a_loop_makes_are_set_like_literals() {
    let zones: Vec<String> = ["a", "c"].map(|zone| format!("ap-northeast-2{zone}")).into();
    let types = ["t3.large", "t3.xlarge"];
    let name = format!("team-{}", 7);
    let by_loop = study::study()
        .cluster(Cluster::draft().name(&name).zones(&zones))
        .tag("owner", name)
        .node_group("ng1", NodeGroup::draft().instance_types(&types[..]).zones(zones))
        .exception("EKS9001", vec![(format!("nodeGroups.{}", "ng1"), "known")]);
    let zones = ["ap-northeast-2a", "ap-northeast-2c"];
    let by_hand = study::study()
        .cluster(Cluster::draft().name("team-7").zones(zones))
        .tag("owner", "team-7")
        .node_group("ng1", NodeGroup::draft().instance_types(types).zones(zones))
        .exception("EKS9001", [("nodeGroups.ng1", "known")]);
    assert_eq!(loaded(by_loop).environment, loaded(by_hand).environment);
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

#[test]
fn what_is_missing_is_told_at_its_line_in_words_of_rust() {
    let cluster = Cluster::draft()
        .name("a")
        .kubernetes_version("1.36")
        .zones(["ap-northeast-2a", "ap-northeast-2c"]);
    let draft = Environment::draft().cluster(cluster.region("ap-northeast-2"));
    let line = line!() + 1;
    let draft = draft.cluster(Cluster::draft().region(Absent));
    let refused = load_draft(&project(), draft).expect_err("it lacks two fields");
    let told: Vec<_> = refused
        .faults
        .iter()
        .map(|fault| (fault.message.as_str(), fault.help.as_deref()))
        .collect();
    let region = "`Absent` takes away what was said before: remove it, or set `cluster.region`, such as ap-northeast-2";
    assert_eq!(
        told,
        [
            ("`account` is missing here", Some("set `account`")),
            ("`region` is missing here", Some(region)),
        ]
    );
    let at = refused.faults[1].span.as_ref().map(|span| span.line);
    assert_eq!(at, Some(line as usize));
    assert_eq!(
        refused.faults[0].notes,
        [
            "`account`: The AWS account it lives in.",
            "`account.id`: Account id, twelve digits, quoted.",
        ]
    );
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
    let of = |fields: &BTreeMap<&str, BTreeSet<&str>>| -> BTreeSet<String> {
        let all = fields.iter();
        all.flat_map(|(owner, fields)| fields.iter().map(move |field| format!("{owner}.{field}")))
            .collect()
    };
    let (set, wanted) = (of(&set), of(&wanted));
    let missing: Vec<&String> = wanted.difference(&set).collect();
    let unknown: Vec<&String> = set.difference(&wanted).collect();
    assert!(
        missing.is_empty() && unknown.is_empty(),
        "src/source/draft/fields.rs lacks {missing:?}, and has {unknown:?} too many"
    );
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
