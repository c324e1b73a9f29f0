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

/// Environments `a0`, `a1` and so on, of which the last one is another version of Kubernetes.
fn many(count: usize) -> Project {
    let project = Project::empty();
    for at in 0..count {
        let text = sound().replace("name: tiny", &format!("name: a{at}"));
        let text = text.replace("v1.36.0-eksbuild.1", "v1.35.0-eksbuild.2");
        let text = match at + 1 == count {
            true => text.replace("\"1.36\"", "\"1.35\""),
            false => text,
        };
        project.write(&format!("environments/a{at}.yaml"), text);
    }
    project
}

#[test]
fn a_setting_of_many_environments_is_told_by_its_values() {
    let project = many(13);
    let run = project.run(&["env", "table", "--fields", "cluster.kubernetesVersion"]);
    let expected = "\
cluster.kubernetesVersion
  1.36  a0, a1, a10, a11, a2, a3, a4, a5, a6, a7 and 2 more
  1.35  a12
";
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(0), expected),
        "{}",
        run.stderr
    );
    let run = project.run(&["env", "table"]);
    let expected = "\
cluster.name
  a0   a0
  a1   a1
  a10  a10
  a11  a11
  a12  a12
  a2   a2
  a3   a3
  a4   a4
  a5   a5
  a6   a6
  and 3 more values, all shown with `--fields cluster.name`

cluster.kubernetesVersion
  1.36  a0, a1, a10, a11, a2, a3, a4, a5, a6, a7 and 2 more
  1.35  a12
";
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(0), expected),
        "{}",
        run.stderr
    );
}

#[test]
fn environments_that_are_the_same_in_what_is_shown_are_one_column() {
    let project = many(4);
    let fields = "cluster.kubernetesVersion,nodeGroups.ng1.size,cluster.serviceCidr";
    let run = project.run(&["env", "table", "a0", "a1", "a3", "--fields", fields]);
    let expected = "\
FIELD                           a0    a3
                                a1
cluster.kubernetesVersion       1.36  1.35
nodeGroups[\"ng1\"].size.min      3     3
nodeGroups[\"ng1\"].size.desired  3     3
nodeGroups[\"ng1\"].size.max      3     3
cluster.serviceCidr             -     -
";
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(0), expected),
        "{}",
        run.stderr
    );
    let run = project.run(&["env", "table", "--fields", "cluster.region", "-o", "markdown"]);
    let expected = "\
| field | a0, a1, a2, a3 |
|---|---|
| `cluster.region` | `ap-northeast-2` |
";
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(0), expected),
        "{}",
        run.stderr
    );
}

#[test]
fn a_map_with_nothing_in_it_is_told_from_none_where_another_has_something() {
    let project = Project::with(&(sound() + "delivery: { flux: {} }\n"));
    let with = |name: &str, delivery: &str| {
        let text = sound().replace("name: tiny", &format!("name: {name}"));
        project.write(&format!("environments/{name}.yaml"), text + delivery);
    };
    with("folder", "delivery: { flux: { folder: clusters/x } }\n");
    with("none", "");
    let run = project.run(&["env", "table", "tiny", "folder", "none", "--fields", "delivery"]);
    let expected = "\
FIELD                 tiny  folder                   none
delivery.flux         {}    {\"folder\":\"clusters/x\"}  -
delivery.flux.folder  -     clusters/x               -
";
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(0), expected),
        "{}",
        run.stderr
    );
}

#[test]
fn a_field_that_none_of_them_has_is_refused() {
    let project = two();
    for (field, told) in [
        (
            "cluster.kubernetesVersoin",
            "none of the environments has `cluster.kubernetesVersoin`; did you mean `cluster.kubernetesVersion`?",
        ),
        (
            "nodeGroups[\"zzzzzz\"].size",
            "none of the environments has `nodeGroups[\"zzzzzz\"]`",
        ),
        ("", "`` is no path of a field, such as `cluster.name`"),
    ] {
        let run = project.run(&["env", "table", "--fields", field]);
        assert_eq!(
            (run.code, run.stdout.as_str(), run.stderr),
            (Some(64), "", format!("error: {told}\n"))
        );
    }
}
