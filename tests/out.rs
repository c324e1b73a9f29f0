//! The door to files, on a real disk: what is read, what is planned, and what a stopped run leaves.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "these tests prepare and inspect files")]

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fs::{self, File};
use std::ops::ControlFlow;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use eksight::catalog::Catalogue;
use eksight::check::{Checked, check};
use eksight::out::{Action, Change, Disk, GeneratedFile, OutError, OutFolder, Step, plan_changes};
use eksight::resolve::resolve;
use eksight::source::documents::{Documents, MAX_BYTES, ReadFault};
use eksight::source::{Loaded, Memory, load};

/// A project's folder that is removed afterwards.
struct Project(tempfile::TempDir);

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let project = Self(tempfile::tempdir().expect("a temporary folder"));
        for (path, text) in files {
            project.write(path, text.as_bytes());
        }
        project
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }

    /// Everything below `out/`: files with their text, folders with `/`, links with where they lead.
    fn out(&self) -> BTreeMap<String, String> {
        let mut tree = BTreeMap::new();
        list(&self.at("out"), "", &mut tree);
        tree
    }

    fn plan<'a>(&self, files: &[(&'a str, &'a str)]) -> Result<Vec<Change<'a>>, OutError> {
        plan_changes(&self.at("out/prod"), &generated(files))
    }

    /// Between fork and exec, a child that another test starts shares this process's locks for a moment.
    fn hold(&self) -> OutFolder {
        for _ in 0..1_000_000 {
            match OutFolder::hold(self.at("out")) {
                Err(OutError::Held { .. }) => std::thread::yield_now(),
                other => return other.expect("out/ can be held"),
            }
        }
        panic!("somebody else holds out/");
    }

    fn render(&self, files: &[(&str, &str)]) {
        let out = self.hold();
        assert_eq!(out.recover().expect("nothing to recover"), Vec::<String>::new());
        out.commit(&permit("prod"), &self.plan(files).expect("a plan"))
            .expect("a commit");
        out.finish().expect("a disk");
    }

    fn read(&self, path: &str) -> Result<String, ReadFault> {
        Disk::at(self.0.path()).read(Path::new(path))
    }
}

/// The permit to write a small environment under this name. It lives as long as the test.
fn permit(name: &str) -> Checked<'static> {
    let text = include_str!("environments/minimal.yaml");
    let documents: Memory = [("minimal.yaml", text)].into_iter().collect();
    let loaded = load(&documents, Path::new("minimal.yaml")).expect("a sound environment");
    let loaded: &Loaded = Box::leak(Box::new(loaded));
    let catalogue = Catalogue::shipped();
    let name = name.to_owned().leak();
    let resolved = Box::leak(Box::new(resolve(
        name,
        &loaded.sources,
        &loaded.environment,
        catalogue,
    )));
    let (_, permit) = check(
        resolved,
        &loaded.origins,
        catalogue,
        "2026-11-24".parse().expect("a day"),
    );
    permit.expect("no findings")
}

fn list(folder: &Path, prefix: &str, tree: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!("{prefix}{}", entry.file_name().to_str().expect("UTF-8"));
        let file_type = entry.file_type().expect("a type");
        if file_type.is_dir() {
            list(&entry.path(), &format!("{name}/"), tree);
            tree.insert(format!("{name}/"), String::new());
        } else if file_type.is_symlink() {
            let leads_to = fs::read_link(entry.path()).expect("a link");
            tree.insert(name, format!("-> {}", leads_to.display()));
        } else {
            tree.insert(name, fs::read_to_string(entry.path()).expect("text"));
        }
    }
}

fn generated<'a>(files: &[(&'a str, &'a str)]) -> Vec<GeneratedFile<'a>> {
    files
        .iter()
        .map(|&(path, text)| GeneratedFile { path, text })
        .collect()
}

