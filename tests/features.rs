//! One feature at a time, laid over the minimal environment: what it adds to the artefacts, what it takes away, and
//! which lines of which resource it changes. `tests/features/<name>.yaml` is the feature, `<name>.txt` its effect.
#![allow(
    clippy::disallowed_methods,
    reason = "a test that reads the features and their effects"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use eksight::catalog::Catalogue;
use eksight::emit::{Artifact, render};
use eksight::resolve::resolve;
use eksight::source::{Memory, load};
use similar::{ChangeTag, TextDiff};
use snapbox::Data;

const TEMPLATE: &str = "cloudformation/eks-oneclick.yaml";

/// The artefacts of the minimal environment with an overlay.
fn rendered(overlay: &str) -> Vec<Artifact> {
    let minimal = include_str!("environments/minimal.yaml").to_owned();
    let overlay = format!("extends: minimal.yaml\n{overlay}");
    let documents: Memory = [("minimal.yaml", minimal), ("feature.yaml", overlay)]
        .into_iter()
        .collect();
    let loaded = load(&documents, Path::new("feature.yaml")).expect("a sound environment");
    render(&resolve(
        "minimal",
        &loaded.sources,
        &loaded.environment,
        Catalogue::shipped(),
    ))
}

fn template(artifacts: &[Artifact]) -> &str {
    let template = artifacts.iter().find(|artifact| artifact.path == TEMPLATE);
    template.expect("a template").text()
}

/// Logical id and block of each resource, in order.
fn resources(template: &str) -> Vec<(&str, Vec<&str>)> {
    let (_, resources) = template.split_once("\nResources:\n").expect("resources");
    let mut blocks: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in resources.lines().take_while(|line| line.starts_with("  ")) {
        let id = line.strip_prefix("  ").filter(|rest| !rest.starts_with(' '));
        match (id, blocks.last_mut()) {
            (Some(id), _) => blocks.push((id.trim_end_matches(':'), Vec::new())),
            (None, Some((_, block))) => block.push(line),
            (None, None) => {}
        }
    }
    blocks
}

fn kind<'a>(block: &[&'a str]) -> &'a str {
    block[0].trim().trim_start_matches("Type: ")
}

fn effect(before: &[Artifact], after: &[Artifact]) -> String {
    let mut text = String::new();
    let paths = |artifacts: &[Artifact]| {
        artifacts
            .iter()
            .map(|artifact| artifact.path.clone())
            .collect::<BTreeSet<_>>()
    };
    let (old, new) = (paths(before), paths(after));
    for path in new.difference(&old) {
        writeln!(text, "+ {path}").expect("a text");
    }
    for path in old.difference(&new) {
        writeln!(text, "- {path}").expect("a text");
    }
    let (old, new) = (resources(template(before)), resources(template(after)));
    for (id, block) in &new {
        match old.iter().find(|(known, _)| known == id) {
            None => writeln!(text, "+ {id}: {}", kind(block)).expect("a text"),
            Some((_, known)) if known != block => change(&mut text, id, known, block),
            Some(_) => {}
        }
    }
    for (id, block) in &old {
        if !new.iter().any(|(known, _)| known == id) {
            writeln!(text, "- {id}: {}", kind(block)).expect("a text");
        }
    }
    text
}

fn change(text: &mut String, id: &str, old: &[&str], new: &[&str]) {
    writeln!(text, "~ {id}: {}", kind(new)).expect("a text");
    let diff = TextDiff::from_slices(old, new);
    for change in diff.iter_all_changes() {
        let mark = match change.tag() {
            ChangeTag::Equal => continue,
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
        };
        writeln!(text, "    {mark} {}", change.value()).expect("a text");
    }
}

#[test]
fn each_feature_has_the_effect_that_is_written_beside_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/features");
    let minimal = rendered("");
    let entries = fs::read_dir(&folder).expect("the features");
    let mut features: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    features.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    features.sort();
    assert!(features.len() >= 13, "{features:?}");
    for feature in features {
        let overlay = fs::read_to_string(&feature).expect("a feature");
        let effect = effect(&minimal, &rendered(&overlay));
        let expected = Data::read_from(&feature.with_extension("txt"), None);
        snapbox::Assert::new()
            .action_env(snapbox::assert::DEFAULT_ACTION_ENV)
            .eq(effect, expected);
    }
}
