//! `check` and `explain`: findings at their places, in each format.

use serde_json::{Value, json};

use crate::project::{Project, TINY, sound};

#[test]
fn an_instance_type_that_a_zone_lacks_is_found_for_nodes_and_bastion() {
    let run = Project::with(TINY).run(&["check", "tiny"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""));
    let message = "error[EKS1001]: `t3a.xlarge` is not offered in `ap-northeast-2b`\n";
    assert_eq!(run.stderr.matches(message).count(), 2, "{}", run.stderr);
    let places: Vec<&str> = run
        .stderr
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--> "))
        .collect();
    assert_eq!(
        places,
        ["environments/tiny.yaml:19:21", "environments/tiny.yaml:22:17"]
    );
    assert!(run.stderr.ends_with("tiny: 2 errors\n"), "{}", run.stderr);
}

#[test]
fn the_same_type_in_zones_that_offer_it_is_fine() {
    let project = Project::with(
        &TINY
            .replace(", ap-northeast-2b,", ",")
            .replace("zone: ap-northeast-2b", "zone: ap-northeast-2c"),
    );
    for arguments in [["check", "tiny"], ["render", "tiny"]] {
        let run = project.run(&arguments);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
    }
    let project = Project::with(&sound());
    let run = project.run(&["check", "tiny"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), "tiny: no findings\n"));
    assert_eq!(project.run(&["check", "--all"]).stderr, run.stderr);
}

#[test]
fn json_says_whose_finding_of_a_shared_file_it_is() {
    let project = Project::with("extends: base.yaml\ncluster: { name: tiny }\n");
    project.write("environments/base.yaml", format!("kind: Base\n{TINY}"));
    project.write(
        "environments/two.yaml",
        "extends: base.yaml\ncluster: { name: two }\n",
    );
    let run = project.run(&["check", "--all", "-o", "json"]);
    let findings: Value = serde_json::from_str(&run.stdout).unwrap();
    let whose = |found: &Value| json!([found["environment"], found["file"], found["line"], found["code"]]);
    let found: Vec<Value> = findings.as_array().unwrap().iter().map(whose).collect();
    let base = "environments/base.yaml";
    let of = |name: &str| [20, 23].map(|line| json!([name, base, line, "EKS1001"]));
    assert_eq!(found, [of("tiny"), of("two")].concat());
}

/// Three environments of one base: a fault of all, one that two have in files of their own, and one of the last alone.
fn shared_faults() -> Project {
    let project = Project::with("extends: base.yaml\ncluster: { name: tiny, zonalShift: perhaps }\n");
    let base = TINY.replace(
        "  zones:",
        "  endpoint: { private: true, publicCidrs: [1.2.3.4] }\n  zones:",
    );
    project.write("environments/base.yaml", format!("kind: Base\n{base}"));
    project.write(
        "environments/two.yaml",
        "# Another.\nextends: base.yaml\ncluster: { name: two, zonalShift: perhaps, sones: [] }\n",
    );
    project.write(
        "environments/zero.yaml",
        "extends: base.yaml\ncluster: { name: zero }\n",
    );
    project
}

#[test]
fn what_environments_share_is_told_once_with_all_that_have_it() {
    let run = shared_faults().run(&["check", "--all"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""));
    let expected = "\
error[EKS0005]: expected `true` or `false`, found `perhaps`
 --> environments/tiny.yaml:2:36
  |
2 | cluster: { name: tiny, zonalShift: perhaps }
  |                                    ^^^^^^^
  = note: the same at environments/two.yaml:3:35

tiny, two: 1 error
error[EKS0005]: `1.2.3.4` is not an IPv4 range
  --> environments/base.yaml:11:44
   |
11 |   endpoint: { private: true, publicCidrs: [1.2.3.4] }
   |                                            ^^^^^^^
   = help: write address and prefix length, such as `10.40.0.0/16`

tiny, two, zero: 1 error
error[EKS0003]: `sones` is not a field here
 --> environments/two.yaml:3:44
  |
3 | cluster: { name: two, zonalShift: perhaps, sones: [] }
  |                                            ^^^^^
  = help: did you mean `zones`?

two: 1 error
error: 3 of 3 environments are refused: tiny, two, zero
";
    assert_eq!(run.stderr, expected);
}