fn tree(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
    entries
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

fn planned<'a>(changes: &'a [Change<'a>]) -> Vec<(&'a str, Action<'a>)> {
    changes
        .iter()
        .map(|change| (change.path.as_str(), change.action))
        .collect()
}

fn with_cause(error: &OutError) -> String {
    error
        .source()
        .map_or(error.to_string(), |cause| format!("{error}: {cause}"))
}

const OLD: &[(&str, &str)] = &[
    ("out/prod/helm/nginx/values.yaml", "replicas: 1\n"),
    ("out/prod/helm/old/deep/values.yaml", "old\n"),
    ("out/prod/plan.json", "{}\n"),
    ("out/prod/same.md", "same\n"),
    ("out/prod/.DS_Store", "hidden"),
];

const FILES: &[(&str, &str)] = &[
    ("plan.json", "{\"steps\": []}\n"),
    ("same.md", "same\n"),
    ("helm/nginx/values.yaml", "replicas: 2\n"),
    ("manifests/모니터링.yaml", "kind: PodMonitor\n"),
];

fn old_tree() -> BTreeMap<String, String> {
    tree(&[
        ("prod/", ""),
        ("prod/.DS_Store", "hidden"),
        ("prod/helm/", ""),
        ("prod/helm/nginx/", ""),
        ("prod/helm/nginx/values.yaml", "replicas: 1\n"),
        ("prod/helm/old/", ""),
        ("prod/helm/old/deep/", ""),
        ("prod/helm/old/deep/values.yaml", "old\n"),
        ("prod/plan.json", "{}\n"),
        ("prod/same.md", "same\n"),
    ])
}

fn new_tree() -> BTreeMap<String, String> {
    tree(&[
        ("prod/", ""),
        ("prod/helm/", ""),
        ("prod/helm/nginx/", ""),
        ("prod/helm/nginx/values.yaml", "replicas: 2\n"),
        ("prod/manifests/", ""),
        ("prod/manifests/모니터링.yaml", "kind: PodMonitor\n"),
        ("prod/plan.json", "{\"steps\": []}\n"),
        ("prod/same.md", "same\n"),
    ])
}

#[test]
fn the_plan_names_every_path_sorted() {
    let project = Project::new(OLD);
    fs::create_dir(project.at("out/prod/empty")).unwrap();
    assert_eq!(
        planned(&project.plan(FILES).unwrap()),
        [
            (".DS_Store", Action::Delete),
            ("empty/", Action::Delete),
            ("helm/nginx/values.yaml", Action::Update("replicas: 2\n")),
            ("helm/old/", Action::Delete),
            ("helm/old/deep/", Action::Delete),
            ("helm/old/deep/values.yaml", Action::Delete),
            ("manifests/모니터링.yaml", Action::Create("kind: PodMonitor\n")),
            ("plan.json", Action::Update("{\"steps\": []}\n")),
            ("same.md", Action::Unchanged),
        ]
    );
    fs::remove_dir(project.at("out/prod/empty")).unwrap();
    assert_eq!(project.out(), old_tree());
}

#[test]
fn without_a_folder_everything_is_new() {
    let project = Project::new(&[]);
    assert_eq!(
        planned(&project.plan(&[("b", "2"), ("a", "1")]).unwrap()),
        [("a", Action::Create("1")), ("b", Action::Create("2"))]
    );
    assert!(!project.at("out").exists());
}

#[test]
fn a_commit_makes_the_folder_what_is_generated() {
    let project = Project::new(OLD);
    project.render(FILES);
    assert_eq!(project.out(), new_tree());
    assert!(
        project
            .plan(FILES)
            .unwrap()
            .iter()
            .all(|change| change.action == Action::Unchanged)
    );
    project.render(FILES);
    assert_eq!(project.out(), new_tree());
}

#[test]
fn the_first_commit_creates_out_and_files_that_nobody_can_execute() {
    let project = Project::new(&[]);
    project.render(&[("helm/a.yaml", "a\n")]);
    assert_eq!(
        project.out(),
        tree(&[("prod/", ""), ("prod/helm/", ""), ("prod/helm/a.yaml", "a\n")])
    );
    let mode = fs::metadata(project.at("out/prod/helm/a.yaml")).unwrap().mode();
    assert_eq!(mode & 0o777 & !0o044, 0o600);
}

#[test]
fn unchanged_files_are_not_touched() {
    let project = Project::new(OLD);
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
    let path = project.at("out/prod/same.md");
    File::options()
        .append(true)
        .open(&path)
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    let inode = fs::metadata(&path).unwrap().ino();
    project.render(FILES);
    let metadata = fs::metadata(&path).unwrap();
    assert_eq!((metadata.modified().unwrap(), metadata.ino()), (long_ago, inode));
}

#[test]
fn links_are_removed_or_replaced_and_never_followed() {
    let project = Project::new(&[
        ("elsewhere/kept.txt", "kept"),
        ("elsewhere/folder/kept.txt", "kept"),
    ]);
    fs::create_dir_all(project.at("out/prod")).unwrap();
    symlink("../../elsewhere/kept.txt", project.at("out/prod/plan.json")).unwrap();
    symlink("../../elsewhere/folder", project.at("out/prod/stray")).unwrap();
    symlink("nowhere", project.at("out/prod/broken")).unwrap();
    // Even with the text that is generated, a link is not the file.
    let files = [("plan.json", "kept")];
    assert_eq!(
        planned(&project.plan(&files).unwrap()),
        [
            ("broken", Action::Delete),
            ("plan.json", Action::Update("kept")),
            ("stray", Action::Delete)
        ]
    );
    project.render(&files);
    assert_eq!(project.out(), tree(&[("prod/", ""), ("prod/plan.json", "kept")]));
    assert_eq!(
        fs::read_to_string(project.at("elsewhere/kept.txt")).unwrap(),
        "kept"
    );
    assert_eq!(
        fs::read_to_string(project.at("elsewhere/folder/kept.txt")).unwrap(),
        "kept"
    );
}

#[test]
fn a_pipe_in_the_way_is_not_opened() {
    let project = Project::new(&[]);
    fs::create_dir_all(project.at("out/prod")).unwrap();
    make_pipe(&project.at("out/prod/plan.json"));
    project.render(&[("plan.json", "")]);
    assert_eq!(project.out(), tree(&[("prod/", ""), ("prod/plan.json", "")]));
}

#[test]
fn what_is_not_ours_to_replace_is_refused_and_kept() {
    let folder = "is a file but a folder is needed there; move it away";
    let file = "is a folder but a file is generated there; move it away";
    let cases = [
        ("out", "out", folder),
        ("out/prod", "out/prod", folder),
        ("out/prod/helm", "out/prod/helm", folder),
        ("out/prod/plan.json/kept", "out/prod/plan.json", file),
    ];
    for (kept, in_the_way, message) in cases {
        let project = Project::new(&[(kept, "a file")]);
        let error = project.plan(FILES).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("`{}` {message}", project.at(in_the_way).display())
        );
        assert_eq!(fs::read_to_string(project.at(kept)).unwrap(), "a file");
    }
}

