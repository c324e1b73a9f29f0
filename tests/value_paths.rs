//! The value paths that eksight writes: each one stands in the catalogue's list, and each is one of the chart's own by the
//! charts' default values in `tests/chart_values`.
#![allow(clippy::disallowed_methods, reason = "a test reads its data")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use eksight::catalog::Catalogue;
use eksight::emit::helm;
use eksight::model::Environment;
use eksight::out::Disk;
use eksight::resolve::resolve;
use eksight::source::load;
use serde::Deserialize;
use serde_json::Value;

/// A chart in a version, and the release that it is installed as.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Chart {
    release: &'static str,
    chart: String,
    version: String,
}

/// Every path that any shipped environment and the first 200 random ones write.
fn written() -> BTreeMap<Chart, BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let disk = Disk::at(root);
    let shipped = ["dev", "prod", "study", "study-2023"].map(|name| {
        let path = PathBuf::from(format!("environments/{name}.yaml"));
        load(&disk, &path).expect("a shipped environment").environment
    });
    let mut all = BTreeMap::new();
    let random = (0..200).map(eksight_testing::environment);
    for environment in random.chain(shipped) {
        collect(&environment, &mut all);
    }
    all
}

fn collect(environment: &Environment, all: &mut BTreeMap<Chart, BTreeSet<String>>) {
    let resolved = resolve("values", &[], environment, Catalogue::shipped());
    for release in &resolved.releases {
        let chart = Chart {
            release: release.release.name(),
            chart: release.chart.clone(),
            version: release.version.trim_start_matches('v').to_owned(),
        };
        leaves(
            "",
            &Value::Object(helm::typed_values(&resolved, release)),
            all.entry(chart).or_default(),
        );
    }
}

#[test]
fn every_value_that_is_written_has_an_owner() {
    for (chart, paths) in written() {
        let release = serde_json::from_value(Value::from(chart.release)).expect("a release");
        for path in paths {
            assert!(helm::owner(release, &path).is_some(), "{}: {path}", chart.release);
        }
    }
}

/// By the same table EKS1027 knows which values it has to look at.
#[test]
fn charts_whose_values_have_requests_are_known() {
    let asks = |paths: &BTreeSet<String>| paths.iter().any(|path| path.contains("resources.requests"));
    let written: BTreeMap<_, _> = written()
        .into_iter()
        .map(|(chart, paths)| (chart.release, asks(&paths)))
        .collect();
    let known = written.keys().map(|name| {
        let release = serde_json::from_value(Value::from(*name)).expect("a release");
        // What fields say of Prometheus is checked at those fields.
        (
            *name,
            helm::sets_resources(release) || *name == "kube-prometheus-stack",
        )
    });
    assert_eq!(written, known.collect());
}

fn leaves(path: &str, value: &Value, paths: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                leaves(&path, value, paths);
            }
        }
        _ => {
            paths.insert(path.to_owned());
        }
    }
}

/// The path itself, and those that hold it.
fn and_above(path: &str) -> impl Iterator<Item = &str> {
    let above = path.match_indices('.').map(|(at, _)| &path[..at]);
    above.chain([path])
}

