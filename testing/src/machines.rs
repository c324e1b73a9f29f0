//! Machines that can be had where they are wanted: instance types by the catalogue, volumes, and the bastion.

use std::net::Ipv4Addr;
use std::sync::LazyLock;

use eksight::catalog::{Architecture, Catalogue, InstanceType as Facts};
use eksight::model::{Bastion, Network, SubnetKind, Volume, VolumeType};

use crate::network;
use crate::place::{Place, Zone};
use crate::random::Random;
use crate::text::parsed;

/// Types that EKS nodes run on with the images that eksight knows.
static KNOWN: LazyLock<Vec<&Facts>> = LazyLock::new(|| {
    let fits = |kind: &&Facts| {
        matches!(kind.architecture, Architecture::X86_64 | Architecture::Arm64) && !kind.other_accelerator
    };
    Catalogue::shipped()
        .instance_types()
        .iter()
        .filter(fits)
        .collect()
});

/// Up to `most` types that suit and that every one of the zones offers, of one processor, all or none with a GPU.
pub(crate) fn types(
    random: &mut Random,
    place: &Place,
    zones: &[Zone],
    suits: fn(&Facts) -> bool,
    most: usize,
) -> Vec<&'static Facts> {
    let mut found: Vec<&Facts> = Vec::new();
    for _ in 0..=random.below(most) {
        let alike = |kind: &Facts| {
            found
                .first()
                .is_none_or(|first| (first.architecture, first.gpu) == (kind.architecture, kind.gpu))
                && found.iter().all(|other| other.name != kind.name)
        };
        let offered = |kind: &Facts| {
            let there = place.offerings.zones_offering(&kind.name);
            zones.iter().all(|zone| there.contains(&zone.id.as_str()))
        };
        let start = random.below(KNOWN.len());
        let next = KNOWN.iter().copied().cycle().skip(start).take(KNOWN.len());
        let next = next
            .into_iter()
            .find(|kind| suits(kind) && alike(kind) && offered(kind));
        found.extend(next);
    }
    assert!(
        !found.is_empty(),
        "bug in the generator: no type is offered in {zones:?}"
    );
    found
}

pub(crate) fn volume(random: &mut Random) -> Volume {
    Volume {
        kind: random.pick(&[VolumeType::Gp3, VolumeType::Gp2, VolumeType::Io2]),
        size: parsed(random.pick(&["20Gi", "80Gi", "81921Mi", "1Ti"])),
    }
}

/// The root volume of a node. eksctl has no io2.
pub(crate) fn volume_of_node(random: &mut Random, place: &Place) -> Volume {
    let volume = volume(random);
    if place.is_native() || volume.kind != VolumeType::Io2 {
        return volume;
    }
    Volume {
        kind: VolumeType::Gp3,
        ..volume
    }
}

pub(crate) fn bastion(random: &mut Random, place: &Place, network: &Network) -> Bastion {
    let subnets = random.pick(network::kinds_for_hosts(network));
    let zone = random.maybe(60, |random| random.pick(&place.zones));
    let stands_in = zone.as_ref().unwrap_or(&place.zones[0]);
    // Nobody works on a GPU, and some of those are sold in blocks only, which cfn-lint counts as not offered.
    let kind = types(
        random,
        place,
        std::slice::from_ref(stands_in),
        |kind| !kind.gpu,
        1,
    );
    let range = network::written_range(network, subnets, place, stands_in);
    let private_ip = range.filter(|_| random.chance(60)).map(|range| {
        // AWS keeps the first four addresses and the last of each subnet.
        Ipv4Addr::from(u32::from(range.first()) + random.between(4, 14))
    });
    Bastion {
        instance_type: parsed(&kind[0].name),
        zone: zone.map(|zone| zone.mention(random)),
        subnets,
        ssh_cidrs: match subnets {
            SubnetKind::Public => random
                .some_of(&["203.0.113.0/24", "198.51.100.7/32"], 0, 2)
                .into_iter()
                .map(parsed)
                .collect(),
            SubnetKind::Private => random.maybe(30, |_| parsed("10.0.0.0/8")).into_iter().collect(),
        },
        private_ip,
        volume: volume(random),
    }
}