#[test]
fn a_link_where_a_folder_is_needed_is_refused() {
    for link in ["out", "out/prod", "out/prod/helm"] {
        let project = Project::new(&[("elsewhere/kept.txt", "kept")]);
        fs::create_dir_all(project.at(link).parent().unwrap()).unwrap();
        symlink(project.at("elsewhere"), project.at(link)).unwrap();
        let message = format!(
            "`{}` is a symbolic link but a folder is needed there; move it away",
            project.at(link).display()
        );
        assert_eq!(project.plan(FILES).unwrap_err().to_string(), message);
        if link == "out" {
            assert_eq!(
                OutFolder::hold(project.at("out")).unwrap_err().to_string(),
                message
            );
        } else {
            // The link was put there between the plan and the commit.
            let changes = plan_changes(&project.at("absent/prod"), &generated(FILES)).unwrap();
            assert_eq!(
                project
                    .hold()
                    .commit(&permit("prod"), &changes)
                    .unwrap_err()
                    .to_string(),
                message
            );
        }
        assert_eq!(fs::read_dir(project.at("elsewhere")).unwrap().count(), 1);
    }
}

#[test]
fn a_read_only_folder_is_refused_before_anything_is_written() {
    let project = Project::new(OLD);
    let folder = project.at("out/prod/helm/nginx");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    let error = project
        .hold()
        .commit(&permit("prod"), &project.plan(FILES).unwrap())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("`{}` is read-only; nothing was written", folder.display())
    );
    assert_eq!(project.out(), old_tree());
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    project.render(FILES);
    assert_eq!(project.out(), new_tree());
}

