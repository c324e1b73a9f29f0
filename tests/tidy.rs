//! The shape of the source: who may name whom, how long files are, how they begin.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test that reads the source tree; its helpers may fail like it"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// These hold the layers together, and may name all of them as `cli` may.
const AROUND: [&str; 2] = ["lib", "main"];

const LONGEST_FILE: usize = 400;

struct Source {
    /// Path below `src`, with `/`.
    path: String,
    text: String,
}

impl Source {
    fn layer(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }

    /// The text before the unit tests at the end; nothing of a fixture, which only they have.
    fn without_tests(&self) -> &str {
        if self.path.ends_with("/fixture.rs") {
            return "";
        }
        self.text.split("\n#[cfg(test)]\n").next().unwrap()
    }
}

fn sources() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&src, &mut paths);
    paths.sort();
    let read = |path: &PathBuf| Source {
        path: path
            .strip_prefix(&src)
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/"),
        text: fs::read_to_string(path).unwrap(),
    };
    paths.iter().map(read).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

/// The paths below the crate's root that a text names, with at most two segments; comments do not count.
fn named_paths(text: &str) -> BTreeSet<String> {
    let code: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n");
    let mut paths = BTreeSet::new();
    for root in ["crate::", "eksight::"] {
        for (at, _) in code.match_indices(root) {
            let inside_word = code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            if !inside_word {
                paths.extend(expand(&code[at + root.len()..]));
            }
        }
    }
    paths
}

/// The paths at the beginning of `rest`: `a::b::c` gives `a::b`, `a::{b, c::d}` gives `a::b` and `a::c`.
fn expand(rest: &str) -> Vec<String> {
    if let Some(group) = rest.strip_prefix('{') {
        return members(group).into_iter().flat_map(expand).collect();
    }
    let first = identifier(rest);
    let Some(below) = rest[first.len()..].strip_prefix("::") else {
        return vec![first.to_owned()];
    };
    match below.strip_prefix('{') {
        Some(group) => members(group)
            .into_iter()
            .map(|member| format!("{first}::{}", identifier(member)))
            .collect(),
        None => vec![format!("{first}::{}", identifier(below))],
    }
}

fn identifier(text: &str) -> &str {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    &text[..end]
}

/// The members of a `use` group whose opening brace has been read.
fn members(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                found.push(&group[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    let trimmed = found.into_iter().map(str::trim);
    trimmed.filter(|member| !member.is_empty()).collect()
}

#[test]
fn paths_are_read_from_plain_and_grouped_uses() {
    let text = "use crate::model::value::{Cidr, Region};\n// crate::cli\nuse crate::{\n    emit::{Artifact, yaml},\n    diag,\n};\n";
    let expected = ["diag", "emit::Artifact", "emit::yaml", "model::value"];
    assert_eq!(
        named_paths(text).iter().map(String::as_str).collect::<Vec<_>>(),
        expected
    );
}

/// A row of the table of layers in `ARCHITECTURE.md`: what a layer may name besides itself, whole layers or single items of one;
/// `None` where it may name all.
type Row = (String, Option<BTreeSet<String>>);

fn layers() -> Vec<Row> {
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/ARCHITECTURE.md")).unwrap();
    let (_, table) = text
        .split_once("| layer | question | may name |\n|---|---|---|\n")
        .unwrap();
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        let may = (cells[2] != "all").then(|| names(cells[2]));
        (cells[0].trim_matches('`').to_owned(), may)
    };
    rows.map(row).collect()
}

fn is_package(layer: &str) -> bool {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(layer);
    folder.join("Cargo.toml").exists()
}

#[test]
fn layers_name_only_what_lies_below_them() {
    let layers = layers();
    assert_eq!(layers.len(), 16);
    let mut broken = Vec::new();
    for source in sources() {
        let layer = source.layer();
        if AROUND.contains(&layer) || is_package(layer) {
            continue;
        }
        let allowed = match layers.iter().find(|(name, _)| name == layer) {
            Some((_, Some(allowed))) => allowed,
            Some((_, None)) => continue,
            None => {
                broken.push(format!("{}: `{layer}` is no layer", source.path));
                continue;
            }
        };
        for path in named_paths(source.without_tests()) {
            let target = path.split("::").next().unwrap();
            if target != layer && !allowed.contains(target) && !allowed.contains(&path) {
                broken.push(format!("{} names {path}", source.path));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

/// A text of its own could leave out why it matters, or what mends it; `live::Refusal` cannot.
#[test]
fn what_touches_a_live_environment_refuses_by_type() {
    let live = [
        "live/",
        "apply/",
        "cli/apply/",
        "cli/status/",
        "cli/diff/live",
        "cli/drift.rs",
        "cli/plan.rs",
        "cli/teardown.rs",
    ];
    let bare: Vec<String> = sources()
        .iter()
        .filter(|source| live.iter().any(|path| source.path.starts_with(path)))
        .filter(|source| source.without_tests().contains("\"error: "))
        .map(|source| source.path.clone())
        .collect();
    assert_eq!(bare, Vec::<String>::new());
}

#[test]
fn packages_depend_only_on_what_lies_below_them() {
    let packages = layers();
    let packages = packages.iter().filter(|(layer, _)| is_package(layer));
    let mut compared = 0;
    for (layer, allowed) in packages {
        let manifest = format!("{}/src/{layer}/Cargo.toml", env!("CARGO_MANIFEST_DIR"));
        let manifest = fs::read_to_string(manifest).unwrap();
        let dependencies = manifest.split_once("[dependencies]").map_or("", |(_, rest)| rest);
        let lines = dependencies.split("\n[").next().unwrap().lines();
        let names = lines.filter_map(|line| line.split_once(' ')?.0.strip_prefix("eksight-"));
        let names: BTreeSet<String> = names.map(str::to_owned).collect();
        assert_eq!(Some(&names), allowed.as_ref(), "{layer}");
        compared += 1;
    }
    assert_eq!(compared, 14);
}

#[test]
fn files_stay_short() {
    let long: Vec<String> = sources()
        .iter()
        .map(|source| (source.without_tests().lines().count(), &source.path))
        .filter(|(lines, _)| *lines > LONGEST_FILE)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn files_begin_with_what_lives_there() {
    let silent: Vec<String> = sources()
        .into_iter()
        .filter(|source| !source.text.starts_with("//! "))
        .map(|source| source.path)
        .collect();
    assert_eq!(silent, Vec::<String>::new());
}