#[test]
fn github_marks_a_line_of_a_shared_file_once() {
    let run = shared_faults().run(&["check", "--all", "-o", "github"]);
    assert_eq!(run.code, Some(3));
    let mark = |file: &str, place: &str, text: &str| {
        format!("::error file=environments/{file}.yaml,{place},title={text}\n")
    };
    let perhaps = "EKS0005::expected `true` or `false`, found `perhaps`";
    let range = "EKS0005::`1.2.3.4` is not an IPv4 range%0Ahelp: write address and prefix length, such as `10.40.0.0/16`%0Ain tiny, two, \
                 zero";
    let unknown = "EKS0003::`sones` is not a field here%0Ahelp: did you mean `zones`?";
    let expected = [
        mark("tiny", "line=2,col=36", perhaps),
        mark("base", "line=11,col=44", range),
        mark("two", "line=3,col=35", perhaps),
        mark("two", "line=3,col=44", unknown),
    ];
    assert_eq!(run.stdout, expected.concat());
}

#[test]
fn a_folder_that_is_called_like_a_file_is_told_with_all() {
    let project = Project::with(&sound());
    std::fs::create_dir(project.at("environments/fold.yaml")).unwrap();
    let run = project.run(&["check", "--all"]);
    assert_eq!(run.code, Some(3));
    let told = "error[EKS0001]: cannot read `environments/fold.yaml`: it is a directory\n";
    assert!(run.stderr.contains(told), "{}", run.stderr);
}

#[test]
fn locks_of_editors_are_no_environments() {
    let project = Project::with(&sound());
    project.write("environments/.two.yaml", "not: an environment\n");
    std::os::unix::fs::symlink("nowhere", project.at("environments/.#tiny.yaml")).unwrap();
    let run = project.run(&["render", "--all"]);
    assert_eq!((run.code, run.stderr.contains("two")), (Some(0), false));
    // Who names one is told that it is none.
    let run = project.run(&["check", ".two"]);
    let message = "error: environments/.two.yaml: an environment cannot be called `.two`; use letters, digits, `-`, `_` and `.`, and \
                   begin with a letter or digit\n";
    assert_eq!((run.code, run.stderr.as_str()), (Some(3), message));
}

#[test]
fn json_says_where() {
    let run = Project::with(TINY).run(&["check", "tiny", "-o", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(3), ""));
    let findings: Value = serde_json::from_str(&run.stdout).unwrap();
    let places: Vec<Value> = findings
        .as_array()
        .unwrap()
        .iter()
        .map(|found| {
            json!([
                found["code"],
                found["file"],
                found["line"],
                found["column"],
                found["field"]
            ])
        })
        .collect();
    let file = "environments/tiny.yaml";
    assert_eq!(
        places,
        [
            json!(["EKS1001", file, 19, 21, "nodeGroups[\"ng1\"].instanceTypes[0]"]),
            json!(["EKS1001", file, 22, 17, "bastion.instanceType"]),
        ]
    );
    let run = Project::with(&sound()).run(&["check", "tiny", "-o", "json"]);
    assert_eq!(
        (run.code, serde_json::from_str(&run.stdout).ok()),
        (Some(0), Some(json!([])))
    );
}

#[test]
fn github_gets_one_line_a_finding() {
    let run = Project::with(TINY).run(&["check", "tiny", "-o", "github"]);
    assert_eq!((run.code, run.stdout.lines().count()), (Some(3), 2));
    let line = "::error file=environments/tiny.yaml,line=22,col=17,title=EKS1001::\
                `t3a.xlarge` is not offered in `ap-northeast-2b`%0A";
    assert!(
        run.stdout.lines().nth(1).unwrap().starts_with(line),
        "{}",
        run.stdout
    );
}