#[test]
fn paths_that_contradict_each_other_or_lead_elsewhere_are_refused() {
    let project = Project::new(&[]);
    let refused = |files: &[(&str, &str)]| project.plan(files).unwrap_err().to_string();
    assert_eq!(refused(&[("a", ""), ("a", "")]), "two generated files claim `a`");
    assert_eq!(
        refused(&[("a/b/c", ""), ("a/b", "")]),
        "two generated files claim `a/b`"
    );
    for path in ["", "/etc/a", "../a", "a/../b", "./a", "a//b", "a/", "a/."] {
        assert_eq!(
            refused(&[(path, "")]),
            format!("`{path}` is not a plain relative path")
        );
    }
    for environment in ["", "..", "a/b", "/a"] {
        assert_eq!(
            project
                .hold()
                .commit(&permit(environment), &[])
                .unwrap_err()
                .to_string(),
            format!("`{environment}` is not a plain relative path")
        );
    }
}

#[test]
fn one_run_at_a_time_and_the_lock_leaves_nothing_behind() {
    let project = Project::new(OLD);
    let first = project.hold();
    let error = OutFolder::hold(project.at("out")).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "another run is writing to `{}`; try again when it is done",
            project.at("out").display()
        )
    );
    drop(first);
    drop(project.hold());
    assert_eq!(project.out(), old_tree());
}

