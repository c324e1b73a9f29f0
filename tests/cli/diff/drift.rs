//! What no setting causes.

use serde_json::Value;

use super::{repository, told};
use crate::project::git;

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
    let summary = "tiny: 0 to add, 2 to change, 0 to destroy\n";
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
