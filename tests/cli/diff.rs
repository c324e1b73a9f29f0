//! `diff` against revisions of git, in repositories of the tests' own.

mod base;
mod delivery;
mod drift;
mod rotated;

use serde_json::Value;

use crate::project::{Project, Run, git, sound};

/// A repository whose one commit has `tiny` and what it is rendered to.
fn repository() -> Project {
    let project = Project::with(&sound());
    assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
    project.commit();
    project
}

/// The setting that the tests change, in a working tree that nobody commits.
fn more_nodes() -> String {
    sound().replace("max: 3", "max: 5")
}

const MORE_NODES: &str = "\
~ nodeGroups[\"ng1\"].size.max: 3 -> 5
    cloudformation/eks-oneclick.yaml
      ~ NodeGroupNg1 (AWS::EKS::Nodegroup) Properties.ScalingConfig.MaxSize: 3 -> 5

tiny: 0 to add, 1 to change, 0 to destroy
";

/// What is told of an environment that the base alone has, beside that it is gone.
fn still_there(name: &str) -> String {
    format!(
        "    {name} is there at HEAD and no more. Its file going deletes nothing that runs: it runs and bills until somebody tears it \
         down as the runbook says (`git show HEAD:./out/{name}/RUNBOOK.md`), its file brought back first (`git checkout HEAD -- \
         environments/{name}.yaml`){LOST}"
    )
}

/// What ends with it.
const LOST: &str = "
    cloudformation/eks-oneclick.yaml
      - Cluster (AWS::EKS::Cluster)
          outage: the cluster and all that runs in it is deleted
      - Bastion (AWS::EC2::Instance)
          data: it is deleted with what it holds
";

fn told(run: &Run) -> (Option<i32>, &str) {
    (run.code, run.stdout.as_str())
}

#[test]
fn a_dirty_tree_is_compared_with_head() {
    let project = repository();
    let nothing = "tiny: 0 to add, 0 to change, 0 to destroy\n";
    assert_eq!(
        told(&project.run(&["diff", "tiny", "--detailed-exitcode"])),
        (Some(0), nothing)
    );
    project.write("environments/tiny.yaml", more_nodes());
    assert_eq!(told(&project.run(&["diff", "tiny"])), (Some(0), MORE_NODES));
    assert_eq!(
        project.run(&["diff", "tiny", "--detailed-exitcode"]).code,
        Some(2)
    );
    let stat = project.run(&["diff", "tiny", "--stat", "--fail-on", "restart"]);
    assert_eq!(
        told(&stat),
        (Some(0), "tiny: 0 to add, 1 to change, 0 to destroy\n")
    );
}