/// Stops before the step of this number, as a killed process would: nothing is tidied up.
fn stop_before(number: usize) -> impl FnMut(Step) -> ControlFlow<()> {
    let mut steps = 0;
    move |_| {
        steps += 1;
        if steps > number {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

/// The steps of a commit of all files.
fn steps(project: &Project) -> Vec<String> {
    let mut steps = Vec::new();
    let mut note = |step: Step| {
        steps.push(format!("{step:?}"));
        ControlFlow::Continue(())
    };
    project
        .hold()
        .commit_with(&permit("prod"), &project.plan(FILES).expect("a plan"), &mut note)
        .expect("a commit");
    steps
}

#[test]
fn the_steps_of_a_commit() {
    assert_eq!(
        steps(&Project::new(OLD)),
        [
            "Stage(\"helm/nginx/values.yaml\")",
            "Stage(\"manifests/모니터링.yaml\")",
            "Stage(\"plan.json\")",
            "Decide",
            "Place(\"helm/nginx/values.yaml\")",
            "Place(\"manifests/모니터링.yaml\")",
            "Place(\"plan.json\")",
            "Delete(\"helm/old/deep/values.yaml\")",
            "Delete(\"helm/old/deep/\")",
            "Delete(\"helm/old/\")",
            "Delete(\".DS_Store\")",
            "Close",
            "Clear",
        ]
    );
}

#[test]
fn a_commit_stopped_anywhere_leaves_all_old_or_all_new() {
    for number in 0..13 {
        let project = Project::new(OLD);
        let out = project.hold();
        let error = out
            .commit_with(
                &permit("prod"),
                &project.plan(FILES).unwrap(),
                &mut stop_before(number),
            )
            .unwrap_err();
        assert!(matches!(error, OutError::Stopped { .. }), "{error}");
        drop(out);
        let finished = project.hold().recover().unwrap();
        // 0 to 2 are stages and 3 is the decision; before 12, the marker is gone already.
        let (expected, names) = match number {
            0..=3 => (old_tree(), vec![]),
            4..=11 => (new_tree(), vec!["prod".to_owned()]),
            _ => (new_tree(), vec![]),
        };
        assert_eq!(
            (project.out(), finished),
            (expected, names),
            "stopped before step {number}"
        );
        project.render(FILES);
        assert_eq!(project.out(), new_tree(), "rendered again after step {number}");
    }
}

#[test]
fn a_recovery_may_be_stopped_anywhere_too() {
    for first in 4..12 {
        for second in 0..9 {
            let project = Project::new(OLD);
            let out = project.hold();
            out.commit_with(
                &permit("prod"),
                &project.plan(FILES).unwrap(),
                &mut stop_before(first),
            )
            .unwrap_err();
            out.recover_with(&mut stop_before(second)).unwrap_err();
            out.recover().unwrap();
            assert_eq!(
                project.out(),
                new_tree(),
                "stopped before {first}, then before {second}"
            );
        }
    }
}

#[test]
fn the_steps_of_a_first_commit() {
    let project = Project::new(&[]);
    assert_eq!(
        steps(&project),
        [
            "Stage(\"helm/nginx/values.yaml\")",
            "Stage(\"manifests/모니터링.yaml\")",
            "Stage(\"plan.json\")",
            "Stage(\"same.md\")",
            "Decide",
            "PlaceFolder",
            "Close",
            "Clear",
        ]
    );
    assert_eq!(project.out(), new_tree());
}

#[test]
fn a_first_commit_stopped_anywhere_leaves_nothing_or_all() {
    for first in 0..8 {
        for second in 0..4 {
            let project = Project::new(&[]);
            let out = project.hold();
            out.commit_with(
                &permit("prod"),
                &project.plan(FILES).unwrap(),
                &mut stop_before(first),
            )
            .unwrap_err();
            let recovery = out.recover_with(&mut stop_before(second));
            // Nothing decided: one step, which clears. Decided: the folder, the marker, the rest.
            let steps = if (5..7).contains(&first) { 3 } else { 1 };
            assert_eq!(recovery.is_ok(), second >= steps, "{first}, {second}");
            out.recover().unwrap();
            let expected = if first < 5 { tree(&[]) } else { new_tree() };
            assert_eq!(
                project.out(),
                expected,
                "stopped before {first}, then before {second}"
            );
        }
    }
}

#[test]
fn a_folder_that_somebody_made_meanwhile_keeps_what_lies_in_it() {
    let project = Project::new(&[]);
    let out = project.hold();
    out.commit_with(
        &permit("prod"),
        &project.plan(FILES).unwrap(),
        &mut stop_before(5),
    )
    .unwrap_err();
    project.write("out/prod/helm/notes.txt", b"mine");
    out.recover_with(&mut stop_before(3)).unwrap_err();
    out.recover().unwrap();
    let mut expected = new_tree();
    expected.insert("prod/helm/notes.txt".to_owned(), "mine".to_owned());
    assert_eq!(project.out(), expected);
}

#[test]
fn a_half_written_stage_or_marker_counts_for_nothing() {
    let project = Project::new(OLD);
    project.write("out/.prod.pending/0", b"replicas");
    project.write("out/.prod.pending/commit.json.part", b"{\"write\": [\"plan.js");
    project.write("out/.dev.pending/commit.json", b"{\"write\": [\"plan.js");
    assert_eq!(project.hold().recover().unwrap(), Vec::<String>::new());
    assert_eq!(project.out(), old_tree());
}

#[test]
fn a_commit_does_not_pass_over_an_unfinished_one() {
    let project = Project::new(OLD);
    let out = project.hold();
    let changes = project.plan(FILES).unwrap();
    out.commit_with(&permit("prod"), &changes, &mut stop_before(5))
        .unwrap_err();
    assert_eq!(
        out.commit(&permit("prod"), &changes).unwrap_err().to_string(),
        format!(
            "an earlier run was stopped while it wrote; `{}` is still to be applied",
            project.at("out/.prod.pending").display()
        )
    );
    // Another environment is free.
    out.commit(
        &permit("dev"),
        &plan_changes(&project.at("out/dev"), &generated(&[("a", "1")])).unwrap(),
    )
    .unwrap();
    assert_eq!(fs::read_to_string(project.at("out/dev/a")).unwrap(), "1");
}

#[test]
fn what_was_put_into_a_folder_since_is_kept() {
    let project = Project::new(OLD);
    let out = project.hold();
    out.commit_with(
        &permit("prod"),
        &project.plan(FILES).unwrap(),
        &mut stop_before(5),
    )
    .unwrap_err();
    project.write("out/prod/helm/old/notes.txt", b"mine");
    out.recover().unwrap();
    assert_eq!(
        fs::read_to_string(project.at("out/prod/helm/old/notes.txt")).unwrap(),
        "mine"
    );
}

#[test]
fn a_marker_that_came_with_a_branch_reaches_no_further_than_its_folder() {
    let refused = |marker: &str| {
        let project = Project::new(OLD);
        project.write("kept.txt", b"kept");
        project.write("out/.prod.pending/0", b"planted");
        project.write("out/.prod.pending/commit.json", marker.as_bytes());
        let error = project.hold().recover().unwrap_err();
        assert_eq!(fs::read_to_string(project.at("kept.txt")).unwrap(), "kept");
        error.to_string().replace(project.0.path().to_str().unwrap(), "")
    };
    let damaged = |reason| {
        format!("`/out/.prod.pending/commit.json` is damaged: {reason}; remove its folder and render again")
    };
    assert_eq!(
        refused(r#"{"write": [], "delete": ["../../kept.txt"]}"#),
        damaged("`../../kept.txt` is not a plain relative path")
    );
    assert_eq!(
        refused(r#"{"write": ["/kept.txt"], "delete": []}"#),
        damaged("`/kept.txt` is not a plain relative path")
    );
    assert_eq!(
        refused(r#"{"write": [] "delete": []}"#),
        damaged("expected `,` or `}` at line 1 column 14")
    );

    let project = Project::new(&[("elsewhere/kept.txt", "kept")]);
    project.write(
        "out/.prod.pending/commit.json",
        br#"{"write": [], "delete": ["link/kept.txt"]}"#,
    );
    fs::create_dir(project.at("out/prod")).unwrap();
    symlink("../../elsewhere", project.at("out/prod/link")).unwrap();
    assert!(matches!(
        project.hold().recover().unwrap_err(),
        OutError::NotAFolder { .. }
    ));
    assert_eq!(
        fs::read_to_string(project.at("elsewhere/kept.txt")).unwrap(),
        "kept"
    );
}

#[test]
fn a_name_that_no_message_can_spell_is_reported() {
    use std::os::unix::ffi::OsStrExt as _;
    let project = Project::new(OLD);
    let name = std::ffi::OsStr::from_bytes(b"\xff.yaml");
    fs::write(project.at("out/prod").join(name), "").unwrap();
    assert_eq!(
        project.plan(FILES).unwrap_err().to_string(),
        format!(
            "the name of `{}/\u{fffd}.yaml` is not UTF-8; remove it",
            project.at("out/prod").display()
        )
    );
}

#[test]
fn an_error_of_the_system_says_what_was_being_done() {
    let project = Project::new(&[("out", "a file")]);
    let error = OutFolder::hold(project.at("out/prod")).unwrap_err();
    assert_eq!(
        with_cause(&error),
        format!(
            "cannot examine `{}`: Not a directory (os error 20)",
            project.at("out/prod").display()
        )
    );
}

#[test]
fn a_document_is_read_as_it_is() {
    let project = Project::new(&[("environments/운영.yaml", "# 주석\r\na: 1")]);
    assert_eq!(project.read("environments/운영.yaml").unwrap(), "# 주석\r\na: 1");
    symlink("운영.yaml", project.at("environments/link.yaml")).unwrap();
    assert_eq!(project.read("environments/link.yaml").unwrap(), "# 주석\r\na: 1");
}

#[test]
fn every_fault_of_a_document_has_its_words() {
    let project = Project::new(&[("file.yaml", "a: 1\n")]);
    project.write("latin.yaml", b"a: 1\nb: caf\xe9\n");
    project.write("exact.yaml", &vec![b'#'; MAX_BYTES]);
    project.write("large.yaml", &vec![b'#'; MAX_BYTES + 1]);
    fs::create_dir(project.at("folder.yaml")).unwrap();
    symlink("loop-b.yaml", project.at("loop-a.yaml")).unwrap();
    symlink("loop-a.yaml", project.at("loop-b.yaml")).unwrap();
    symlink("nowhere.yaml", project.at("broken.yaml")).unwrap();
    symlink("/dev/zero", project.at("zero.yaml")).unwrap();
    let elsewhere = Project::new(&[("shared/file.yaml", "a: 1\n")]);
    symlink(elsewhere.at("shared"), project.at("shared")).unwrap();
    symlink(elsewhere.at("shared/file.yaml"), project.at("link.yaml")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(project.at("socket.yaml")).unwrap();

    assert_eq!(project.read("exact.yaml").map(|text| text.len()), Ok(MAX_BYTES));
    let cases = [
        ("missing.yaml", ReadFault::NotFound, "it does not exist"),
        (
            "broken.yaml",
            ReadFault::LinkToNothing,
            "it is a link to a file that does not exist",
        ),
        ("file.yaml/inside.yaml", ReadFault::NotFound, "it does not exist"),
        ("folder.yaml", ReadFault::Directory, "it is a directory"),
        (
            "loop-a.yaml",
            ReadFault::LinkLoop,
            "its symbolic links lead in a circle",
        ),
        (
            "shared/file.yaml",
            ReadFault::Outside,
            "it is a link that leads out of the project, and what is rendered must not depend on this machine",
        ),
        (
            "link.yaml",
            ReadFault::Outside,
            "it is a link that leads out of the project, and what is rendered must not depend on this machine",
        ),
        (
            "zero.yaml",
            ReadFault::NotRegular("device"),
            "it is a device, not a regular file",
        ),
        (
            "socket.yaml",
            ReadFault::NotRegular("socket"),
            "it is a socket, not a regular file",
        ),
        (
            "latin.yaml",
            ReadFault::NotUtf8 {
                offset: 11,
                line: 2,
                column: 7,
            },
            "it is not UTF-8 text: line 2 has an invalid byte (offset 11)",
        ),
        ("large.yaml", ReadFault::TooLarge, "it is larger than 1 MiB"),
    ];
    for (path, fault, message) in cases {
        let found = project.read(path).unwrap_err();
        assert_eq!((found.to_string().as_str(), found), (message, fault), "{path}");
    }
}

#[test]
fn a_pipe_does_not_hang_the_reader() {
    let project = Project::new(&[]);
    make_pipe(&project.at("pipe.yaml"));
    let disk = Disk::at(project.0.path());
    let (answer, answered) = std::sync::mpsc::channel();
    std::thread::spawn(move || answer.send(disk.read(Path::new("pipe.yaml"))));
    let found = answered.recv_timeout(Duration::from_secs(20)).expect("an answer");
    assert_eq!(found, Err(ReadFault::NotRegular("named pipe")));
}

#[test]
fn the_documents_of_a_folder_are_listed_sorted() {
    let project = Project::new(&[
        ("environments/prod.yaml", ""),
        ("environments/base.yaml", ""),
        ("environments/old/a.yaml", ""),
    ]);
    let disk = Disk::at(project.0.path());
    let listed = disk.list(Path::new("environments"));
    assert_eq!(
        listed,
        Ok(vec![
            "environments/base.yaml".into(),
            "environments/prod.yaml".into()
        ])
    );
    assert_eq!(disk.list(Path::new("nowhere")), Err(ReadFault::NotFound));
    assert_eq!(
        disk.list(Path::new("environments/base.yaml")),
        Err(ReadFault::NotFound)
    );
}

fn make_pipe(path: &Path) {
    assert!(
        std::process::Command::new("mkfifo")
            .arg(path)
            .status()
            .expect("mkfifo")
            .success()
    );
}
