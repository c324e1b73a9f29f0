//! `diff` against revisions of git, in repositories of the tests' own.

use serde_json::Value;

use crate::project::{Project, Run, TINY, git, sound, start, wait};

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
fn a_branch_a_worktree_and_a_subdirectory_are_all_the_same() {
    let project = repository();
    git(
        &project.at("."),
        &["worktree", "add", "--quiet", "-b", "feature", "tree"],
    );
    std::fs::write(project.at("tree/environments/tiny.yaml"), more_nodes()).unwrap();
    git(
        &project.at("tree"),
        &["commit", "--quiet", "--all", "--message", "more"],
    );
    let tree = project.at("tree");
    assert_eq!(
        told(&wait(start(&tree, &["diff", "tiny", "--base", "main"]))),
        (Some(0), MORE_NODES)
    );
    let below = project.at("tree/environments");
    assert_eq!(
        told(&wait(start(&below, &["diff", "tiny", "--base", "main"]))),
        (Some(0), MORE_NODES)
    );

    // The project is a folder of a larger repository.
    let outer = tempfile::tempdir().unwrap();
    let inner = outer.path().join("infra");
    std::fs::create_dir_all(inner.join("environments")).unwrap();
    std::fs::write(inner.join("environments/tiny.yaml"), sound()).unwrap();
    wait(start(&inner, &["render", "tiny"]));
    git(outer.path(), &["init", "--quiet"]);
    git(outer.path(), &["add", "."]);
    git(outer.path(), &["commit", "--quiet", "--message", "first"]);
    std::fs::write(inner.join("environments/tiny.yaml"), more_nodes()).unwrap();
    assert_eq!(
        told(&wait(start(&inner, &["diff", "tiny"]))),
        (Some(0), MORE_NODES)
    );
}

