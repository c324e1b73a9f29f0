//! Images of every environment: with a registry for copies, nothing comes from elsewhere, and what is copied is known.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use eksight::catalog::Catalogue;
use eksight::emit::helm;
use eksight::emit::images::{ImageUser, used};
use eksight::model::Environment;
use eksight::out::Disk;
use eksight::resolve::{Resolved, resolve};
use eksight::source::load;
use serde_json::Value;

const REGISTRY: &str = "registry.example.com:5000/mirror";

fn shipped(name: &str) -> Environment {
    let disk = Disk::at(env!("CARGO_MANIFEST_DIR"));
    let path = format!("environments/{name}.yaml");
    load(&disk, Path::new(&path))
        .expect("a sound environment")
        .environment
}

fn resolved(environment: &Environment) -> Resolved<'_> {
    resolve("images", &[], environment, Catalogue::shipped())
}

/// Without and with the registry.
fn both(mut environment: Environment) -> (Environment, Environment) {
    environment.images.registry = None;
    let mut mirrored = environment.clone();
    mirrored.images.registry = Some(REGISTRY.parse().expect("a registry"));
    (environment, mirrored)
}

fn environments() -> impl Iterator<Item = Environment> {
    let shipped = ["dev", "prod", "study", "study-2023"].map(shipped);
    shipped
        .into_iter()
        .chain((0..120).map(eksight_testing::environment))
}

#[test]
fn every_image_comes_from_the_registry_and_its_source_is_where_it_came_from() {
    let (mut charts, mut files) = (BTreeSet::new(), BTreeSet::new());
    for environment in environments() {
        let (own, mirrored) = both(environment);
        let (own, mirrored) = (used(&resolved(&own)), used(&resolved(&mirrored)));
        assert_eq!(own.len(), mirrored.len());
        for (own, copy) in own.iter().zip(&mirrored) {
            assert_eq!((&own.image, &own.user), (&own.source, &copy.user));
            assert_eq!(copy.source, own.source);
            assert_eq!(copy.image, own.source.in_registry(REGISTRY), "{:?}", copy.user);
            match &copy.user {
                ImageUser::Chart(release, version) => charts.insert(format!("{release} {version}")),
                ImageUser::Values(..) => panic!("an image of values: {copy:?}"),
                ImageUser::Manifest(path) => files.insert(path.clone()),
            };
        }
    }
    let releases = Catalogue::shipped().charts().iter();
    let pins = releases.flat_map(|(release, chart)| {
        let pins = chart.pins.iter();
        pins.map(move |pin| format!("{release} {}", pin.version))
    });
    let untried: Vec<String> = pins.filter(|pin| !charts.contains(pin)).collect();
    assert_eq!(untried, Vec::<String>::new());
    let expected = [
        "drills/load.yaml",
        "drills/log-drill.yaml",
        "drills/netshoot.yaml",
        "drills/wrong-image.yaml",
        "manifests/container-insights.yaml",
        "manifests/kube-ops-view.yaml",
        "manifests/kwatch.yaml",
    ];
    assert_eq!(files.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

/// The image of the drill is in no registry: what can be copied is the one that ends the drill.
#[test]
fn the_drill_of_the_wrong_image_lists_the_right_one() {
    let (own, mirrored) = both(shipped("dev"));
    for (environment, expected) in [
        (own, "docker.io/library/nginx:1.19".to_owned()),
        (mirrored, format!("{REGISTRY}/library/nginx:1.19")),
    ] {
        let used = used(&resolved(&environment));
        let user = ImageUser::Manifest("drills/wrong-image.yaml".to_owned());
        let images = used.iter().filter(|image| image.user == user);
        let images: Vec<String> = images.map(|image| image.image.to_string()).collect();
        assert_eq!(images, [expected]);
    }
}

/// What the registry adds to the values of each chart in each version that shipped environments pin.
#[test]
fn each_chart_gets_the_registry_by_its_own_values() {
    let mut added: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for name in ["prod", "study", "study-2023"] {
        let (own, mirrored) = both(shipped(name));
        let (own, mirrored) = (resolved(&own), resolved(&mirrored));
        for release in &mirrored.releases {
            let mut paths = BTreeSet::new();
            let typed =
                [&own, &mirrored].map(|resolved| Value::Object(helm::typed_values(resolved, release)));
            leaves("", &typed[1], Some(&typed[0]), &mut paths);
            added.insert(format!("{} {}", release.release, release.version), paths);
        }
    }
    let text: String = added
        .iter()
        .map(|(chart, paths)| {
            let paths: Vec<String> = paths.iter().map(|path| format!("  {path}\n")).collect();
            format!("{chart}\n{}", paths.concat())
        })
        .collect();
    snapbox::assert_data_eq!(text, snapbox::file!["images.txt"].raw());
}

/// Paths and texts of what is not in `other`.
fn leaves(path: &str, value: &Value, other: Option<&Value>, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                let other = other.and_then(|other| other.get(key));
                leaves(&format!("{path}.{key}"), value, other, found);
            }
        }
        _ if other == Some(value) => {}
        _ => {
            found.insert(format!("{}: {value}", path.trim_start_matches('.')));
        }
    }
}
