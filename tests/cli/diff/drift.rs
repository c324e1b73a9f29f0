//! What no setting causes.

use serde_json::Value;

use super::{more_nodes, repository, told};
use crate::project::{Project, git, sound};

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
fn what_another_eksight_changes_has_its_risk_and_can_fail() {
    let project = repository();
    let template = project.at("out/tiny/cloudformation/eks-oneclick.yaml");
    let rendered = std::fs::read_to_string(&template).unwrap();
    let former = rendered.replace("t3.xlarge", "m5.xlarge");
    assert_ne!(former, rendered);
    std::fs::write(&template, former).unwrap();
    let folder = project.at(".");
    git(
        &folder,
        &["commit", "--quiet", "--all", "--message", "a former eksight"],
    );
    std::fs::write(&template, rendered).unwrap();
    let shown = "
  cloudformation/eks-oneclick.yaml: +2 -2 lines
      ~ LaunchTemplateNg1 (AWS::EC2::LaunchTemplate) Properties.LaunchTemplateData.InstanceType: m5.xlarge -> t3.xlarge
          restart: the node group rolls: each node is drained and another one takes its place
      ~ Bastion (AWS::EC2::Instance) Properties.InstanceType: m5.xlarge -> t3.xlarge
          data: CloudFormation may have to make another one; the change set tells, and this one goes with what it holds

";
    let title = "Not from the environment (another eksight or catalogue, or an edit of out/ by hand)";
    let summary = "tiny: 0 to add, 2 to change, 0 to destroy; the worst risk is data\n";
    let run = project.run(&["diff", "tiny", "--fail-on", "data"]);
    assert_eq!(
        told(&run),
        (Some(5), format!("{title}:{shown}{summary}").as_str())
    );
    let stat = project.run(&["diff", "tiny", "--stat", "--detailed-exitcode"]);
    assert_eq!(told(&stat), (Some(2), summary));
    let comment = project.run(&["diff", "tiny", "-o", "markdown"]).stdout;
    for part in [
        "| **data** | `Bastion (AWS::EC2::Instance) Properties.InstanceType` | CloudFormation may",
        "\n- `cloudformation/eks-oneclick.yaml`: +2 -2 lines\n\n<details><summary>what differs in them</summary>\n\n```diff\n! ",
    ] {
        assert!(comment.contains(part), "{comment}");
    }
    let json = project.run(&["diff", "tiny", "-o", "json"]).stdout;
    let report: Value = serde_json::from_str(&json).unwrap();
    let file = &report["notFromEnvironment"][0];
    assert_eq!(
        (&report["worstRisk"], &file["unreadable"]),
        (&"data".into(), &false.into())
    );
    assert_eq!(file["effects"][0]["object"], "LaunchTemplateNg1");
    let run = project.run(&["diff", "--all", "--fail-on", "data"]);
    let last = "1 of 1 environment change; the worst risk is data\n";
    let expected = format!("{title}: tiny{shown}{last}");
    assert_eq!(told(&run), (Some(5), expected.as_str()));
}

/// Edits a file of `out/` as the base has it; the environment stays as it was rendered.
fn edited(project: &Project, path: &str, edit: impl Fn(&str) -> String) {
    let file = project.at(&format!("out/tiny/{path}"));
    let rendered = std::fs::read_to_string(&file).unwrap();
    let edited = edit(&rendered);
    assert_ne!(edited, rendered);
    std::fs::write(&file, edited).unwrap();
    git(
        &project.at("."),
        &["commit", "--quiet", "--all", "--message", "by hand"],
    );
}

const TEMPLATE: &str = "cloudformation/eks-oneclick.yaml";

/// Nothing of `out/` changes then.
#[test]
fn a_setting_that_says_what_somebody_wrote_before_comes_to_nothing() {
    let project = repository();
    edited(&project, TEMPLATE, |text| {
        text.replace("MaxSize: 3", "MaxSize: 5")
    });
    project.write("environments/tiny.yaml", more_nodes());
    let expected = "\
~ nodeGroups[\"ng1\"].size.max: 3 -> 5
    nothing that is generated changes

Not from the environment (another eksight or catalogue, or an edit of out/ by hand):
  cloudformation/eks-oneclick.yaml: +1 -1 lines; a setting says so too in 1 place, of which nothing comes

tiny: 0 to add, 0 to change, 0 to destroy
";
    assert_eq!(told(&project.run(&["diff", "tiny"])), (Some(0), expected));
    let comment = project.run(&["diff", "tiny", "-o", "markdown"]).stdout;
    let nothing = "</summary>\n\n```diff\n  nothing that is generated changes\n```\n";
    assert!(comment.contains(nothing), "{comment}");
    // The working tree gives what the base has.
    assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
    assert_eq!(project.run(&["render", "tiny", "--check"]).code, Some(0));
}

#[test]
fn a_base_that_cannot_be_read_does_not_pass_a_gate() {
    let project = repository();
    edited(&project, TEMPLATE, |text| format!("{text}broken: [\n"));
    let expected = "\
Not from the environment (another eksight or catalogue, or an edit of out/ by hand):
  cloudformation/eks-oneclick.yaml: +0 -1 lines; the base's cannot be read, so what it did is not known, and counts as the worst

tiny: 0 to add, 0 to change, 0 to destroy; the worst risk is refused
";
    let run = project.run(&["diff", "tiny", "--fail-on", "refused"]);
    assert_eq!(told(&run), (Some(5), expected));
    assert_eq!(
        project.run(&["diff", "--all", "--fail-on", "refused"]).code,
        Some(5)
    );
}

#[test]
fn what_somebody_wrote_into_out_is_hidden_where_it_is_a_secret() {
    let project = Project::with(&sound());
    assert_eq!(project.run(&["render", "tiny"]).code, Some(0));
    project.commit();
    edited(&project, TEMPLATE, |text| {
        text.replacen(
            "    Properties:\n",
            "    Properties:\n      MasterUserPassword: hunter2\n",
            1,
        )
    });
    edited(&project, "RUNBOOK.md", |text| {
        format!("{text}--set grafana.adminPassword=hunter2\n")
    });
    edited(&project, "plan.json", |text| {
        text.replacen("\"command\": \"", "\"command\": \"DB_PASSWORD=hunter2 ", 1)
    });
    for form in ["text", "markdown", "json"] {
        let run = project.run(&["diff", "tiny", "-o", form]);
        assert!(!run.stdout.contains("hunter2"), "{form}: {}", run.stdout);
        assert!(run.stdout.contains("MasterUserPassword") && run.stdout.contains("(hidden)"));
    }
    assert!(!project.run(&["diff", "--all"]).stdout.contains("hunter2"));
}

/// It is nothing that exists in AWS or in the cluster.
#[test]
fn a_file_of_nobodys_is_no_object() {
    let project = repository();
    project.write("out/tiny/notes.txt", "mine\n");
    git(&project.at("."), &["add", "out"]);
    git(&project.at("."), &["commit", "--quiet", "--message", "notes"]);
    let run = project.run(&["diff", "tiny", "--stat"]);
    assert_eq!(
        told(&run),
        (Some(0), "tiny: 0 to add, 0 to change, 0 to destroy\n")
    );
}
