//! What kubernetes-validate says of the objects that Kubernetes itself knows: unknown fields, wrong types, missing ones.

use super::environment::{self, Environment};
use super::random::Random;
use super::tools::Program;
use super::{install, must, tree};
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

/// The minor versions whose schemas the program has.
const OLDEST: u32 = 25;
const NEWEST: u32 = 37;

/// Where an environment has objects.
const FOLDERS: [&str; 2] = ["manifests", "drills"];

/// Objects by the minor version of Kubernetes, each with the place to name in a message.
type Objects = BTreeMap<u32, Vec<(String, Value)>>;

/// Every object of every environment, with the schemas of its version or of the nearest that there are.
pub(super) fn validate(
    program: &Program,
    environments: &[Environment],
    random: &[Random],
) -> Result<Vec<String>> {
    let began = Instant::now();
    let mut objects = Objects::new();
    for environment in environments {
        for folder in FOLDERS {
            for file in environment.files(folder)? {
                let text = environment::read(&file)?;
                add(&mut objects, environment.kubernetes()?, &file, &text)?;
            }
        }
    }
    for random in random {
        // Drills are the same everywhere.
        for (place, object) in random.files("manifests/") {
            add(&mut objects, random.kubernetes, &place, object.text())?;
        }
    }
    ensure!(!objects.is_empty(), "no environment has an object to validate");
    let mut count = 0;
    for (minor, objects) in &objects {
        ask(program, *minor, objects)?;
        count += objects.len();
    }
    let versions: Vec<String> = objects.keys().map(|minor| format!("1.{minor}")).collect();
    Ok(vec![format!(
        "{}: {count} objects against the schemas of {}, no objections, {:.1} s",
        program.name,
        versions.join(", "),
        began.elapsed().as_secs_f64()
    )])
}

/// Adds the objects of Kubernetes' own groups: `v1`, `apps/v1`, `rbac.authorization.k8s.io/v1`.
fn add(objects: &mut Objects, minor: u32, place: &str, text: &str) -> Result<()> {
    for object in tree::documents(text).with_context(|| format!("reading {place}"))? {
        let version = object["apiVersion"].as_str().unwrap_or_default();
        let group = version.rsplit_once('/').map_or("", |(group, _)| group);
        if !group.contains('.') || group.ends_with(".k8s.io") {
            let of_version = objects.entry(minor.clamp(OLDEST, NEWEST)).or_default();
            of_version.push((format!("{place}, {}", object["kind"]), object));
        }
    }
    Ok(())
}

fn ask(program: &Program, minor: u32, objects: &[(String, Value)]) -> Result<()> {
    let folder = install::folder().join(format!("kubernetes/1.{minor}"));
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let write = |(number, (_, object)): (usize, &(String, Value))| {
        let path = folder.join(format!("{number}.json"));
        fs::write(&path, object.to_string()).with_context(|| format!("writing {}", path.display()))?;
        Ok(path)
    };
    let files = objects
        .iter()
        .enumerate()
        .map(write)
        .collect::<Result<Vec<PathBuf>>>()?;
    let version = format!("1.{minor}");
    let arguments = ["--kubernetes-version", &version, "--strict", "--quiet"];
    let all = must(program.command().args(arguments).args(&files));
    if all.is_ok() {
        return Ok(());
    }
    // Which of them it was.
    for ((place, _), file) in objects.iter().zip(&files) {
        must(program.command().args(arguments).arg(file)).with_context(|| place.clone())?;
    }
    all.map(drop)
}