#[test]
fn sarif_says_where_and_lists_every_code() {
    let run = Project::with(TINY).run(&["check", "tiny", "-o", "sarif"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(3), ""));
    let log: Value = serde_json::from_str(&run.stdout).unwrap();
    let [results, rules] = ["/runs/0/results", "/runs/0/tool/driver/rules"]
        .map(|part| log.pointer(part).unwrap().as_array().unwrap());
    assert_eq!(results.len(), 2);
    let place = &results[1]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "environments/tiny.yaml");
    let region = json!({ "startLine": 22, "startColumn": 17, "endLine": 22, "endColumn": 27 });
    assert_eq!(place["region"], region);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let run = Project::with(&sound()).run(&["check", "tiny", "-o", "sarif"]);
    let log: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, &log["runs"][0]["results"]), (Some(0), &json!([])));
}

#[test]
fn warnings_can_be_denied() {
    let project = Project::with(&sound().replace("1.36", "1.33"));
    for command in ["check", "render"] {
        let allowed = project.run(&[command, "tiny"]);
        assert_eq!(allowed.code, Some(0), "{}", allowed.stderr);
        assert!(
            allowed.stderr.starts_with("warning[EKS7001]: "),
            "{}",
            allowed.stderr
        );
        let rendered = project.out();
        let denied = project.run(&["--deny", "warnings", command, "tiny"]);
        assert_eq!(denied.code, Some(3), "{}", denied.stderr);
        assert_eq!(project.out(), rendered);
    }
    assert_eq!(
        project.run(&["check", "tiny", "--deny", "everything"]).code,
        Some(64)
    );
}

