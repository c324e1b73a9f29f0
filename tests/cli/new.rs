//! `new`: what is made, and where nothing is. That cargo builds it, `cargo xtask verify workspace` shows.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

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

/// The beginning of eksight's own.
const MANIFEST: &str = "[workspace]\nresolver = \"3\"\n\n[package]\nname = \"eksight\"\n\n[dependencies]\n";

#[test]
fn a_workspace_is_made_in_a_folder_that_is_new_or_empty() {
    let project = Project::with(&sound());
    fs::create_dir(project.at("empty")).unwrap();
    project.write("sources/Cargo.toml", MANIFEST);
    for folder in ["fresh", "empty", "above/it/fresh"] {
        let run = project.run(&["new", folder, "--eksight", "sources"]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""));
        assert_eq!(
            run.stderr,
            format!(
                "made {folder}: there, `cargo xtask render dev` renders and `cargo xtask test` tests; xtask/Cargo.toml names eksight's \
                 sources by their path here, so change that where others build it\n"
            )
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
        let ignored = fs::read_to_string(project.at(folder).join(".gitignore")).unwrap();
        let expected =
            "/target\n# What a stopped render leaves until the next one finishes it.\nout/.*.pending/\n";
        assert_eq!(ignored, expected);
        let package = fs::read_to_string(project.at(folder).join("xtask/Cargo.toml")).unwrap();
        assert!(
            package.contains("\n[lints.clippy]\nprint_stdout = \"deny\"\n\n[dependencies]\n"),
            "{package}"
        );
        let sources = fs::canonicalize(project.at(".")).unwrap().join("sources");
        assert!(
            package.ends_with(&format!("\neksight = {{ path = '{}' }}\n", sources.display())),
            "{package}"
        );
    }
}

/// Nothing is published, so that a version in place of the path would never build.
#[test]
fn without_sources_nothing_is_made() {
    let project = Project::with(&sound());
    let other = MANIFEST.replace("\"eksight\"", "\"other\"");
    project.write(
        "other/Cargo.toml",
        format!("{other}eksight = \"1\"\n[lib]\nname = \"eksight\"\n"),
    );
    let run = project.run(&["new", "fresh"]);
    let none = "error: no version of eksight is published; name the folder of its sources: `--eksight PATH`, or the \
                variable EKSIGHT_PATH\n";
    assert_eq!((run.code, run.stderr.as_str()), (Some(64), none));
    for (path, why) in [
        (
            "nowhere",
            "`nowhere/Cargo.toml` cannot be read: it does not exist",
        ),
        (
            "environments",
            "`environments/Cargo.toml` cannot be read: it does not exist",
        ),
        ("other", "`other/Cargo.toml` is not of the package `eksight`"),
    ] {
        let run = project.run(&["new", "fresh", "--eksight", path]);
        let expected = format!("error: --eksight: {why}; name the folder of eksight's sources\n");
        assert_eq!((run.code, run.stderr), (Some(64), expected));
    }
    assert!(!project.at("fresh").exists());
}

#[test]
fn in_the_sources_they_are_what_is_depended_on() {
    let project = Project::with(&sound());
    project.write("Cargo.toml", MANIFEST);
    let run = project.run(&["new", "fresh"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let package = fs::read_to_string(project.at("fresh/xtask/Cargo.toml")).unwrap();
    let sources = fs::canonicalize(project.at(".")).unwrap();
    assert!(
        package.ends_with(&format!("\neksight = {{ path = '{}' }}\n", sources.display())),
        "{package}"
    );
}

#[test]
fn where_something_lies_nothing_is_written() {
    let project = Project::with(&sound());
    project.write("taken/notes.txt", "mine");
    project.write("Cargo.toml", MANIFEST);
    project.write("it's/Cargo.toml", MANIFEST);
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

#[test]
fn what_stands_in_the_place_of_a_folder_above_is_named() {
    let project = Project::with(&sound());
    project.write("Cargo.toml", MANIFEST);
    project.write("f", "mine");
    let root = fs::canonicalize(project.at(".")).unwrap();
    for folder in ["f/b", "f/b/c"] {
        let run = project.run(&["new", folder]);
        let expected = format!(
            "error: `{}/f` is a file but a folder is needed there; move it away\n",
            root.display()
        );
        assert_eq!((run.code, run.stderr), (Some(1), expected), "{folder}");
    }
    assert_eq!(fs::read_to_string(project.at("f")).unwrap(), "mine");
}

#[test]
#[cfg(unix)]
fn links_are_followed_above_the_folder_and_are_not_the_folder() {
    use std::os::unix::fs::symlink;

    let project = Project::with(&sound());
    project.write("Cargo.toml", MANIFEST);
    fs::create_dir(project.at("real")).unwrap();
    symlink("real", project.at("link")).unwrap();
    symlink("nowhere", project.at("dangling")).unwrap();
    let root = fs::canonicalize(project.at(".")).unwrap();
    for name in ["link", "dangling", "dangling/x", "dangling/x/y"] {
        let run = project.run(&["new", name]);
        let (link, _) = name.split_once('/').unwrap_or((name, ""));
        let expected = format!(
            "error: `{}/{link}` is a symbolic link but a folder is needed there; move it away\n",
            root.display()
        );
        assert_eq!((run.code, run.stderr), (Some(1), expected), "{name}");
    }
    assert!(files(&project, "real").is_empty() && !project.at("nowhere").exists());
    for name in ["x", "above/y"] {
        let run = project.run(&["new", &format!("link/{name}")]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert!(project.at(&format!("real/{name}/xtask/src/main.rs")).is_file());
    }
    assert!(project.at("link").is_symlink());
}

/// The page's second way to name the sources where others build it. Sources of eksight are a workspace of their own.
#[test]
fn cargo_takes_a_submodule_of_eksight_beside_xtask() {
    let project = Project::with(&sound());
    project.write("sources/Cargo.toml", MANIFEST);
    let run = project.run(&["new", "fresh", "--eksight", "sources"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let page = fs::read_to_string(project.at("fresh/README.md")).unwrap();
    let submodule = "eksight = { path = \"../eksight\" }";
    assert!(page.contains(submodule), "{page}");
    let rust = format!("Rust {} or newer", env!("CARGO_PKG_RUST_VERSION"));
    assert!(page.contains(&rust), "{page}");
    let package = fs::read_to_string(project.at("fresh/xtask/Cargo.toml")).unwrap();
    let (before, _) = package.split_once("\neksight = ").unwrap();
    project.write("fresh/xtask/Cargo.toml", format!("{before}\n{submodule}\n"));
    project.write("fresh/eksight/Cargo.toml", MANIFEST);
    project.write("fresh/eksight/src/lib.rs", "");
    let cargo = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--format-version", "1"])
        .current_dir(project.at("fresh"))
        .output()
        .unwrap();
    assert!(
        cargo.status.success(),
        "{}",
        String::from_utf8_lossy(&cargo.stderr)
    );
}
