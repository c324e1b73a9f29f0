//! A new VPC with subnets derived or written out, or one that exists.

use std::net::Ipv4Addr;

use eksight::model::value::{Cidr, SubnetId, ZoneRef};
use eksight::model::{ExistingVpc, FlowLogs, Named, Nat, Network, SubnetKind, VpcEndpointService};

use crate::place::{Place, Zone};
use crate::random::Random;
use crate::text::{bounded, parsed};

const SERVICES: [VpcEndpointService; 9] = [
    VpcEndpointService::S3,
    VpcEndpointService::Ecr,
    VpcEndpointService::Sts,
    VpcEndpointService::Logs,
    VpcEndpointService::Ec2,
    VpcEndpointService::EksAuth,
    VpcEndpointService::Eks,
    VpcEndpointService::Elasticloadbalancing,
    VpcEndpointService::Secretsmanager,
];

pub(crate) fn network(random: &mut Random, place: &Place) -> Network {
    let native = place.is_native();
    if native && random.chance(25) {
        return Network {
            existing: Some(existing(random, place)),
            ..Network::default()
        };
    }
    let cidr = random.maybe(80, range);
    let vpc = cidr.unwrap_or_else(|| parsed("192.168.0.0/16"));
    let nats = [Nat::None, Nat::Single, Nat::PerZone, Nat::Regional];
    let nat = random.pick(if native { &nats } else { &nats[..2] });
    // Without NAT, private nodes need most of them. Where some are missing, nodes are public.
    let least = if nat == Nat::None && random.chance(60) {
        SERVICES.len()
    } else {
        0
    };
    // Private subnets take the first half of the VPC and public ones something of its last quarter, which leaves the
    // derived ones of the other kind alone too.
    Network {
        cidr,
        public_subnets: written(random, place, |index| vpc.subnet(vpc.prefix() + 6, 48 + index)),
        private_subnets: written(random, place, |index| vpc.subnet(vpc.prefix() + 3, index)),
        nat,
        endpoints: if native {
            random.some_of(&SERVICES, least, SERVICES.len())
        } else {
            Vec::new()
        },
        flow_logs: random
            .maybe(40, |random| FlowLogs {
                retention_days: bounded(random.pick(&[3, 30, 365])),
            })
            .filter(|_| native),
        existing: None,
    }
}

/// As large as subnets can be derived from.
fn range(random: &mut Random) -> Cidr {
    let prefix = random.pick(&[16, 17, 18, 20]);
    let second = u8::try_from(random.below(100)).expect("bug in eksight: a number below 100");
    let first = random.pick(&[
        Ipv4Addr::new(10, second, 0, 0),
        Ipv4Addr::new(100, 64, 0, 0),
        Ipv4Addr::new(192, 168, 0, 0),
    ]);
    Cidr::new(first, prefix).expect("bug in the generator: a range with host bits")
}

/// A subnet in each zone, or nothing.
fn written(random: &mut Random, place: &Place, range: impl Fn(u32) -> Option<Cidr>) -> Named<ZoneRef, Cidr> {
    if random.chance(60) {
        return Named::new();
    }
    let zones = (0..).zip(&place.zones);
    zones
        .filter_map(|(index, zone)| Some((zone.mention(random), range(index)?)))
        .collect()
}

fn existing(random: &mut Random, place: &Place) -> ExistingVpc {
    let public = random.chance(70);
    ExistingVpc {
        vpc_id: parsed(format!("vpc-{:08x}", random.bits() >> 32)),
        cidr: range(random),
        public_subnets: found(random, if public { &place.zones } else { &[] }),
        private_subnets: found(random, &place.zones),
    }
}

fn found(random: &mut Random, zones: &[Zone]) -> Named<ZoneRef, SubnetId> {
    let subnet = |zone: &Zone| {
        (
            zone.mention(random),
            parsed(format!("subnet-0{:016x}", random.bits())),
        )
    };
    zones.iter().map(subnet).collect()
}

/// Whether private subnets reach endpoints only.
pub(crate) fn isolated(network: &Network) -> bool {
    network.nat == Nat::None && network.existing.is_none()
}

/// The kinds of subnets that nodes can stand in: they have to reach the services of AWS.
pub(crate) fn kinds_for_nodes(network: &Network) -> &'static [SubnetKind] {
    if isolated(network) && network.endpoints.len() < SERVICES.len() {
        &[SubnetKind::Public]
    } else {
        kinds(network)
    }
}

/// The kinds of subnets in which people reach a host.
pub(crate) fn kinds_for_hosts(network: &Network) -> &'static [SubnetKind] {
    if isolated(network) {
        &[SubnetKind::Public]
    } else {
        kinds(network)
    }
}

/// The kinds of subnets that there are.
pub(crate) fn kinds(network: &Network) -> &'static [SubnetKind] {
    let without = network
        .existing
        .as_ref()
        .is_some_and(|vpc| vpc.public_subnets.is_empty());
    if without {
        &[SubnetKind::Private]
    } else {
        &[SubnetKind::Private, SubnetKind::Public]
    }
}

/// The range of the subnet in a zone, where it is written out.
pub(crate) fn written_range(network: &Network, kind: SubnetKind, place: &Place, zone: &Zone) -> Option<Cidr> {
    let subnets = match kind {
        SubnetKind::Public => &network.public_subnets,
        SubnetKind::Private => &network.private_subnets,
    };
    let position = place.zones.iter().position(|known| known == zone)?;
    subnets.get_index(position).map(|(_, cidr)| *cidr)
}
