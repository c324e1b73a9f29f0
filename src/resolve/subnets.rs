//! The subnets in each zone: written out, derived from the VPC's range, or existing.

use std::net::Ipv4Addr;

use super::Zone;
use crate::model::value::{Cidr, SubnetId, ZoneRef};
use crate::model::{Named, Network, SubnetKind};

/// The subnets of the environment, in the order of the cluster's zones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subnets {
    /// With a route to the internet gateway.
    pub public: Vec<Subnet>,
    /// Without.
    pub private: Vec<Subnet>,
}

impl Subnets {
    /// Bits by which a derived public subnet is longer than the VPC.
    pub const PUBLIC_BITS: u8 = 8;
    /// Bits by which a derived private subnet is longer than the VPC.
    pub const PRIVATE_BITS: u8 = 3;

    /// Those of one kind.
    #[must_use]
    pub fn of(&self, kind: SubnetKind) -> &[Subnet] {
        match kind {
            SubnetKind::Public => &self.public,
            SubnetKind::Private => &self.private,
        }
    }

    /// The one of a kind in a zone, or the first one of the kind.
    pub(super) fn in_zone(
        &self,
        kind: SubnetKind,
        wanted: Option<&ZoneRef>,
        zones: &[Zone],
    ) -> Option<&Subnet> {
        let fits = |subnet: &&Subnet| wanted.is_none_or(|zone| zones[subnet.zone].is(zone));
        self.of(kind).iter().find(fits)
    }
}

/// One subnet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subnet {
    /// Position of its zone among the cluster's.
    pub zone: usize,
    /// Whether it is made or found.
    pub origin: SubnetOrigin,
}

/// Whether a subnet is made or found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubnetOrigin {
    /// Made in the stack, with this range.
    New(Cidr),
    /// It exists.
    Existing(SubnetId),
}

/// The range of the VPC, which is new unless one exists.
pub(super) fn vpc_cidr(network: &Network) -> Cidr {
    match &network.existing {
        Some(existing) => existing.cidr,
        None => network.cidr.unwrap_or_else(|| {
            Cidr::new(Ipv4Addr::new(192, 168, 0, 0), 16).expect("bug in eksight: the default VPC range")
        }),
    }
}

pub(super) fn resolve(network: &Network, zones: &[Zone]) -> Subnets {
    if let Some(existing) = &network.existing {
        let found = |by_zone| given(by_zone, zones, |id: &SubnetId| SubnetOrigin::Existing(id.clone()));
        return Subnets {
            public: found(&existing.public_subnets),
            private: found(&existing.private_subnets),
        };
    }
    let vpc = vpc_cidr(network);
    Subnets {
        public: made(&network.public_subnets, zones, |index| public(vpc, index)),
        private: made(&network.private_subnets, zones, |index| {
            vpc.subnet(vpc.prefix().checked_add(Subnets::PRIVATE_BITS)?, index)
        }),
    }
}

/// Public subnets are small and share the last eighth of the VPC, which leaves seven eighths to pods.
fn public(vpc: Cidr, index: u32) -> Option<Cidr> {
    let block = vpc.subnet(vpc.prefix().checked_add(3)?, 7)?;
    block.subnet(vpc.prefix().checked_add(Subnets::PUBLIC_BITS)?, index)
}

/// What is written out counts as a whole; nothing is derived beside it, for the two could overlap.
fn made(by_zone: &Named<ZoneRef, Cidr>, zones: &[Zone], derive: impl Fn(u32) -> Option<Cidr>) -> Vec<Subnet> {
    if !by_zone.is_empty() {
        return given(by_zone, zones, |cidr| SubnetOrigin::New(*cidr));
    }
    (0_u32..)
        .zip(0..zones.len())
        .filter_map(|(index, zone)| {
            let origin = SubnetOrigin::New(derive(index)?);
            Some(Subnet { zone, origin })
        })
        .collect()
}

fn given<T>(by_zone: &Named<ZoneRef, T>, zones: &[Zone], origin: impl Fn(&T) -> SubnetOrigin) -> Vec<Subnet> {
    let in_zone = |zone: &Zone| by_zone.iter().find(|(key, _)| zone.is(key));
    zones
        .iter()
        .enumerate()
        .filter_map(|(position, zone)| {
            let (_, value) = in_zone(zone)?;
            Some(Subnet {
                zone: position,
                origin: origin(value),
            })
        })
        .collect()
}