#[test]
fn explain_prints_the_page_of_a_rule() {
    let project = Project::with(TINY);
    let run = project.run(&["explain", "EKS1001"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert!(run.stdout.starts_with("EKS1001 (error)\n\n"), "{}", run.stdout);
    assert!(
        run.stdout.contains("Instance type not offered in a zone"),
        "{}",
        run.stdout
    );
    for same in ["eks1001", "1001"] {
        assert_eq!(project.run(&["explain", same]), run);
    }
    let fault = project.run(&["explain", "EKS0004"]).stdout;
    assert!(
        fault.starts_with("EKS0004 (error)\n\n# Duplicate key\n"),
        "{fault}"
    );
    let unused = project.run(&["explain", "EKS8001"]).stdout;
    assert!(
        unused.starts_with("EKS8001 (warning)\n\n# Unused exception\n"),
        "{unused}"
    );
    let all = project.run(&["explain", "--all"]);
    assert_eq!((all.code, all.stderr.as_str()), (Some(0), ""));
    for page in [&run.stdout, &fault, &unused] {
        assert!(all.stdout.contains(page.as_str()), "{page}");
    }
    for usage in [&["explain"][..], &["explain", "EKS1001", "--all"]] {
        assert_eq!(project.run(usage).code, Some(64), "{usage:?}");
    }
    let unknown = project.run(&["explain", "EKS9999"]);
    assert_eq!((unknown.code, unknown.stdout.as_str()), (Some(64), ""));
    let message = "error: there is no code `EKS9999`; there are\n  EKS0001 File cannot be read\n";
    assert!(unknown.stderr.starts_with(message), "{}", unknown.stderr);
}

#[test]
fn an_environment_is_held_against_another() {
    let project = Project::of_the_repository();
    let dev = std::fs::read_to_string(project.at("environments/dev.yaml")).unwrap();
    let held = |name: &str| {
        let text = dev.replace(
            "extends: base.yaml\n",
            &format!("extends: base.yaml\nnotWeakerThan: {name}\n"),
        );
        project.write("environments/dev.yaml", text);
        project.run(&["check", "dev", "-o", "json"])
    };
    let run = held("prod");
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    let findings: Value = serde_json::from_str(&run.stdout).unwrap();
    let fields: Vec<&str> = findings
        .as_array()
        .unwrap()
        .iter()
        .map(|found| {
            assert_eq!(found["code"], "EKS8010");
            found["field"].as_str().unwrap()
        })
        .collect();
    assert_eq!(
        fields,
        [
            "nodeGroups",
            "monitoring.prometheus",
            "monitoring.alertmanager",
            "cluster.deletionProtection",
            "cluster.zonalShift",
            "network.flowLogs",
            "network.nat",
            "alerting.routes",
            "logging.controlPlane.retentionDays"
        ]
    );
    let run = held("prd");
    assert_eq!(run.code, Some(3));
    let findings: Value = serde_json::from_str(&run.stdout).unwrap();
    let found = [&findings[0]["code"], &findings[0]["field"], &findings[0]["line"]];
    assert_eq!(found, [&json!("EKS0001"), &json!("notWeakerThan"), &json!(6)]);
    assert_eq!(held("dev").code, Some(0));
}

#[test]
fn an_alarm_before_the_certificate_ends_is_not_left_behind() {
    let project = Project::of_the_repository();
    let prod = std::fs::read_to_string(project.at("environments/prod.yaml")).unwrap();
    let line = "  certificateExpiry: { notify: [platform@example.com] }\n";
    assert!(prod.contains(line), "{prod}");
    project.write("environments/prod.yaml", prod.replace(line, ""));
    let run = project.run(&["check", "prod", "-o", "json"]);
    let findings: Value = serde_json::from_str(&run.stdout).unwrap();
    let found = findings.as_array().unwrap();
    let found: Vec<[&Value; 3]> = found
        .iter()
        .map(|found| [&found["code"], &found["field"], &found["message"]])
        .collect();
    let message = "there is no alarm before the certificate ends; `dev` has one";
    assert_eq!(
        found,
        [[
            &json!("EKS8010"),
            &json!("alerting.certificateExpiry"),
            &json!(message)
        ]]
    );
}

/// Somebody pasted secrets where they do not belong: the log of the pipeline that refuses them keeps none.
#[test]
fn no_finding_shows_a_secret() {
    let token = "xoxb-EXAMPLE-ONLY-1";
    let nginx = |values: &str| format!("charts: {{ nginx: {{ version: 22.1.1, extraValues: {values} }} }}\n");
    for (what, secret, code) in [
        (
            nginx("{ cloneStaticSiteFromGit: { token: hunter2 } }"),
            "hunter2",
            "EKS3004",
        ),
        (
            nginx(&format!("{{ commonAnnotations: {{ bot: {token} }} }}")),
            token,
            "EKS3004",
        ),
        (
            nginx("{ commonAnnotations: { at: \"https://me:hunter2@example.com\" } }"),
            "hunter2",
            "EKS3004",
        ),
        (
            "monitoring: { prometheus: { remoteWrite: { team: { url: \"https://me:hunter2@example.com\" } } } }\n".to_owned(),
            "hunter2",
            "EKS0005",
        ),
        // Without a scheme, with a mistake in it, and where the finding is about the key before it.
        (
            "images: { registry: \"me:hunter2@registry.example.com/x\" }\n".to_owned(),
            "hunter2",
            "EKS0005",
        ),
        (
            "images: { registry: \"https:/me:hunter2@registry.example.com\" }\n".to_owned(),
            "hunter2",
            "EKS0005",
        ),
        (
            "image: { registry: \"me:hunter2@registry.example.com/x\" }\n".to_owned(),
            "hunter2",
            "EKS0003",
        ),
        // Where a name is wanted.
        (
            format!("alerting: {{ botkube: {{ channel: ops, botToken: {token}, appToken: app }} }}\n"),
            token,
            "EKS0005",
        ),
        (
            "monitoring: { grafana: { admin: \"Hunter2!\" } }\n".to_owned(),
            "Hunter2!",
            "EKS0005",
        ),
        (
            "secrets: { team: Hunter2! }\n".to_owned(),
            "Hunter2!",
            "EKS0005",
        ),
        (
            "secrets: { team: { kubernetes: { value: hunter2 } } }\n".to_owned(),
            "hunter2",
            "EKS0003",
        ),
        // A name by its form.
        (
            "alerting: { botkube: { channel: ops, botToken: feedface0f1e2d3c4b5a69788796a5b4, appToken: app } }\n"
                .to_owned(),
            "feedface0f1e2d3c",
            "EKS0005",
        ),
        // Where nothing is wanted.
        (format!("slack: {token}\n"), token, "EKS0003"),
        (
            "monitoring: { grafana: { adminPassword: hunter2 } }\n".to_owned(),
            "hunter2",
            "EKS0003",
        ),
    ] {
        let project = Project::with(&(sound() + &what));
        for format in ["text", "json", "github", "sarif"] {
            let run = project.run(&["check", "tiny", "-o", format]);
            let shown = run.stdout + &run.stderr;
            assert_eq!(run.code, Some(3), "{shown}");
            assert!(shown.contains(code), "{what}: {shown}");
            assert!(!shown.contains(secret), "{format} of {what}: {shown}");
        }
    }
}

/// What a file says is shown where it is no dashboard, so it may not be any file of the machine.
#[test]
fn a_dashboard_lies_in_the_project() {
    for (file, why) in [
        (
            "/etc/passwd",
            "is an absolute path, which is another one elsewhere",
        ),
        ("../../../../../../../../etc/passwd", "lies outside the project"),
    ] {
        let grafana = format!(
            "monitoring: {{ grafana: {{ admin: grafana-admin, dashboards: {{ x: {{ file: {file} }} }} }} }}\n"
        );
        let run = Project::with(&(sound() + &grafana)).run(&["check", "tiny"]);
        assert_eq!(run.code, Some(3), "{}", run.stderr);
        let message = format!("error[EKS0001]: `{file}` {why}");
        assert!(run.stderr.contains(&message), "{}", run.stderr);
        assert!(!run.stderr.contains("root:"), "{}", run.stderr);
    }
}

#[test]
fn the_line_of_a_secret_is_shown_with_stars() {
    let values =
        "charts: { nginx: { version: 22.1.1, extraValues: { auth: { password: hunter2, user: me } } } }\n";
    let run = Project::with(&(sound() + values)).run(&["check", "tiny"]);
    let line = "auth: { password: *******, user: me }";
    assert!(run.stderr.contains(line), "{}", run.stderr);
}

/// A dashboard's file has lines of its own, and the secret in one of them is not shown either.
#[test]
fn a_secret_in_the_file_of_a_dashboard_is_told_with_its_line() {
    let grafana = "monitoring:\n  prometheus: { retention: 5d, retentionSize: 10GiB }\n  grafana:\n    \
                   admin: grafana-admin\n    dashboards: { x: { file: x.json } }\n\
                   charts: { kube-prometheus-stack: { version: 88.5.3 } }\n\
                   secrets: { grafana-admin: { kubernetes: { namespace: monitoring, name: grafana-admin } } }\n";
    let project = Project::with(&(sound() + grafana));
    let token = "xoxb-EXAMPLE-ONLY-1";
    let board =
        format!("{{\n  \"title\": \"Orders\",\n  \"description\": \"{token}\",\n  \"panels\": []\n}}\n");
    project.write("environments/x.json", board);
    let run = project.run(&["check", "tiny"]);
    let expected = "\
error[EKS3004]: this looks like a secret (`xoxb-…`)
 --> environments/x.json:3:19
  |
3 |   \"description\": \"*******************\",
  |                   ^^^^^^^^^^^^^^^^^^^
";
    assert!(run.stderr.starts_with(expected), "{}", run.stderr);
    assert_eq!(run.code, Some(3));
}
