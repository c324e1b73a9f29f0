//! `trace` of settings and of lines, and what it says to questions that have no answer.

use serde_json::{Value, json};

use crate::project::{Project, Run, sound, start, wait};

/// A project with `tiny` and what it is rendered to.
fn rendered() -> Project {
    let project = Project::with(&sound());
    assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
    project
}

/// The number of the only line of a file of `tiny` that has this text.
fn line_of(project: &Project, file: &str, text: &str) -> usize {
    let written = std::fs::read_to_string(project.at(&format!("out/tiny/{file}"))).unwrap();
    let mut lines = written
        .lines()
        .enumerate()
        .filter(|(_, line)| line.trim() == text);
    let (at, _) = lines.next().unwrap();
    assert_eq!(lines.next(), None, "{text}");
    at + 1
}

const TEMPLATE: &str = "cloudformation/eks-oneclick.yaml";

fn refused(run: &Run) -> (Option<i32>, &str) {
    assert_eq!(run.stdout, "");
    (run.code, run.stderr.as_str())
}

#[test]
fn a_setting_tells_all_that_it_reaches() {
    let project = rendered();
    let run = project.run(&["trace", "nodeGroups[\"ng1\"].size.max", "tiny"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let expected = "\
nodeGroups[\"ng1\"].size.max = 3  environments/tiny.yaml:20:38
  At most.
    cloudformation/eks-oneclick.yaml
      NodeGroupNg1 (AWS::EKS::Nodegroup) Properties.ScalingConfig.MaxSize: 3
";
    assert!(run.stdout.starts_with(expected), "{}", run.stdout);
    // As people write it who do not think of quotes.
    let plain = project.run(&["trace", "nodeGroups.ng1.size.max", "tiny"]);
    assert_eq!(plain.stdout, run.stdout);
}

#[test]
fn a_setting_that_is_not_there_tells_what_it_would_reach() {
    let project = rendered();
    let run = project.run(&["trace", "network.flowLogs.retentionDays", "tiny", "-o", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["formatVersion"], 1);
    assert_eq!(report["field"], "network.flowLogs.retentionDays");
    assert_eq!(report["assumed"], "network.flowLogs");
    assert_eq!(
        (&report["value"], &report["written"]),
        (&Value::Null, &Value::Null)
    );
    let places = report["places"].as_array().unwrap().iter();
    let in_template: Vec<(&Value, &Value)> = places
        .filter(|place| place["artefact"] == TEMPLATE)
        .map(|place| (&place["object"], &place["path"]))
        .collect();
    let group = (&json!("FlowLogGroup"), &json!(["Properties", "RetentionInDays"]));
    assert_eq!(in_template, [group]);
}

#[test]
fn a_line_tells_who_made_it_and_who_brought_it_there() {
    let project = rendered();
    let number = line_of(&project, TEMPLATE, "MaxSize: 3");
    let run = project.run(&["trace", &format!("out/tiny/{TEMPLATE}:{number}")]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let expected = format!(
        "out/tiny/{TEMPLATE}:{number}\n            MaxSize: 3\nmade by\n  \
         nodeGroups[\"ng1\"].size.max = 3  environments/tiny.yaml:20:38\n"
    );
    assert!(run.stdout.starts_with(&expected), "{}", run.stdout);

    let number = line_of(&project, TEMPLATE, "Type: AWS::EKS::Nodegroup");
    let run = project.run(&[
        "trace",
        &format!("out/tiny/{TEMPLATE}:{number}"),
        "tiny",
        "-o",
        "json",
    ]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        (&report["file"], &report["line"]),
        (&format!("out/tiny/{TEMPLATE}").into(), &number.into())
    );
    assert_eq!(
        (&report["text"], &report["madeBy"]),
        (&"    Type: AWS::EKS::Nodegroup".into(), &json!([]))
    );
    let fields = report["thereBecauseOf"]
        .as_array()
        .unwrap()
        .iter()
        .map(|setting| &setting["field"]);
    assert_eq!(fields.collect::<Vec<_>>(), ["provisioner", "nodeGroups[\"ng1\"]"]);
}

#[test]
fn the_rules_about_a_setting_are_named() {
    let project = rendered();
    let run = project.run(&["trace", "nodeGroups.ng1.instanceTypes[0]", "tiny", "-o", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["field"], "nodeGroups[\"ng1\"].instanceTypes");
    let rules = report["rules"].as_array().unwrap();
    let offered = json!({ "code": "EKS1001", "title": "Instance type not offered in a zone" });
    assert!(rules.contains(&offered), "{rules:?}");
    let number = line_of(&project, TEMPLATE, "MaxSize: 3");
    let run = project.run(&["trace", &format!("out/tiny/{TEMPLATE}:{number}")]);
    assert!(!run.stdout.contains("EKS1001"), "{}", run.stdout);
}

#[test]
fn the_rules_over_the_fleet_are_named_too() {
    let run = rendered().run(&["trace", "cluster.name", "tiny", "-o", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let rules = report["rules"].as_array().unwrap();
    let codes: Vec<&str> = rules.iter().filter_map(|rule| rule["code"].as_str()).collect();
    assert_eq!(codes, ["EKS1007", "EKS1014", "EKS2063"]);
}

#[test]
fn a_file_is_found_from_a_folder_below_the_project() {
    let project = rendered();
    let from = |folder: &str, file: &str| wait(start(&project.at(folder), &["trace", file]));
    let run = from(".", "out/tiny/plan.json:1");
    assert_eq!(
        (run.code, run.stdout.lines().next()),
        (Some(0), Some("out/tiny/plan.json:1"))
    );
    for (folder, file) in [
        ("out/tiny", "plan.json:1"),
        ("environments", "../out/tiny/./plan.json:1"),
        ("environments", "out/tiny/plan.json:1"),
    ] {
        assert_eq!(from(folder, file), run, "{file} in {folder}");
    }
}

#[test]
fn what_is_not_there_is_said_with_what_is_like_it() {
    let project = rendered();
    let told = |arguments: &[&str], code: i32, expected: &str| {
        let run = project.run(&[&["trace"], arguments].concat());
        assert_eq!(
            refused(&run),
            (Some(code), format!("error: {expected}\n").as_str())
        );
    };
    told(
        &["cluster.nmae", "tiny"],
        64,
        "there is no field `nmae` in `cluster`; did you mean `cluster.name`?",
    );
    told(
        &["clutser.name", "tiny"],
        64,
        "there is no field `clutser`; did you mean `cluster`?",
    );
    told(
        &["cluster.name.first", "tiny"],
        64,
        "there is no field `first` in `cluster.name`; `cargo xtask schema` tells all fields",
    );
    told(
        &["nodeGroups.ng2.size", "tiny"],
        64,
        "`tiny` has no `nodeGroups[\"ng2\"]`; there are `nodeGroups[\"ng1\"]`\n --> environments/tiny.yaml:17:1",
    );
    told(
        &["nodeGroups.ng1.instanceTypes[1]", "tiny"],
        64,
        "`tiny` has no `nodeGroups[\"ng1\"].instanceTypes[1]`; its places are 0 to 0\n --> environments/tiny.yaml:19:20",
    );
    told(
        &["addons.coredns.configuration.replicas", "tiny"],
        64,
        "`tiny` has no `addons[\"coredns\"].configuration[\"replicas\"]`; it has no entry there",
    );
    told(
        &["extends", "tiny"],
        64,
        "`extends` is no setting: it names the file that an environment starts from, and reaches nothing by itself; \
         `tiny` is made of environments/tiny.yaml",
    );
    told(
        &["cluster..name", "tiny"],
        64,
        "`cluster..name` is no path of a field, such as `cluster.name` or `nodeGroups[\"ng1\"].size.max`",
    );
    told(
        &["cluster.name"],
        64,
        "say in which environment: `trace cluster.name <environment>`, or name a line: \
         `trace out/<environment>/plan.json:12`",
    );
    told(
        &["cluster.name", "tyny"],
        64,
        "there is no environment `tyny`; did you mean `tiny`?",
    );
    told(
        &["tiny", "cluster.name"],
        64,
        "the environment comes last: `trace cluster.name tiny`",
    );
    told(
        &["out/tyny/plan.json:1"],
        64,
        "there is no environment `tyny`; did you mean `tiny`?",
    );
    told(
        &["out/tiny/plan.json"],
        64,
        "say which line of the file: `out/tiny/plan.json:1`",
    );
    told(
        &["environments/tiny.yaml:3"],
        64,
        "`environments/tiny.yaml` is no generated file: those lie in `out/<environment>/`; what a setting of \
         `environments` reaches, `trace <field> <environment>` tells",
    );
    told(
        &["out/tiny/pan.json:1"],
        64,
        "`tiny` is not rendered to a file `out/tiny/pan.json`; did you mean `out/tiny/plan.json`?",
    );
    told(
        &["out/tiny/plan.json:1", "other"],
        64,
        "`out/tiny/plan.json` is a file of `tiny`; leave the other environment out",
    );
    let count = std::fs::read_to_string(project.at("out/tiny/plan.json"))
        .unwrap()
        .lines()
        .count();
    for number in [0, count + 1] {
        told(
            &[&format!("out/tiny/plan.json:{number}")],
            64,
            &format!("`out/tiny/plan.json` has no line {number}: it has lines 1 to {count}"),
        );
    }
}

#[test]
fn lines_of_files_that_are_out_of_date_are_not_guessed() {
    let project = rendered();
    project.write(
        "environments/tiny.yaml",
        sound().replace("name: tiny", "name: other"),
    );
    let run = project.run(&["trace", "out/tiny/plan.json:1"]);
    assert_eq!(
        refused(&run),
        (
            Some(4),
            "error: `out/tiny/plan.json` is not what the environment gives now, so its lines cannot be traced; \
             `cargo xtask render tiny` brings it up to date\n"
        )
    );
    project.write("environments/tiny.yaml", "cluster: 3\n");
    assert_eq!(project.run(&["trace", "cluster.name", "tiny"]).code, Some(3));
}

/// Items of a list are one setting. What only the first makes is its doing, and nothing is told once more in what holds it.
#[test]
fn a_list_reaches_what_each_of_its_items_makes() {
    let budget = "cost:\n  budget:\n    { monthlyUsd: 100, tag: owner, thresholds: [50, 90], notify: [ops@example.com] }\n";
    let project = Project::with(&format!("{}{budget}", sound()));
    assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
    let places = |field: &str| {
        let run = project.run(&["trace", field, "tiny", "-o", "json"]);
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        let places = report["places"].as_array().unwrap().iter();
        let steps = |place: &Value| place["path"].as_array().unwrap().clone();
        let path = |place| {
            let steps = steps(place);
            let steps: Vec<&str> = steps.iter().map(|step| step.as_str().unwrap()).collect();
            steps.join(".")
        };
        places.map(path).collect::<Vec<String>>()
    };
    assert_eq!(
        places("cost.budget.thresholds"),
        [
            "Properties.NotificationsWithSubscribers.0.Notification.Threshold",
            "Properties.NotificationsWithSubscribers.1"
        ]
    );
    assert_eq!(places("cost.budget.tag"), ["Properties.Budget.CostFilters"]);
    let number = line_of(&project, TEMPLATE, "Threshold: 50");
    let run = project.run(&["trace", &format!("out/tiny/{TEMPLATE}:{number}")]);
    assert!(
        run.stdout.contains("made by\n  cost.budget.thresholds = "),
        "{}",
        run.stdout
    );
}

#[test]
fn what_would_steer_a_terminal_is_shown() {
    let project = Project::of_the_repository();
    let prod = std::fs::read_to_string(project.at("environments/prod.yaml")).unwrap();
    assert!(prod.contains("\"#ops\""), "{prod}");
    project.write(
        "environments/prod.yaml",
        prod.replace("\"#ops\"", "\"#ops\\u001b[2K\\u202e\""),
    );
    for form in ["text", "json"] {
        let run = project.run(&[
            "trace",
            "alerting.receivers.platform.slack.channel",
            "prod",
            "-o",
            form,
        ]);
        assert!(
            run.stdout.contains("#ops\\u001b[2K\\u202e"),
            "{} {}",
            run.stdout,
            run.stderr
        );
        let raw = run.stdout.chars().any(|c| matches!(c, '\u{1b}' | '\u{202e}'));
        assert!(!raw, "{}", run.stdout);
    }
}
