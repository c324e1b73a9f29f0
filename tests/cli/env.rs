//! `env table` and `diff --matrix`: environments side by side.

use crate::project::{Project, sound};

/// Two environments that differ in three settings.
fn two() -> Project {
    let project = Project::with(&sound());
    let other = sound()
        .replace("name: tiny", "name: other")
        .replace("max: 3", "max: 5")
        .replace("tags:\n  owner: platform\n", "");
    project.write("environments/other.yaml", other);
    project
}

const TABLE: &str = "\
FIELD                       other  tiny
tags[\"owner\"]               -      platform
cluster.name                other  tiny
nodeGroups[\"ng1\"].size.max  5      3
";

#[test]
fn an_environment_with_errors_has_no_column() {
    let project = two();
    project.write(
        "environments/broken.yaml",
        sound().replace("name: tiny", "name: Broken!"),
    );
    let run = project.run(&["env", "table"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), TABLE));
    let end = "broken: 1 error\nerror: 1 of 3 environments has errors and no column\n";
    assert!(run.stderr.ends_with(end), "{}", run.stderr);
}

#[test]
fn only_settings_that_differ_are_rows() {
    let project = two();
    let run = project.run(&["env", "table"]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(0), TABLE),
        "{}",
        run.stderr
    );
    // In the order in which they are named, but for a pair that `diff` compares: the base stands first.
    let run = project.run(&[
        "diff",
        "tiny",
        "--between",
        "other",
        "--matrix",
        "--detailed-exitcode",
    ]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(2), TABLE),
        "{}",
        run.stderr
    );
    let run = project.run(&[
        "diff",
        "tiny",
        "--between",
        "tiny",
        "--matrix",
        "--detailed-exitcode",
    ]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(0), "tiny, tiny have the same settings\n")
    );
}

#[test]
fn a_review_gets_a_table_and_a_program_an_object() {
    let project = two();
    let run = project.run(&["env", "table", "other", "tiny", "-o", "markdown"]);
    let rows: Vec<&str> = run.stdout.lines().take(4).collect();
    let columns = [
        "| field | other | tiny |",
        "|---|---|---|",
        "| `tags[\"owner\"]` | | `platform` |",
        "| `cluster.name` | `other` | `tiny` |",
    ];
    assert_eq!(rows, columns, "{}", run.stderr);
    let run = project.run(&["env", "table", "-o", "json"]);
    let table: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        table,
        serde_json::json!({
            "formatVersion": 1,
            "environments": ["other", "tiny"],
            "fields": [
                {"field": "tags[\"owner\"]", "values": {"other": null, "tiny": "platform"}},
                {"field": "cluster.name", "values": {"other": "other", "tiny": "tiny"}},
                {"field": "nodeGroups[\"ng1\"].size.max", "values": {"other": 5, "tiny": 3}},
            ],
        })
    );
}

#[test]
fn one_environment_alone_is_no_table() {
    let project = Project::with(&sound());
    let run = project.run(&["env", "table"]);
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (Some(64), "", "error: a table needs two environments or more\n")
    );
    let run = project.run(&["diff", "tiny", "--matrix"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(64), ""));
}
