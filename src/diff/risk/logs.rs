//! Log groups that somebody beside the stack writes to, who makes the group where there is none and goes on where it goes.

use serde_json::Value;

use super::{Judge, Judged, Risk, entries, judged, with_commands};
use crate::Effect;

/// Who writes to the groups of Container Insights: agents of ours, or those of an add-on.
const AGENTS: &str = "manifests/container-insights.yaml";
const ADDON: &str = "amazon-cloudwatch-observability";

/// A group that comes after the first event was written: whoever wrote it has made the group already. Source:
/// terraform-aws-modules/terraform-aws-eks issues 411 and 2486, serverless/serverless issue 3237; CloudFormation user guide,
/// import resources automatically: what has a static name and is retained is taken in as it is; 2026-11. EKS makes the group
/// again when it is deleted under it (terraform-aws-eks issue 2763).
pub(super) fn taken(effect: &Effect, judge: &Judge) -> Option<Judged> {
    let properties = &effect.new.as_ref()?["Properties"];
    let name = properties["LogGroupName"].as_str()?;
    let by_eks = is_of_cluster(name, judge, 0);
    let who = match by_eks {
        true => "EKS has",
        false if is_of_agents(name, judge, 0) => "the agents have",
        false => return None,
    };
    let why = format!(
        "{who} made `{name}` already, and CloudFormation makes none whose name is taken: it rolls back"
    );
    let mut ways = Vec::new();
    if can_be_taken_in(properties) {
        ways.push(import(name, judge));
    }
    if by_eks {
        ways.push(with_commands(
            "to do without what it holds, take `cluster.logTypes` out in one change, since EKS makes the group again while it \
             writes, delete it, and bring both in the next change",
            &[format!("aws logs delete-log-group {}", called(name, judge))],
        ));
    }
    Some(judged(Risk::Refused, format!("{why}; {}", ways.join("\nor, "))))
}

/// How a change set takes a group in. One takes in all of them, so that its commands stand with the first.
fn import(name: &str, judge: &Judge) -> String {
    let is_taken = |name: &str| is_of_cluster(name, judge, 0) || is_of_agents(name, judge, 0);
    let is_new = |id: &str| judge.resources[0].is_none_or(|old| !old.contains_key(id));
    let groups = entries(judge.resources[1])
        .filter(|(id, group)| group["Type"] == "AWS::Logs::LogGroup" && is_new(id));
    let groups = groups.map(|(_, group)| &group["Properties"]);
    let groups = groups.filter(|properties| can_be_taken_in(properties));
    let groups = groups.filter_map(|properties| {
        Some((
            properties["LogGroupName"].as_str()?,
            &properties["RetentionInDays"],
        ))
    });
    let groups: Vec<(&str, &Value)> = groups.filter(|(name, _)| is_taken(name)).collect();
    if let Some((first, _)) = groups.first().filter(|(first, _)| *first != name) {
        return format!("the change set that takes in `{first}` takes it in too");
    }
    let update = |step: &str| Some(judge.plans()[1]?["update"][step].as_str()?.to_owned());
    let create = update("create").map(|create| format!("{create} --import-existing-resources"));
    let rest = ["wait", "describe", "execute", "complete"]
        .into_iter()
        .filter_map(update);
    let retention = groups.iter().map(|(name, days)| {
        let group = called(name, judge);
        format!("aws logs put-retention-policy {group} --retention-in-days {days}")
    });
    let commands: Vec<String> = create.into_iter().chain(rest).chain(retention).collect();
    with_commands(
        "let the change set take in what is there, which stays as it is, and give it its retention behind that",
        &commands,
    )
}

/// The class of a group that is there cannot be changed. Source: CloudWatch Logs API reference, CreateLogGroup; 2026-11.
fn can_be_taken_in(properties: &Value) -> bool {
    properties["LogGroupClass"] != "INFREQUENT_ACCESS"
}

/// A group in the words of the AWS CLI.
fn called(name: &str, judge: &Judge) -> String {
    let plan = judge.plans()[1];
    let region = plan.and_then(|plan| plan["region"].as_str()).unwrap_or_default();
    format!("--region {region} --log-group-name {name}")
}

/// A group that the stack leaves to who goes on writing to it.
pub(super) fn is_in_use(effect: &Effect, judge: &Judge) -> Option<Judged> {
    let name = effect.old.as_ref()?["Properties"]["LogGroupName"].as_str()?;
    let (who, setting) = match is_of_cluster(name, judge, 1) {
        true => ("EKS goes", "cluster.logTypes"),
        false if is_of_agents(name, judge, 1) => ("the agents go", "logging.containerInsights"),
        false => return None,
    };
    Some(judged(
        Risk::None,
        format!(
            "the stack forgets it and leaves it, and {who} on writing to it: it keeps its retention as it is; delete it by hand \
             only when `{setting}` is gone too, or it is made again and never expires"
        ),
    ))
}

/// Whether the cluster writes to the group, before or after.
fn is_of_cluster(group: &str, judge: &Judge, side: usize) -> bool {
    entries(judge.resources[side]).any(|(_, resource)| {
        let properties = &resource["Properties"];
        let types = properties["Logging"]["ClusterLogging"]["EnabledTypes"].as_array();
        let name = properties["Name"].as_str();
        resource["Type"] == "AWS::EKS::Cluster"
            && types.is_some_and(|types| !types.is_empty())
            && name.is_some_and(|name| group == format!("/aws/eks/{name}/cluster"))
    })
}

/// Whether the agents of Container Insights write to the group, before or after.
fn is_of_agents(group: &str, judge: &Judge, side: usize) -> bool {
    let is_addon = |resource: &Value| {
        resource["Type"] == "AWS::EKS::Addon" && resource["Properties"]["AddonName"] == ADDON
    };
    group.starts_with("/aws/containerinsights/")
        && (judge.sides[side].iter().any(|file| file.path == AGENTS)
            || entries(judge.resources[side]).any(|(_, resource)| is_addon(resource)))
}
