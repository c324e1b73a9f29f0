//! The pages below `docs/` that lead through commands: what they show is what happens. A `yaml` block whose first line is a path
//! becomes that file; each line of a `console` block that begins with `$` is run by bash, and what follows it is what it prints.

use std::fs;
use std::process::Command;

use crate::project::{Project, git, repository};

/// Months after the pages were written, and before support of the Kubernetes in them ends: what they show is true of more than one
/// day. Where a day matters, the page names it.
const READ_ON: &str = "2027-07-01";

/// Makes the project a repository in which `cargo xtask` is what was built.
fn prepare(project: &Project) {
    project.write(".gitignore", "/bin/\n");
    let eksight = env!("CARGO_BIN_EXE_eksight");
    project.program(
        "cargo",
        &format!(
            "[ \"$1\" = xtask ] || exit 64\nshift\ncase \" $* \" in *' --as-of '*) ;; *) set -- --as-of {READ_ON} \"$@\" ;; esac\n\
             exec {eksight} --color never \"$@\"\n"
        ),
    );
    project.commit();
}

/// Holds a page against what happens where its reader stands.
fn walk(page: &str, project: &Project) {
    prepare(project);
    git(&project.at(""), &["tag", "before"]);
    let path = repository().join("docs").join(page);
    let written = fs::read_to_string(&path).unwrap();
    let shown = acted_out(&written, project);
    if std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite") {
        fs::write(&path, shown).unwrap();
    } else {
        assert_eq!(
            shown, written,
            "{page}: `SNAPSHOTS=overwrite cargo xtask test` writes what is printed now"
        );
    }
}

/// As [`walk`], of a page that leaves the repository as it was, so that the next one is true there too.
fn walk_and_return(page: &str) {
    let project = Project::of_the_repository();
    walk(page, &project);
    git(&project.at(""), &["add", "--all"]);
    git(&project.at(""), &["diff", "--cached", "--exit-code", "before"]);
}

/// The page with what its commands print here.
fn acted_out(page: &str, project: &Project) -> String {
    let mut shown = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        shown.push(line.to_owned());
        let Some(kind) = line.strip_prefix("```") else {
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if kind == "console" {
            for command in block.iter().filter_map(|line| line.strip_prefix("$ ")) {
                shown.push(format!("$ {command}"));
                shown.extend(printed(command, project).lines().map(str::to_owned));
            }
        } else {
            if let Some(file) = block[0].strip_prefix("# environments/") {
                project.write(&format!("environments/{file}"), block.join("\n") + "\n");
            }
            shown.extend(block.iter().map(|line| (*line).to_owned()));
        }
        shown.push("```".to_owned());
    }
    shown.join("\n") + "\n"
}

/// What a command prints, on either stream, in the order in which it comes.
fn printed(command: &str, project: &Project) -> String {
    let mut bash = Command::new("bash");
    for role in ["AUTHOR", "COMMITTER"] {
        bash.env(format!("GIT_{role}_NAME"), "test")
            .env(format!("GIT_{role}_EMAIL"), "test@example.com");
    }
    let output = bash
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(project.at(""))
        .env("PATH", format!("{}:/usr/bin:/bin", project.at("bin").display()))
        .env("LC_ALL", "C.UTF-8")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

#[test]
fn who_gets_started_sees_what_the_page_shows() {
    walk_and_return("getting-started.md");
    let page = fs::read_to_string(repository().join("docs/getting-started.md")).unwrap();
    let rust = format!("Rust {} or newer", env!("CARGO_PKG_RUST_VERSION"));
    assert!(page.contains(&rust), "{rust}");
    // The page's environment is the one that rule pages take for the smallest.
    let minimal = include_str!("../environments/minimal.yaml");
    let block = page
        .split("```yaml\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let bare = |text: &str| {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(
        bare(block),
        bare(&minimal.replace("name: minimal", "name: first"))
    );
}

#[test]
fn overlays_and_exceptions_do_what_the_page_shows() {
    walk_and_return("overlays-and-exceptions.md");
}

#[test]
fn a_copied_environment_is_found_and_made_one_of_its_own() {
    walk_and_return("new-environment.md");
}

#[test]
fn a_version_goes_from_tier_to_tier() {
    walk("delivery.md", &Project::of_the_repository());
}

#[test]
fn the_readme_shows_what_its_commands_print() {
    let project = Project::of_the_repository();
    // As in a clone, where `out/` is what the environment says.
    assert_eq!(project.run(&["render", "prod"]).code, Some(0));
    prepare(&project);
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let blocks = readme.split("```console\n").skip(1);
    let blocks = blocks.map(|rest| rest.split_once("```\n").unwrap().0);
    // A command over several lines asks another program too, and the others show no output.
    let shows = |block: &&str| !block.contains("\\\n") && block.lines().any(|line| !line.starts_with("$ "));
    let shown: Vec<String> = blocks
        .filter(shows)
        .map(|block| format!("```console\n{block}```\n"))
        .collect();
    let begun: Vec<&str> = shown.iter().filter_map(|block| block.lines().nth(1)).collect();
    assert_eq!(
        begun,
        [
            "$ sed -i 's/m7i.xlarge/t3a.xlarge/' environments/prod.yaml",
            "$ cargo xtask render prod",
            "$ sed -i 's/m7i.xlarge/m6i.xlarge/' environments/prod.yaml",
            "$ cargo xtask trace nodeGroups.platform.size.max prod",
            "$ cargo xtask cost dev --usage natGb=200 | head -n 7",
        ]
    );
    for block in shown {
        assert_eq!(acted_out(&block, &project), block);
    }
    let rust = format!("Rust {} or newer", env!("CARGO_PKG_RUST_VERSION"));
    assert!(readme.contains(&rust), "{rust}");
    // What it shows of the file stands there.
    let (_, of_file) = readme.split_once("```yaml\n").unwrap();
    let (of_file, _) = of_file.split_once("```\n").unwrap();
    let file = fs::read_to_string(repository().join("environments/prod.yaml")).unwrap();
    let mut lines = file.lines();
    for line in of_file.lines() {
        assert!(lines.any(|there| there == line), "{line}");
    }
}
