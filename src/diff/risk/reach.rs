//! Which addresses reach the Kubernetes API and what a security group protects, before and after.

use std::collections::BTreeSet;

use serde_json::Value;

use super::addresses::Addresses;
use super::statement::text;
use super::{HARMLESS, Judge, Judged, Risk, judged};
use crate::Effect;

/// What a change of the cluster's endpoint does to who reaches the Kubernetes API; also of a cluster that is new.
pub(super) fn of_api(effect: &Effect, judge: &Judge) -> Judged {
    let parts = ["EndpointPublicAccess", "PublicAccessCidrs", "ResourcesVpcConfig"];
    let last = effect.path.last().map(String::as_str);
    if last.is_some_and(|last| !parts.contains(&last)) {
        return HARMLESS;
    }
    let [old, new] = judge.resource(&effect.object);
    let Some(new) = new else { return HARMLESS };
    of_ranges(&old.map(api).unwrap_or_default(), &api(new))
}

/// What it does that others reach the Kubernetes API.
pub(super) fn of_ranges(was: &Addresses, is: &Addresses) -> Judged {
    let shut_out = match (was.beyond(is).is_empty(), is.is_empty()) {
        (true, _) => HARMLESS,
        (false, true) => judged(Risk::Outage, "the Kubernetes API is reached from the VPC only"),
        (false, false) => judged(Risk::Outage, "who comes from elsewhere loses the Kubernetes API"),
    };
    let come = is.beyond(was);
    let reason = match (come.is_empty(), is.are_everywhere()) {
        (true, _) => return shut_out,
        (false, true) => "everybody on the internet reaches the Kubernetes API".to_owned(),
        (false, false) => format!("who comes from {come} reaches the Kubernetes API"),
    };
    shut_out.or_worse(judged(Risk::Exposure, reason))
}

/// Who reaches the public endpoint of a cluster. Source: EKS API reference, VpcConfigRequest, as of 2026-11: it is public
/// and open to 0.0.0.0/0 unless somebody says otherwise.
fn api(cluster: &Value) -> Addresses {
    let config = &cluster["Properties"]["ResourcesVpcConfig"];
    public(&config["EndpointPublicAccess"], &config["PublicAccessCidrs"])
}

/// The same, by its two settings.
pub(super) fn public(access: &Value, ranges: &Value) -> Addresses {
    if access == false {
        return Addresses::default();
    }
    match ranges.as_array() {
        Some(ranges) if !ranges.is_empty() => Addresses::of(ranges.iter().filter_map(Value::as_str)),
        _ => Addresses::everywhere(),
    }
}

/// What a change of a security group's rules does. A group that is new protects something new, so that only the internet
/// counts, and what is in the same network does not; in one that was there every address does.
pub(super) fn of_group(effect: &Effect, judge: &Judge) -> Judged {
    let about_egress = effect.path.iter().any(|step| step.contains("Egress"));
    if about_egress || !of_rules(&effect.path) {
        return HARMLESS;
    }
    let [old, new] = judge.resource(&effect.object);
    let rules = |resource: Option<&Value>| resource.map(rules).unwrap_or_default();
    let (was, is) = (rules(old), rules(new));
    let (come, gone) = match (old, new) {
        (None, _) => {
            let known = match effect.kind.as_str() {
                "AWS::EC2::SecurityGroup" => Addresses::private(),
                _ => Addresses::default(),
            };
            let ranges: Vec<Rule> = is.into_iter().map(Rule::without_peers).collect();
            (first_beyond(&ranges, &[], &known), None)
        }
        (_, None) => (None, None),
        _ => {
            let nobody = Addresses::default();
            (first_beyond(&is, &was, &nobody), first_beyond(&was, &is, &nobody))
        }
    };
    let shut_out = match gone {
        Some(who) => judged(Risk::Outage, format!("{who} does not connect any more")),
        None => HARMLESS,
    };
    match come {
        Some(who) => shut_out.or_worse(judged(Risk::Exposure, format!("{who} may connect"))),
        None => shut_out,
    }
}

/// Whether what lies there can be a rule, or a part of one that decides whom it lets in.
fn of_rules(path: &[String]) -> bool {
    let steps: Vec<&str> = path.iter().map(String::as_str).collect();
    match steps.as_slice() {
        ["Properties", "Tags" | "GroupDescription", ..] | ["Properties", .., "Description"] => false,
        [] | ["Properties", ..] => true,
        _ => false,
    }
}