#[test]
fn every_value_that_eksight_writes_is_in_its_list_for_that_version() {
    let catalogue = Catalogue::shipped();
    let mut missing = Vec::new();
    for (
        Chart {
            release,
            chart,
            version,
        },
        paths,
    ) in written()
    {
        let known = catalogue
            .known_values(release, &chart, &version)
            .expect("a list of values");
        let images = catalogue.images().of(release, &version).unwrap_or_default();
        let images = images
            .iter()
            .filter_map(|image| image.value_for("registry.example.com"));
        // The catalogue has the values of images in a list of their own.
        let of_images: BTreeSet<String> = images
            .map(|(path, _)| path)
            .chain([ALLOW_OTHERS.to_owned()])
            .collect();
        let listed = |path: &str| {
            of_images.contains(path) || and_above(path).any(|path| known.paths.contains_key(path))
        };
        missing.extend(
            paths
                .iter()
                .filter(|path| !listed(path))
                .map(|path| format!("{release} {version}: {path}")),
        );
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_value_in_the_list_is_written_by_somebody() {
    let mut written_by: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut versions: BTreeMap<&str, BTreeSet<(String, String)>> = BTreeMap::new();
    for (
        Chart {
            release,
            chart,
            version,
        },
        paths,
    ) in written()
    {
        let above = paths
            .iter()
            .flat_map(|path| and_above(path))
            .map(ToOwned::to_owned);
        written_by.entry(release).or_default().extend(above);
        versions.entry(release).or_default().insert((chart, version));
    }
    let catalogue = Catalogue::shipped();
    for (release, versions) in versions {
        for (chart, version) in versions {
            let known = catalogue
                .known_values(release, &chart, &version)
                .expect("a list of values");
            let idle: Vec<&&str> = known
                .paths
                .keys()
                .filter(|path| !written_by[release].contains(**path))
                .collect();
            assert!(idle.is_empty(), "{release} {version}: {idle:?}");
        }
    }
}

/// What Bitnami's charts want beside images of others.
const ALLOW_OTHERS: &str = "global.security.allowInsecureImages";

/// Values that a chart reads without a default of its own: its file names them in a comment, or its templates read them.
const WITHOUT_DEFAULT: [(&str, &str); 7] = [
    ("cost-analyzer", "basicHealth.fullImageName"),
    ("cost-analyzer", "persistentVolume.storageClass"),
    ("cost-analyzer", "prometheus.server.persistentVolume.storageClass"),
    ("kube-prometheus-stack", "grafana.grafana.ini.auth.generic_oauth"),
    ("kube-prometheus-stack", "grafana.grafana.ini.server.root_url"),
    ("kube-prometheus-stack", "grafana.ingress.ingressClassName"),
    ("kube-prometheus-stack", "prometheus.ingress.ingressClassName"),
];

/// One version of a chart, as a file of `tests/chart_values` has it.
#[derive(Deserialize)]
struct Declared {
    chart: String,
    version: String,
    /// The kind of each value's default. A map or a list that is empty by default takes anything.
    paths: BTreeMap<String, String>,
}

/// What `helm show values` prints of charts and of what they bring with them, as paths. As of 2026-11.
fn declared() -> Vec<Declared> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/chart_values");
    let files = folder.read_dir().expect("a folder");
    let read = files.map(|file| {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("a list of values");
        serde_json::from_str(&text).expect("a list of values is JSON")
    });
    read.collect()
}

#[test]
fn every_value_that_eksight_writes_is_one_of_the_chart() {
    let declared = declared();
    let (mut wrong, mut compared, mut unknown) = (Vec::new(), 0, BTreeSet::new());
    for (Chart { chart, version, .. }, paths) in written() {
        let of_chart = |other: &&Declared| other.chart == chart && other.version == version;
        let Some(Declared { paths: known, .. }) = declared.iter().find(of_chart) else {
            unknown.insert(format!("{chart} {version}"));
            continue;
        };
        let is_free = |path: &str| {
            known
                .get(path)
                .is_some_and(|kind| kind == "map" || kind == "null")
        };
        for path in paths {
            compared += 1;
            let declared = known.contains_key(&path) || and_above(&path).any(is_free);
            if !declared && !and_above(&path).any(|path| WITHOUT_DEFAULT.contains(&(chart.as_str(), path))) {
                wrong.push(format!("{chart} {version}: {path}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 100, "{compared}");
    assert_eq!(unknown, BTreeSet::new());
}

#[test]
fn what_the_list_says_of_kinds_and_versions_is_what_the_charts_say() {
    let catalogue = Catalogue::shipped();
    let mut wrong = Vec::new();
    for Declared {
        chart,
        version,
        paths,
    } in declared()
    {
        let releases = catalogue.charts().iter();
        let mut releases =
            releases.filter(|(_, known)| known.line(&version).is_some_and(|line| line.chart == chart));
        let Some((release, _)) = releases.next() else {
            continue;
        };
        let known = catalogue
            .known_values(release, &chart, &version)
            .expect("a list of values");
        for (path, kind) in &known.paths {
            let kind = format!("{kind:?}").to_lowercase();
            let without_default = WITHOUT_DEFAULT.contains(&(chart.as_str(), path));
            if let Some(default) = paths.get(*path).filter(|default| *default != "null")
                && kind != "any"
                && *default != kind
            {
                wrong.push(format!("{chart} {version}: {path} is {default}, not {kind}"));
            }
            let inner = paths.keys().any(|other| other.starts_with(&format!("{path}.")));
            let exists = inner || and_above(path).any(|above| paths.contains_key(above));
            if !exists && !without_default {
                wrong.push(format!("{chart} {version}: {path} does not exist"));
            }
        }
        for path in known.of_other_versions.keys() {
            if paths.contains_key(*path) {
                wrong.push(format!("{chart} {version}: {path} exists"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