#[test]
fn a_shallow_clone_has_its_head_and_says_what_is_missing() {
    let project = repository();
    let clone = tempfile::tempdir().unwrap();
    let origin = format!("file://{}", project.at(".").display());
    git(
        clone.path(),
        &["clone", "--quiet", "--depth", "1", &origin, "here"],
    );
    let here = clone.path().join("here");
    std::fs::write(here.join("environments/tiny.yaml"), more_nodes()).unwrap();
    assert_eq!(
        told(&wait(start(&here, &["diff", "tiny"]))),
        (Some(0), MORE_NODES)
    );
    let run = wait(start(&here, &["diff", "tiny", "--base", "v1"]));
    assert_eq!(told(&run), (Some(1), ""));
    assert!(
        run.stderr.contains("git knows no revision `v1`"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("git fetch --depth 1 origin v1"),
        "{}",
        run.stderr
    );
}

#[test]
fn an_environment_that_the_base_does_not_have_is_all_new() {
    let project = repository();
    project.write(
        "environments/other.yaml",
        sound().replace("name: tiny", "name: other"),
    );
    let run = project.run(&["diff", "other", "--stat"]);
    let summary = run.stdout.strip_prefix("other: ").unwrap();
    assert!(
        summary.ends_with(" to add, 0 to change, 0 to destroy\n") && !summary.starts_with("0 "),
        "{summary}"
    );
    let run = project.run(&["diff", "other"]);
    assert!(
        run.stdout.starts_with("other is new against HEAD\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn what_somebody_wrote_into_out_is_told_apart() {
    let project = repository();
    let file = project.at("out/tiny/RUNBOOK.md");
    let edited = format!("{}mine\n", std::fs::read_to_string(&file).unwrap());
    std::fs::write(&file, edited).unwrap();
    git(
        &project.at("."),
        &["commit", "--quiet", "--all", "--message", "by hand"],
    );
    let run = project.run(&["diff", "tiny"]);
    assert_eq!(
        run.stdout,
        "Not from the environment (another eksight or catalogue, or an edit of out/ by hand):\n  \
         RUNBOOK.md: +0 -1 lines\n\ntiny: 0 to add, 0 to change, 0 to destroy\n"
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
    // Nobody rendered what had a secret in it.
    let settings = run.stdout.split_once("Not from the environment").unwrap().0;
    assert_eq!((run.code, settings), (Some(0), shown));
    for form in ["markdown", "json"] {
        let run = project.run(&["diff", "tiny", "-o", form]);
        assert!(run.stdout.contains("(hidden)"), "{}", run.stdout);
        for former in ["the-former-one", "EXAMPLE-FORMER"] {
            assert!(!run.stdout.contains(former), "{}", run.stdout);
        }
    }
}

#[test]
fn outside_git_it_says_so() {
    let project = Project::with(&sound());
    let run = project.run(&["diff", "tiny"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("not a git repository"), "{}", run.stderr);
}

#[test]
fn two_environments_of_the_tree_are_compared_without_git() {
    let project = Project::with(&sound());
    project.write("environments/more.yaml", more_nodes());
    assert_eq!(
        told(&project.run(&["diff", "more", "--between", "tiny"])),
        (Some(0), MORE_NODES.replace("tiny:", "more:").as_str())
    );
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
        comment.contains("<summary>nodeGroups[\"ng1\"].size.desired: 3 -&gt; 2 (-$159.14 a month)</summary>"),
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
}

#[test]
fn an_environment_that_is_deleted_tells_what_goes_and_what_does_not() {
    let project = repository();
    std::fs::remove_file(project.at("environments/tiny.yaml")).unwrap();
    project.write("environments/other.yaml", sound());
    let run = project.run(&["diff", "tiny"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let heading = "tiny is there at HEAD and no more. Its file going deletes nothing that runs: it runs and bills until \
                   somebody tears it down as the runbook says (`git show HEAD:./out/tiny/RUNBOOK.md`). This goes then\n\n    \
                   cloudformation/eks-oneclick.yaml\n";
    assert!(run.stdout.starts_with(heading), "{}", run.stdout);
    assert!(
        run.stdout
            .contains("outage: the cluster and all that runs in it is deleted"),
        "{}",
        run.stdout
    );
    let title = "\nMonthly cost, once it is torn down: -$";
    assert!(run.stdout.contains(title), "{}", run.stdout);
    let comment = project.run(&["diff", "tiny", "-o", "markdown"]).stdout;
    assert!(comment.contains(&title.replacen('\n', "\n**", 1)), "{comment}");
    let summary = run.stdout.lines().last().unwrap();
    assert!(summary.starts_with("tiny: 0 to add, 0 to change, ") && !summary.ends_with(" 0 to destroy"));
    assert_eq!(
        project.run(&["diff", "tiny", "--fail-on", "outage"]).code,
        Some(5)
    );
    let json = project.run(&["diff", "tiny", "-o", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json["newEnvironment"], &json["deletedEnvironment"]),
        (&false.into(), &true.into())
    );
    // What goes counts among all environments as it does alone.
    let all = project.run(&["diff", "--all", "--stat", "--fail-on", "outage"]);
    assert_eq!(
        told(&all),
        (
            Some(5),
            "1 of 1 environment change, 1 new, 1 gone; the worst risk is exposure\n"
        )
    );
    // One that was never there is a slip of the pen.
    let run = project.run(&["diff", "tinny"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(64), ""));
    assert!(
        run.stderr.contains("there is no environment `tinny`"),
        "{}",
        run.stderr
    );
}

/// Of `tiny` as the base has it: the fault at its line, and nothing else.
fn assert_is_unreadable(run: &Run) {
    assert_eq!(told(run), (Some(3), ""));
    let first = "error: this eksight cannot read `environments/tiny.yaml` as it is at HEAD; compare with a revision where it \
                 can (`--base`)\n";
    assert!(run.stderr.starts_with(first), "{}", run.stderr);
    assert!(
        run.stderr.contains("--> environments/tiny.yaml:20:38"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_base_that_rules_refuse_is_compared_and_one_that_cannot_be_read_is_shown() {
    let project = Project::with(TINY);
    project.commit();
    project.write("environments/tiny.yaml", sound());
    let run = project.run(&["diff", "tiny", "--detailed-exitcode"]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    let first = "~ nodeGroups[\"ng1\"].instanceTypes: [\"t3a.xlarge\"] -> [\"t3.xlarge\"]\n";
    assert!(run.stdout.starts_with(first), "{}", run.stdout);

    let project = Project::with(&sound().replace("max: 3", "max: many"));
    project.commit();
    project.write("environments/tiny.yaml", sound());
    assert_is_unreadable(&project.run(&["diff", "tiny"]));
}

#[test]
fn a_deleted_environment_that_cannot_be_read_is_shown() {
    let project = Project::with(&sound().replace("max: 3", "max: many"));
    project.commit();
    std::fs::remove_file(project.at("environments/tiny.yaml")).unwrap();
    project.write("environments/other.yaml", sound());
    for arguments in [["diff", "tiny"], ["diff", "--all"]] {
        assert_is_unreadable(&project.run(&arguments));
    }
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
fn advice_to_fetch_fits_the_name() {
    let project = repository();
    let advice = |name: &str| {
        let run = project.run(&["diff", "tiny", "--base", name]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
        let told = format!("error: git knows no revision `{name}`; ");
        run.stderr.strip_prefix(&told).unwrap().trim_end().to_owned()
    };
    let ancestors = "in a shallow clone `git fetch --unshallow` brings the commits before those that it has";
    for name in ["HEAD^1", "HEAD~3", "main@{upstream}"] {
        assert_eq!(advice(name), ancestors);
    }
    assert_eq!(
        advice("origin/main"),
        "before the branch was fetched, `git fetch --depth 1 origin main:refs/remotes/origin/main` brings it"
    );
    assert!(advice("0123abc").contains("one by its whole id"));
    assert!(advice("release").contains("`git fetch --depth 1 origin release` brings it as `FETCH_HEAD`"));
}

#[test]
fn in_a_shallow_clone_the_advice_brings_the_base() {
    let project = repository();
    git(&project.at("."), &["checkout", "--quiet", "-b", "feature"]);
    project.write("environments/tiny.yaml", more_nodes());
    git(
        &project.at("."),
        &["commit", "--quiet", "--all", "--message", "more"],
    );
    let clone = tempfile::tempdir().unwrap();
    let origin = format!("file://{}", project.at(".").display());
    git(
        clone.path(),
        &[
            "clone", "--quiet", "--depth", "1", "--branch", "feature", &origin, "here",
        ],
    );
    let here = clone.path().join("here");
    let diff = |base: &str| wait(start(&here, &["diff", "tiny", "--base", base]));
    assert_eq!(told(&diff("origin/main")), (Some(1), ""));
    git(
        &here,
        &[
            "fetch",
            "--quiet",
            "--depth",
            "1",
            "origin",
            "main:refs/remotes/origin/main",
        ],
    );
    assert_eq!(told(&diff("origin/main")), (Some(0), MORE_NODES));
    git(&here, &["fetch", "--quiet", "--depth", "1", "origin", "main"]);
    assert_eq!(told(&diff("FETCH_HEAD")), (Some(0), MORE_NODES));
    assert_eq!(told(&diff("HEAD^1")), (Some(1), ""));
    git(&here, &["fetch", "--quiet", "--unshallow"]);
    assert_eq!(told(&diff("HEAD^1")), (Some(0), MORE_NODES));
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

- 1 environment gone since HEAD: gone

3 of 4 environments change, 1 new, 1 gone; the worst risk is exposure
";
    assert_eq!(told(&run), (Some(2), expected));
    let json = project.run(&["diff", "--all", "-o", "json"]).stdout;
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        report["changes"][0]["environments"],
        serde_json::json!(["one", "two"])
    );
    assert_eq!(report["newEnvironments"], serde_json::json!(["three"]));
    let markdown = project.run(&["diff", "--all", "-o", "markdown"]).stdout;
    assert!(
        markdown.contains("\n- 2 environments: `nodeGroups[\"ng1\"].size.max`: `3 -> 5`\n  one, two\n"),
        "{markdown}"
    );
    assert_eq!(project.run(&["diff"]).code, Some(64));
    assert_eq!(project.run(&["diff", "tiny", "--all"]).code, Some(64));
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
    let runs: [(&str, &[&str]); 4] = [
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
        assert_ne!(report[key], serde_json::json!([]), "{arguments:?}");
        // A key that the schema does not know is a fault of the one or the other.
        report["more"] = Value::Null;
        assert!(!validator.is_valid(&report), "{arguments:?}");
    }
}
