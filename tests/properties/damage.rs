//! Damaged files: never a panic, and either an error at a place in the file or an environment like any other.

use std::fs;
use std::path::Path;
use std::process::Command;

use eksight::catalog::Catalogue;
use eksight::check::check;
use eksight::diag::{Diagnostic, Origins, Severity, github, json};
use eksight::emit;
use eksight::resolve::resolve;
use eksight::source::{Memory, load};
use eksight_testing::{Random, damaged};

use crate::cases::{CASES, FILE, pictures};

/// Damaged files by the seed of the damage.
fn files() -> impl Iterator<Item = (u64, String)> {
    (0_u64..)
        .zip(CASES.iter())
        .map(|(seed, case)| (seed, damaged(&mut Random::new(seed ^ 0xD4), &case.file)))
}

/// Shows findings in every form; each must have a place.
fn show(seed: u64, text: &str, found: &[Diagnostic], origins: &Origins) {
    let pictures = pictures(found, origins);
    for finding in found {
        let span = finding
            .span
            .as_ref()
            .unwrap_or_else(|| panic!("seed {seed}: no place:\n{pictures}\n{text}"));
        let lines = text.split('\n').count();
        assert!(
            (1..=lines + 1).contains(&span.line),
            "seed {seed}: line {} of {lines}:\n{pictures}",
            span.line
        );
        assert!(!github::render(finding, origins).is_empty());
    }
    assert!(!json::render(found.iter().map(|finding| (None, finding, origins))).is_empty());
}

/// Whether an environment came of it that may be rendered.
fn is_sound(seed: u64, text: &str) -> bool {
    let case = CASES.iter().zip(0..).find(|(_, number)| *number == seed);
    let beside = case.map(|(case, _)| eksight_testing::files_beside(&case.environment));
    let mut documents: Memory = beside.into_iter().flatten().collect();
    documents.insert(FILE, text);
    let loaded = match load(&documents, Path::new(FILE)) {
        Ok(loaded) => loaded,
        Err(refused) => {
            assert!(
                !refused.faults.is_empty(),
                "seed {seed}: refused without a reason\n{text}"
            );
            show(seed, text, &refused.faults, &refused.origins);
            return false;
        }
    };
    let resolved = resolve(
        "random",
        &loaded.sources,
        &loaded.environment,
        Catalogue::shipped(),
    );
    let day = "2026-11-24".parse().expect("a day");
    let (found, permit) = check(&resolved, &loaded.origins, Catalogue::shipped(), day);
    show(seed, text, &found, &loaded.origins);
    assert_eq!(
        permit.is_some(),
        found.iter().all(|finding| finding.severity != Severity::Error)
    );
    // Emitters cannot fail, whatever rules say.
    assert!(!emit::render(&resolved).is_empty());
    permit.is_some()
}

#[test]
fn every_fault_of_a_damaged_file_has_a_place() {
    let sound = files().filter(|(seed, text)| is_sound(*seed, text)).count();
    let all = CASES.len();
    assert!(
        (1..all / 2).contains(&sound),
        "{sound} of {all} files are sound all the same"
    );
}

#[test]
fn nothing_is_written_of_damaged_files() {
    let project = tempfile::tempdir().unwrap();
    let folder = project.path().join("environments");
    fs::create_dir(&folder).unwrap();
    let broken = files().filter(|(seed, text)| !is_sound(*seed, text)).take(40);
    for (seed, text) in broken {
        fs::write(folder.join(format!("broken-{seed}.yaml")), text).unwrap();
    }
    let run = Command::new(env!("CARGO_BIN_EXE_eksight"))
        .args(["--as-of", "2026-11-24", "render", "--all"])
        .current_dir(project.path())
        .output()
        .unwrap();
    let told = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(3), "{told}");
    assert_eq!(run.stdout, b"");
    let names: Vec<_> = fs::read_dir(project.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["environments"], "{told}");
}
