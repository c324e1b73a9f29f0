//! What CloudFormation and EKS do not do to a network: two subnets on the same addresses, a cluster in another VPC or in other
//! zones. And what leaves by another address.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Judge, Judged, Risk, judged};
use crate::Effect;
use crate::model::value::Cidr;

/// A subnet that is made anew while one of those that it takes addresses of is still there. Source: VPC user guide, subnet
/// sizing: ranges of subnets in a VPC do not overlap; CloudFormation user guide, update behaviours: the replacement is
/// made first.
pub(super) fn taken(effect: &Effect, judge: &Judge) -> Option<Judged> {
    if moves(judge) {
        return None;
    }
    let [_, new] = judge.resource(&effect.object);
    let wanted = range(new?)?;
    let (other, cidr) = judge.resources_before().find_map(|(id, resource)| {
        let is_subnet = resource["Type"] == "AWS::EC2::Subnet";
        let cidr = range(resource).filter(|cidr| is_subnet && cidr.overlaps(wanted))?;
        Some((id, cidr))
    })?;
    let reason = format!(
        "CloudFormation makes the new subnet first, and `{other}` has {cidr} until then: give it a range that is free"
    );
    Some(judged(Risk::Refused, reason))
}

/// A cluster that gets subnets or security groups of another VPC, or subnets in other zones. Source: EKS user guide, network
/// requirements: subnets that are given to it later lie in the same VPC as the first ones and in the same zones, at least one
/// in each; as of 2026-11.
pub(super) fn elsewhere(effect: &Effect, judge: &Judge) -> Option<Judged> {
    let here = ["SubnetIds", "SecurityGroupIds"];
    let about = effect.path.iter().any(|step| here.contains(&step.as_str()));
    let place = match about {
        true if moves(judge) => "VPC",
        true if changes_zones(effect, judge) => "zones",
        _ => return None,
    };
    let reason = format!(
        "EKS keeps a cluster in the {place} in which it was made: make another cluster, and move what runs in this one"
    );
    Some(judged(Risk::Refused, reason))
}

/// Whether a cluster's subnets lie in other zones than before. Those of others are not known.
fn changes_zones(effect: &Effect, judge: &Judge) -> bool {
    let [old, new] = [0, 1].map(|side| {
        let cluster = judge.resource(&effect.object)[side]?;
        let subnets = &cluster["Properties"]["ResourcesVpcConfig"]["SubnetIds"];
        let zone = |subnet: &Value| {
            let properties = &judge.resource(subnet["Ref"].as_str()?)[side]?["Properties"];
            let known = ["AvailabilityZoneId", "AvailabilityZone"].map(|key| properties.get(key));
            known.into_iter().flatten().next().map(Value::to_string)
        };
        subnets
            .as_array()?
            .iter()
            .map(zone)
            .collect::<Option<BTreeSet<_>>>()
    });
    old.zip(new).is_some_and(|(old, new)| old != new)
}

/// A route to the outside by another gateway. Source: VPC user guide, NAT gateways: each has an address of its own, and a
/// connection is open at one of them.
pub(super) fn another_way_out(effect: &Effect, judge: &Judge) -> Judged {
    let new = effect
        .new
        .as_ref()
        .and_then(|new| new.as_str().or_else(|| new["Ref"].as_str()));
    match new.map(|gateway| judge.resource(gateway)) {
        Some([None, Some(_)]) => judged(
            Risk::Outage,
            "connections to the outside break, and come from a new address; who lets in the one before lets nobody in",
        ),
        _ => judged(Risk::Restart, "connections to the outside that are open break"),
    }
}

/// A VPC endpoint that goes.
pub(super) fn without_endpoint(judge: &Judge) -> Judged {
    match judge
        .resources()
        .any(|(_, resource)| resource["Type"] == "AWS::EC2::NatGateway")
    {
        true => judged(Risk::None, "what used it goes by NAT, which bills by the byte"),
        false => judged(Risk::Outage, "what used it goes by NAT, and without NAT nowhere"),
    }
}

/// Whether the network is another VPC, of the template or of somebody else.
fn moves(judge: &Judge) -> bool {
    judge.resources().any(|(id, new)| {
        let Some(old) = judge.resource(id)[0] else {
            return false;
        };
        let [was, is] = [old, new].map(|resource| &resource["Properties"]);
        let is_vpc = new["Type"] == "AWS::EC2::VPC" && was["CidrBlock"] != is["CidrBlock"];
        is_vpc || was["VpcId"] != is["VpcId"]
    })
}

fn range(resource: &Value) -> Option<Cidr> {
    resource["Properties"]["CidrBlock"].as_str()?.parse().ok()
}