/// Whom the first of these rules lets in that those and the known addresses do not.
fn first_beyond(these: &[Rule], those: &[Rule], known: &Addresses) -> Option<String> {
    these.iter().find_map(|rule| rule.beyond(those, known.clone()))
}

/// Nodes that move to subnets which give public addresses. Source: EKS user guide, managed node groups: in such a subnet, with
/// `MapPublicIpOnLaunch`, instances get one; 2026-11.
pub(super) fn of_nodes(effect: &Effect, judge: &Judge) -> Judged {
    if !effect.path.iter().any(|step| step == "Subnets") {
        return HARMLESS;
    }
    let group = judge.resource(&effect.object);
    let [was, is] = [0, 1].map(|side| {
        let subnets = group[side].and_then(|group| group["Properties"]["Subnets"].as_array());
        let mut names = subnets
            .into_iter()
            .flatten()
            .filter_map(|subnet| subnet["Ref"].as_str());
        names.any(|name| {
            let subnet = judge.resource(name)[side];
            subnet.is_some_and(|subnet| subnet["Properties"]["MapPublicIpOnLaunch"] == true)
        })
    });
    match (was, is) {
        (false, true) => judged(Risk::Exposure, "its nodes get public addresses"),
        _ => HARMLESS,
    }
}

/// All protocols. Source: EC2 API reference, IpPermission.
const ALL: &str = "-1";

/// What a security group lets in.
struct Rule {
    protocol: String,
    /// First and last; every port where there are none.
    ports: Option<(u64, u64)>,
    addresses: Addresses,
    /// Groups and prefix lists.
    peers: BTreeSet<String>,
}

/// The rules of a group, or the one that is a resource of its own.
fn rules(resource: &Value) -> Vec<Rule> {
    let properties = &resource["Properties"];
    if resource["Type"] == "AWS::EC2::SecurityGroupIngress" {
        return vec![Rule::read(properties)];
    }
    let inline = properties["SecurityGroupIngress"].as_array();
    inline.into_iter().flatten().map(Rule::read).collect()
}

impl Rule {
    fn read(rule: &Value) -> Self {
        let texts = |keys: [&str; 2]| -> Vec<String> {
            let values = keys.iter().filter_map(|key| rule.get(key));
            values.map(text).collect()
        };
        let protocol = text(&rule["IpProtocol"]);
        let ports = rule["FromPort"].as_u64().zip(rule["ToPort"].as_u64());
        let addresses = texts(["CidrIp", "CidrIpv6"]);
        Self {
            ports: ports.filter(|_| protocol != ALL),
            protocol,
            addresses: Addresses::of(addresses.iter().map(String::as_str)),
            peers: texts(["SourceSecurityGroupId", "SourcePrefixListId"])
                .into_iter()
                .collect(),
        }
    }

    fn without_peers(self) -> Self {
        Self {
            peers: BTreeSet::new(),
            ..self
        }
    }

    /// Whether it is about all that another one is about.
    fn is_about(&self, other: &Self) -> bool {
        let protocol = self.protocol == ALL || self.protocol == other.protocol;
        protocol
            && match (self.ports, other.ports) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some((first, last)), Some((from, to))) => first <= from && to <= last,
            }
    }

    /// Whom it lets in that other rules and known addresses do not, and where.
    fn beyond(&self, others: &[Self], known: Addresses) -> Option<String> {
        let about = || others.iter().filter(|other| other.is_about(self));
        let known = about().fold(known, |known, other| known.and(other.addresses.clone()));
        let addresses = self.addresses.beyond(&known);
        let peer = self
            .peers
            .iter()
            .any(|peer| !about().any(|other| other.peers.contains(peer)));
        let who = match (addresses.is_empty(), self.addresses.are_everywhere()) {
            (true, _) if peer => "another security group or prefix list".to_owned(),
            (true, _) => return None,
            (false, true) => "everybody on the internet".to_owned(),
            (false, false) => format!("who comes from {addresses}"),
        };
        Some(match self.ports {
            None => format!("{who}, to every port,"),
            Some((first, last)) if first == last => format!("{who}, to port {first},"),
            Some((first, last)) => format!("{who}, to ports {first} to {last},"),
        })
    }
}