#[test]
fn what_is_at_risk_can_fail() {
    let project = repository();
    project.write(
        "environments/tiny.yaml",
        sound().replacen("t3.xlarge", "m5.xlarge", 1),
    );
    let run = project.run(&["diff", "tiny", "--fail-on", "restart", "--detailed-exitcode"]);
    assert_eq!(run.code, Some(5));
    assert!(
        run.stdout.contains("restart: the node group rolls"),
        "{}",
        run.stdout
    );
    let run = project.run(&["diff", "tiny", "--fail-on", "danger"]);
    assert_eq!(run.code, Some(64));
    assert!(
        run.stderr
            .contains("`danger` is no risk; there are restart, replace, data"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_comment_has_its_marker_and_json_its_version() {
    let project = repository();
    project.write("environments/tiny.yaml", more_nodes());
    let comment = project.run(&["diff", "tiny", "-o", "markdown"]).stdout;
    assert!(
        comment.starts_with("<!-- eksight-diff tiny -->\n### `tiny` against HEAD: 0 to add, 1 to change"),
        "{comment}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&project.run(&["diff", "tiny", "-o", "json"]).stdout).unwrap();
    assert_eq!(json["formatVersion"], 1);
    assert_eq!(json["changes"][0]["field"], "nodeGroups[\"ng1\"].size.max");
    let effect = &json["changes"][0]["effects"][0];
    assert_eq!(
        effect["path"],
        serde_json::json!(["Properties", "ScalingConfig", "MaxSize"])
    );
    assert_eq!(
        (&effect["action"], &effect["risk"], &effect["old"]),
        (&"change".into(), &"none".into(), &3.into())
    );
}

/// Somebody committed secrets, and a later commit takes them away: the log of that review keeps none.
#[test]
fn secrets_are_hidden_where_they_go() {
    let with = |variables: &str, token: &str, hook: &str| {
        sound()
            + &format!(
                "workloads: {{ nginx: {{ replicas: 2 }} }}
charts:
  nginx:
    version: 22.1.1
    extraValues:
      extraEnvVars: [{variables}{{ name: MODE, value: quiet }}]
      cloneStaticSiteFromGit: {{ token: {token} }}
      commonAnnotations: {{ hook: \"{hook}\" }}
"
            )
    };
    let hook = "https://hooks.slack.com/services/EXAMPLE-FORMER";
    let project = Project::with(&with(
        "{ name: TOKEN, value: the-former-one }, ",
        "the-former-one",
        hook,
    ));
    project.commit();
    project.write("environments/tiny.yaml", with("", "$CLONE_TOKEN", "none"));
    let run = project.run(&["diff", "tiny"]);
    let shown = "\
~ charts[\"nginx\"].extraValues.extraEnvVars: \
[{\"name\":\"TOKEN\",\"value\":\"(hidden)\"},{\"name\":\"MODE\",\"value\":\"quiet\"}] -> [{\"name\":\"MODE\",\"value\":\"quiet\"}]
    helm/nginx/values.yaml
      - extraEnvVars.TOKEN: {\"name\":\"TOKEN\",\"value\":\"(hidden)\"}

~ charts[\"nginx\"].extraValues.cloneStaticSiteFromGit.token: (hidden) -> $CLONE_TOKEN
    helm/nginx/values.yaml
      ~ cloneStaticSiteFromGit.token: (hidden) -> $CLONE_TOKEN

~ charts[\"nginx\"].extraValues.commonAnnotations.hook: (hidden) -> none
    helm/nginx/values.yaml
      ~ commonAnnotations.hook: (hidden) -> none

";
    let settings = run.stdout.split_once("tiny: ").unwrap().0;
    assert_eq!((run.code, settings), (Some(0), shown));
    // Nobody rendered what had a secret in it.
    let note = "note: `out/tiny` is not there at HEAD, so that what another eksight changes cannot be told\n";
    assert!(run.stderr.ends_with(note), "{}", run.stderr);
    for form in ["markdown", "json"] {
        let run = project.run(&["diff", "tiny", "-o", form]);
        assert!(run.stdout.contains("(hidden)"), "{}", run.stdout);
        for former in ["the-former-one", "EXAMPLE-FORMER"] {
            assert!(!run.stdout.contains(former), "{}", run.stdout);
        }
    }
}

/// Values of a chart are one file, which has no name within itself.
#[test]
fn a_file_that_comes_as_a_whole_is_shown_without_a_key() {
    let project = repository();
    let chart = "charts: { metrics-server: { version: 3.13.1, extraValues: { replicas: 2 } } }\n";
    project.write("environments/tiny.yaml", sound() + chart);
    let text = project.run(&["diff", "tiny"]).stdout;
    let line = "    helm/metrics-server/values.yaml\n      + {\"replicas\":2}\n";
    assert!(text.contains(line), "{text}");
    let comment = project.run(&["diff", "tiny", "-o", "markdown"]).stdout;
    assert!(
        comment.contains("\n+ helm/metrics-server/values.yaml\n"),
        "{comment}"
    );
}

#[test]
fn two_environments_of_the_tree_are_compared_without_git() {
    let project = Project::with(&sound());
    project.write("environments/more.yaml", more_nodes());
    project.program("git", "touch \"$(dirname \"$0\")/asked\"");
    assert_eq!(
        told(&project.run_with_own_programs(&["diff", "more", "--between", "tiny"])),
        (Some(0), MORE_NODES.replace("tiny:", "more:").as_str())
    );
    assert!(!project.at("bin/asked").exists());
}

#[test]
fn a_change_has_its_price() {
    let project = repository();
    project.write(
        "environments/tiny.yaml",
        sound()
            .replace("desired: 3", "desired: 2")
            .replace("min: 3", "min: 1")
            .replace("  cidr: 10.40.0.0/16", "  cidr: 10.40.0.0/16\n  nat: perZone"),
    );
    let day = ["--as-of", "2026-11-28"];
    let run = project.run(&["diff", "tiny", day[0], day[1]]);
    let costs: Vec<&str> = run
        .stdout
        .lines()
        .filter(|line| line.to_lowercase().contains("monthly cost"))
        .collect();
    let expected = [
        "    monthly cost: +$93.44",
        "    monthly cost: -$159.14",
        "Monthly cost: -$65.70 ($756.26 -> $690.57, -9%)",
    ];
    assert_eq!(costs, expected, "{}", run.stdout);
    let comment = project
        .run(&["diff", "tiny", "-o", "markdown", day[0], day[1]])
        .stdout;
    assert!(
        comment.contains("\n**Monthly cost: -$65.70** ($756.26 -> $690.57, -9%)\n"),
        "{comment}"
    );
    assert!(
        comment.contains("<summary><code>nodeGroups[\"ng1\"].size.desired</code>: <code>3 -&gt; 2</code> (-$159.14 a month)</summary>"),
        "{comment}"
    );
    let json = project
        .run(&["diff", "tiny", "-o", "json", day[0], day[1]])
        .stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json["monthlyCost"],
        serde_json::json!({
            "currency": "USD",
            "pastTotalMonthlyCost": "756.26",
            "totalMonthlyCost": "690.57",
            "diffTotalMonthlyCost": "-65.70",
            "diffTotalMonthlyCostLow": "-65.70",
            "partial": false,
            "beyond": false,
        })
    );
    assert_eq!(json["changes"][0]["monthlyCost"]["diffTotalMonthlyCost"], "93.44");
    // Each costs by itself what it costs.
    assert_eq!(json.get("monthlyCostTogether"), Some(&serde_json::Value::Null));
}

/// The same change of three environments, of which one has flow logs to tag.
#[test]
fn effects_that_differ_are_told_apart() {
    let project = Project::with(&sound().replace("cidr:", "flowLogs: { retentionDays: 30 }\n  cidr:"));
    for name in ["one", "two"] {
        project.write(
            &format!("environments/{name}.yaml"),
            sound().replace("name: tiny", &format!("name: {name}")),
        );
    }
    assert_eq!(project.run(&["render", "--all"]).code, Some(0));
    project.commit();
    for name in ["one", "two", "tiny"] {
        let path = format!("environments/{name}.yaml");
        let text = std::fs::read_to_string(project.at(&path)).unwrap();
        project.write(&path, text.replace("owner: platform", "owner: infra"));
    }
    let run = project.run(&["diff", "--all"]);
    let first = "~ tags[\"owner\"]: platform -> infra\n    3 environments: one, tiny, two\n    in one, two:\n    cloudformation";
    assert!(run.stdout.starts_with(first), "{}", run.stdout);
    let (common, own) = run.stdout.split_once("    in tiny:\n").unwrap();
    let flow_logs = "\n      ~ FlowLogGroup (AWS::Logs::LogGroup) ";
    assert!(
        !common.contains(flow_logs) && own.contains(flow_logs),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .ends_with("\n\n3 of 3 environments change; the worst risk is restart\n"),
        "{}",
        run.stdout
    );
}

/// A file that somebody else wrote must steer neither the terminal nor the page that shows what it changes.
#[test]
fn what_would_steer_a_terminal_is_shown() {
    let nginx = |hook: &str| {
        sound()
            + &format!(
                "workloads: {{ nginx: {{ replicas: 2 }} }}
charts: {{ nginx: {{ version: 22.1.1, extraValues: {{ commonAnnotations: {{ hook: \"{hook}\" }} }} }} }}
"
            )
    };
    let project = Project::with(&nginx("form"));
    project.write(
        "environments/other.yaml",
        nginx("form").replace("name: tiny", "name: other"),
    );
    project.commit();
    project.write(
        "environments/tiny.yaml",
        nginx("plat\\u001b[2Kform\\u202e\\u0007"),
    );
    let shown = "plat\\u001b[2Kform\\u202e\\u0007";
    let runs: [&[&str]; 6] = [
        &["diff", "tiny"],
        &["diff", "tiny", "-o", "markdown"],
        &["diff", "tiny", "-o", "json"],
        &["diff", "--all"],
        &["diff", "tiny", "--between", "other", "--matrix"],
        &["diff", "tiny", "--between", "other", "--matrix", "-o", "markdown"],
    ];
    for arguments in runs {
        let run = project.run(arguments);
        assert!(
            run.stdout.contains(shown),
            "{arguments:?}: {} {}",
            run.stdout,
            run.stderr
        );
        let raw = run
            .stdout
            .chars()
            .any(|c| matches!(c, '\u{1b}' | '\u{7}' | '\u{202e}'));
        assert!(!raw, "{arguments:?}: {}", run.stdout);
    }
    let first = project.run(&["diff", "tiny"]).stdout;
    let first = first.lines().next().unwrap();
    assert_eq!(
        first,
        format!("~ charts[\"nginx\"].extraValues.commonAnnotations.hook: form -> {shown}")
    );
}

#[test]
fn one_change_of_several_environments_is_told_once() {
    let project = repository();
    project.write("environments/common.yaml", format!("kind: Base\n{}", sound()));
    let named =
        |name: &str| format!("apiVersion: eksight/v1\nextends: common.yaml\ncluster: {{ name: {name} }}\n");
    for name in ["one", "two", "gone"] {
        project.write(&format!("environments/{name}.yaml"), named(name));
    }
    assert_eq!(project.run(&["render", "--all"]).code, Some(0));
    git(&project.at("."), &["add", "."]);
    git(&project.at("."), &["commit", "--quiet", "--message", "second"]);
    let nothing = project.run(&["diff", "--all", "--detailed-exitcode"]);
    assert_eq!(told(&nothing), (Some(0), "0 of 4 environments change\n"));

    project.write(
        "environments/common.yaml",
        format!("kind: Base\n{}", more_nodes()),
    );
    project.write("environments/three.yaml", named("three"));
    std::fs::remove_file(project.at("environments/gone.yaml")).unwrap();
    let run = project.run(&["diff", "--all", "--detailed-exitcode"]);
    let expected = "\
~ nodeGroups[\"ng1\"].size.max: 3 -> 5
    2 environments: one, two
    in `one`, as in the others:
    cloudformation/eks-oneclick.yaml
      ~ NodeGroupNg1 (AWS::EKS::Nodegroup) Properties.ScalingConfig.MaxSize: 3 -> 5

+ 1 environment new against HEAD: three
    cloudformation/eks-oneclick.yaml
      + ClusterRole (AWS::IAM::Role)
          exposure: it is new, and has policies that AWS manages
      + AccessEntryOps (AWS::EKS::AccessEntry)
          exposure: somebody gets rights in the cluster
      + NodeRole (AWS::IAM::Role)
          exposure: it is new, and has policies that AWS manages
      + BastionRole (AWS::IAM::Role)
          exposure: it is new, and has policies that AWS manages

- 1 environment gone since HEAD: gone
";
    let summary = "Monthly cost: +$756.26, and what depends on usage or has no price ($2,268.79 -> $3,025.06, +33%)\n\
                   Monthly cost, once what is gone is torn down: -$756.26, and what depends on usage or has no price ($756.26 -> \
                   $0.00, -100%)\n\
                   3 of 4 environments change, 1 new, 1 gone; the worst risk is exposure";
    let still_there = still_there("gone").replace(
        "its file brought back first (`git checkout HEAD -- environments/gone.yaml`)",
        "in a folder that has it as it was, since environments/common.yaml has changed (`git worktree add --detach ../gone HEAD`)",
    );
    let expected = format!("{expected}{still_there}\n{summary}\n");
    assert_eq!(told(&run), (Some(2), expected.as_str()));
    let json = project.run(&["diff", "--all", "-o", "json"]).stdout;
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["goneRisks"], serde_json::json!({ "gone": "outage" }));
    assert_eq!(report["goneMonthlyCost"]["pastTotalMonthlyCost"], "756.26");
    assert_eq!(
        report["changes"][0]["environments"],
        serde_json::json!(["one", "two"])
    );
    assert_eq!(report["newEnvironments"], serde_json::json!(["three"]));
    assert_eq!(report["newRisks"], serde_json::json!({ "three": "exposure" }));
    let markdown = project.run(&["diff", "--all", "-o", "markdown"]).stdout;
    assert!(
        markdown.contains("\n- 2 environments: `nodeGroups[\"ng1\"].size.max`: `3 -> 5`\n  one, two\n"),
        "{markdown}"
    );
    assert_eq!(project.run(&["diff"]).code, Some(64));
    assert_eq!(project.run(&["diff", "tiny", "--all"]).code, Some(64));
}

/// The commonest change of a fleet: paths, commands and names of objects have the environment's name in each.
#[test]
fn what_differs_by_the_name_of_the_environment_alone_is_told_once() {
    let project = repository();
    let chart = |version: &str| {
        format!(
            "kind: Base\n{}charts: {{ metrics-server: {{ version: {version} }} }}\n",
            sound()
        )
    };
    project.write("environments/common.yaml", chart("3.13.1"));
    for name in ["one", "the-other"] {
        project.write(
            &format!("environments/{name}.yaml"),
            format!("apiVersion: eksight/v1\nextends: common.yaml\ncluster: {{ name: {name} }}\n"),
        );
    }
    let rendered = project.run(&["render", "--all"]);
    assert_eq!(rendered.code, Some(0), "{}", rendered.stderr);
    project.commit();
    project.write("environments/common.yaml", chart("3.13.0"));
    let run = project.run(&["diff", "--all"]);
    let expected = "\
~ charts[\"metrics-server\"].version: 3.13.1 -> 3.13.0
    2 environments: one, the-other
    in `one`, as in the others, each by its own name:
    plan.json
      ~ steps.metrics-server.command: …cs-server --version 3.13.1 --namespace kube-system --values out/one/helm/metrics-server/values.yaml … (106 characters) -> …cs-server --version 3.13.0 --namespace kube-system --values out/one/helm/metrics-server/values.yaml … (106 characters)
          restart: the release goes from 3.13.1 to 3.13.0; its pods start anew
    and RUNBOOK.md

2 of 3 environments change; the worst risk is restart
";
    assert_eq!(run.stdout, expected);
}

#[test]
fn what_a_change_costs_is_told_for_all_that_have_it() {
    let project = repository();
    project.write(
        "environments/two.yaml",
        sound().replace("name: tiny", "name: two"),
    );
    assert_eq!(project.run(&["render", "--all"]).code, Some(0));
    project.commit();
    for name in ["tiny", "two"] {
        let text = sound().replace("name: tiny", &format!("name: {name}"));
        let text = text.replace("[t3.xlarge]", "[m5.xlarge]");
        project.write(&format!("environments/{name}.yaml"), text);
    }
    let run = project.run(&["diff", "--all"]);
    let costs: Vec<&str> = run
        .stdout
        .lines()
        .filter(|line| line.contains("onthly cost"))
        .collect();
    assert_eq!(
        costs,
        [
            "    monthly cost, of all of them: +$122.64",
            "Monthly cost: +$122.64 ($1,512.53 -> $1,635.17, +8%)"
        ]
    );
    let json = project.run(&["diff", "--all", "-o", "json"]).stdout;
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let costs = [&report["monthlyCost"], &report["changes"][0]["monthlyCost"]];
    let more = costs.map(|cost| cost["diffTotalMonthlyCost"].as_str().unwrap_or_default());
    assert_eq!(more, ["122.64", "122.64"]);
}

/// A reviewer of 34 environments sees what changes in 32 of them.
#[test]
fn an_environment_with_errors_does_not_hide_the_others() {
    let project = repository();
    project.write("environments/tiny.yaml", more_nodes());
    project.write(
        "environments/broken.yaml",
        sound().replace("name: tiny", "name: Broken!"),
    );
    let run = project.run(&["diff", "--all", "--detailed-exitcode"]);
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(run.stderr.ends_with("broken: 1 error\n"), "{}", run.stderr);
    let first = "~ nodeGroups[\"ng1\"].size.max: 3 -> 5\n    1 environment: tiny\n";
    assert!(run.stdout.starts_with(first), "{}", run.stdout);
    let end = "\n! 1 environment refused, so not compared with HEAD: broken\n\n\
               1 of 1 environment change, 1 refused\n";
    assert!(run.stdout.ends_with(end), "{}", run.stdout);
    let json = project.run(&["diff", "--all", "-o", "json"]);
    let report: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(
        (json.code, &report["refusedEnvironments"]),
        (Some(3), &serde_json::json!(["broken"]))
    );
    let markdown = project.run(&["diff", "--all", "-o", "markdown"]).stdout;
    assert!(
        markdown.contains("\n- 1 environment refused, so not compared: broken\n"),
        "{markdown}"
    );
}

/// The cluster runs on under the new name of its file: nothing of it is new, and nothing is torn down.
#[test]
fn a_renamed_environment_is_compared_with_itself() {
    let project = repository();
    std::fs::remove_file(project.at("environments/tiny.yaml")).unwrap();
    project.write("environments/team-99.yaml", sound());
    assert_eq!(project.run(&["render", "--all"]).code, Some(0));
    git(&project.at("."), &["add", "."]);
    let run = project.run(&["diff", "--all", "--detailed-exitcode"]);
    let expected =
        "~ 1 environment renamed since HEAD: team-99 (was tiny)\n\n0 of 1 environment change, 1 renamed\n";
    assert_eq!(told(&run), (Some(2), expected));
    let json = project.run(&["diff", "--all", "-o", "json"]).stdout;
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        report["renamedEnvironments"],
        serde_json::json!({ "team-99": "tiny" })
    );
    let run = project.run(&["diff", "team-99", "--detailed-exitcode"]);
    let nothing = "team-99: 0 to add, 0 to change, 0 to destroy\n";
    assert_eq!(told(&run), (Some(2), nothing));
    let comment = project.run(&["diff", "team-99", "-o", "markdown"]).stdout;
    let expected = "<!-- eksight-diff team-99 -->\n### `team-99` against HEAD: 0 to add, 0 to change, 0 to destroy\n\nAt `HEAD` its \
                    stack is that of `tiny`, with which it is compared.\n\n";
    assert_eq!(comment, expected);
    let json: Value = serde_json::from_str(&project.run(&["diff", "team-99", "-o", "json"]).stdout).unwrap();
    assert_eq!(json["earlierName"], "tiny");
    project.write("environments/team-99.yaml", more_nodes());
    let run = project.run(&["diff", "team-99"]);
    let note = "note: at HEAD its stack is that of `tiny`, with which it is compared\n";
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), note));
    assert!(run.stdout.contains("~ nodeGroups[\"ng1\"].size.max: 3 -> 5\n"));
    let old = project.run(&["diff", "tiny"]);
    let message = "error: the cluster of `tiny` is `team-99` now; ask for that: `cargo xtask diff team-99`\n";
    assert_eq!((old.code, old.stderr.as_str()), (Some(64), message));
}

/// The schema that programs are written by is what is printed, in each of its three forms.
#[test]
fn json_is_as_its_schema_says() {
    let schema = include_str!("../../schemas/diff.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let project = repository();
    project.write(
        "environments/other.yaml",
        sound().replace("name: tiny", "name: other"),
    );
    project.write(
        "environments/tiny.yaml",
        more_nodes().replace("  cidr: 10.40", "  cidr: 10.41"),
    );
    project.write("out/tiny/RUNBOOK.md", "of a former version\n");
    git(
        &project.at("."),
        &["commit", "--quiet", "--message", "out", "out"],
    );
    let runs: [(&str, &[&str]); 5] = [
        ("notFromEnvironment", &["diff", "tiny"]),
        ("changes", &["diff", "tiny"]),
        ("changes", &["diff", "other"]),
        ("newEnvironments", &["diff", "--all"]),
        ("fields", &["diff", "tiny", "--between", "other", "--matrix"]),
    ];
    for (key, arguments) in runs {
        let run = project.run(&[arguments, &["-o", "json"]].concat());
        let mut report: Value = serde_json::from_str(&run.stdout).unwrap();
        let faults: Vec<String> = validator
            .iter_errors(&report)
            .map(|fault| fault.to_string())
            .collect();
        assert_eq!(faults, [""; 0], "{arguments:?}");
        let filled = report[key].as_array().is_some_and(|list| !list.is_empty());
        assert!(filled, "{arguments:?}");
        // A key that the schema does not know is a fault of the one or the other.
        report["more"] = Value::Null;
        assert!(!validator.is_valid(&report), "{arguments:?}");
    }
}
