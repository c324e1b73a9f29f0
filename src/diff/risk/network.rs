//! What CloudFormation and EKS do not do to a network: two subnets on the same addresses, a cluster in another VPC.

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

/// A cluster that gets subnets or security groups of another VPC. Source: EKS user guide, network requirements: subnets
/// that are given to it later lie in the same VPC as the first ones.
pub(super) fn elsewhere(effect: &Effect, judge: &Judge) -> Option<Judged> {
    let here = ["SubnetIds", "SecurityGroupIds"];
    let about = effect.path.iter().any(|step| here.contains(&step.as_str()));
    (about && moves(judge)).then(|| {
        judged(
            Risk::Refused,
            "EKS keeps a cluster in the VPC in which it was made: make another cluster, and move what runs in this one",
        )
    })
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
