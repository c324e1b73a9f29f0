//! Names that one resource at a time may have: CloudFormation makes what is new before it deletes what is not wanted any more.

use serde_json::Value;

use super::{Judge, Judged, Risk, judged};
use crate::Effect;

/// The property by which a template names a resource. Source: CloudFormation template reference, resource custom naming.
const NAMED_BY: [(&str, &str); 8] = [
    ("AWS::EKS::Cluster", "Name"),
    ("AWS::EKS::Nodegroup", "NodegroupName"),
    ("AWS::EC2::LaunchTemplate", "LaunchTemplateName"),
    ("AWS::IAM::InstanceProfile", "InstanceProfileName"),
    ("AWS::IAM::ManagedPolicy", "ManagedPolicyName"),
    ("AWS::IAM::Role", "RoleName"),
    ("AWS::Logs::LogGroup", "LogGroupName"),
    ("AWS::SQS::Queue", "QueueName"),
];

/// What names another one as well, and is no name. Source: EKS API reference, CreateAccessEntry (a principal is in one entry
/// of a cluster); 2026-11.
const ONCE: (&str, &str) = ("AWS::EKS::AccessEntry", "PrincipalArn");

/// The name that a resource keeps, and the property that gives it.
pub(super) fn kept(kind: &str, sides: [Option<&Value>; 2]) -> Option<(&'static str, String)> {
    let (_, property) = NAMED_BY.iter().find(|(known, _)| *known == kind)?;
    let [old, new] = sides.map(|side| name(side?, property));
    let new = new?;
    (old? == new).then(|| (*property, spelt(new)))
}

/// A resource that wants what another one still has when it is made.
pub(super) fn taken(effect: &Effect, judge: &Judge) -> Option<Judged> {
    let [old, new] = judge.resource(&effect.object);
    let known = NAMED_BY.iter().chain([&ONCE]);
    let (_, property) = known.copied().find(|(known, _)| *known == effect.kind)?;
    let wanted = name(new?, property)?;
    if old.and_then(|old| name(old, property)) == Some(wanted) {
        return None;
    }
    let (other, _) = judge.resources_before().find(|(id, resource)| {
        *id != effect.object && resource["Type"] == *effect.kind && name(resource, property) == Some(wanted)
    })?;
    Some(judged(
        Risk::Refused,
        format!(
            "CloudFormation makes this one first, and `{other}` has the `{property}` {} until then: keep it there, or \
             take it away in one change and give it to this one in the next",
            spelt(wanted)
        ),
    ))
}

/// Whether what an access entry that goes gave to somebody, another one gives from now on.
pub(super) fn has_another_entry(effect: &Effect, judge: &Judge) -> bool {
    let (kind, property) = ONCE;
    let [old, _] = judge.resource(&effect.object);
    let principal = old.and_then(|old| name(old, property));
    principal.is_some()
        && judge
            .resources()
            .any(|(_, resource)| resource["Type"] == kind && name(resource, property) == principal)
}

/// A mount target that is made anew in the zone where it was. Source: EFS API reference, CreateMountTarget: one in each
/// zone; 2026-11.
pub(super) fn mount_target(effect: &Effect, judge: &Judge) -> Option<Judged> {
    if effect.kind != "AWS::EFS::MountTarget" || !effect.path.iter().any(|step| step == "SubnetId") {
        return None;
    }
    let sides = judge.resource(&effect.object);
    let [was, is] = [0, 1].map(|side| {
        let subnet = sides[side]?["Properties"]["SubnetId"]["Ref"].as_str()?;
        let properties = &judge.resource(subnet)[side]?["Properties"];
        let mut zones = ["AvailabilityZoneId", "AvailabilityZone"].into_iter();
        zones.find_map(|zone| properties.get(zone))
    });
    (was? == is?).then(|| {
        judged(
            Risk::Refused,
            "CloudFormation makes another one first, and EFS has one mount target in a zone at a time",
        )
    })
}

fn name<'r>(resource: &'r Value, property: &str) -> Option<&'r Value> {
    resource["Properties"].get(property)
}

fn spelt(name: &Value) -> String {
    let text = name.as_str().map(str::to_owned);
    text.unwrap_or_else(|| name.to_string())
}
