//! EKS2009: a fixed address of the bastion that lies outside its subnet, or that AWS keeps for itself.

use std::net::Ipv4Addr;

use crate::{Finding, Help, Subject, at};
use crate::resolve::SubnetOrigin;

/// Addresses at the beginning of each subnet that AWS keeps; it keeps the last one too. Source: VPC user guide, subnet
/// sizing for IPv4, as of 2026-11.
const FIRST_KEPT: u32 = 4;

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(bastion) = &subject.environment().bastion else {
        return Vec::new();
    };
    let Some(address) = bastion.private_ip else {
        return Vec::new();
    };
    // Without a subnet there is a finding already.
    let Some(subnet) = &subject.resolved.bastion_subnet else {
        return Vec::new();
    };
    // Of a subnet that exists only the VPC's range is known.
    let (range, whose, is_subnet) = match &subnet.origin {
        SubnetOrigin::New(cidr) => (*cidr, "its subnet's", true),
        SubnetOrigin::Existing(_) => (subject.resolved.vpc_cidr, "the VPC's", false),
    };
    let (first, last) = (u32::from(range.first()), u32::from(range.last()));
    let (lowest, highest) = (first.saturating_add(FIRST_KEPT), last.saturating_sub(1));
    let message = if !range.contains_address(address) {
        format!("`{address}` lies outside {whose} `{range}`")
    } else if is_subnet && !(lowest..=highest).contains(&u32::from(address)) {
        format!("AWS keeps `{address}` for itself: the first four addresses and the last one of `{range}`")
    } else {
        return Vec::new();
    };
    let (lowest, highest) = (Ipv4Addr::from(lowest), Ipv4Addr::from(highest));
    let finding = Finding::at(at!(bastion.privateIp), message).help(Help::take_out(format!(
        "choose one from `{lowest}` to `{highest}`, or leave it out: AWS chooses"
    )));
    vec![match bastion.zone {
        Some(_) => finding.related(at!(bastion.zone), "the zone of its subnet"),
        None => finding,
    }]
}
