//! `new`: what is made, and where nothing is. That cargo builds it, `cargo xtask verify workspace` shows.

use std::collections::BTreeSet;
use std::fs;

use crate::project::{Project, sound};

fn files(project: &Project, folder: &str) -> BTreeSet<String> {
    let root = project.at(folder);
    let (mut files, mut folders) = (BTreeSet::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    files
}

#[test]
fn a_workspace_is_made_in_a_folder_that_is_new_or_empty() {
    let project = Project::with(&sound());
    fs::create_dir(project.at("empty")).unwrap();
    for folder in ["fresh", "empty"] {
        let run = project.run(&["new", folder, "--eksight", "sources"]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""));
        assert_eq!(
            run.stderr,
            format!("made {folder}: there, `cargo xtask render dev` renders and `cargo xtask test` tests\n")
        );
        let expected = [
            ".cargo/config.toml",
            ".gitignore",
            "Cargo.toml",
            "README.md",
            "xtask/Cargo.toml",
            "xtask/src/dev.rs",
            "xtask/src/main.rs",
        ];
        assert_eq!(files(&project, folder), expected.map(str::to_owned).into());
        let package = fs::read_to_string(project.at(folder).join("xtask/Cargo.toml")).unwrap();
        let sources = fs::canonicalize(project.at(".")).unwrap().join("sources");
        assert!(
            package.ends_with(&format!("\neksight = {{ path = '{}' }}\n", sources.display())),
            "{package}"
        );
    }
}

#[test]
fn without_sources_the_published_version_is_named() {
    let project = Project::with(&sound());
    let run = project.run(&["new", "fresh"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let package = fs::read_to_string(project.at("fresh/xtask/Cargo.toml")).unwrap();
    assert!(
        package.ends_with(&format!("\neksight = \"{}\"\n", env!("CARGO_PKG_VERSION"))),
        "{package}"
    );
}

#[test]
fn where_something_lies_nothing_is_written() {
    let project = Project::with(&sound());
    project.write("taken/notes.txt", "mine");
    for (folder, code, expected) in [
        (
            "taken",
            64,
            "error: something lies in `taken` already; name a folder that is not there\n",
        ),
        ("/", 64, "error: `/` cannot be made; name a folder\n"),
    ] {
        let run = project.run(&["new", folder]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(code), expected));
    }
    assert_eq!(files(&project, "taken"), ["notes.txt".to_owned()].into());
    let odd = project.run(&["new", "fresh", "--eksight", "it's"]);
    assert_eq!(odd.code, Some(64));
    assert!(
        odd.stderr.contains("cannot stand in a Cargo.toml"),
        "{}",
        odd.stderr
    );
    assert!(!project.at("fresh").exists());
}
