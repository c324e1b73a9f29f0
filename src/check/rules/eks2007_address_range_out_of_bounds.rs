//! EKS2007: ranges of the VPC, its subnets or its Services that AWS does not take.

use std::net::Ipv4Addr;

use crate::{Finding, Help, Subject, at};
use crate::diag::FieldPath;
use crate::model::SubnetKind;
use crate::model::value::Cidr;
use crate::resolve::{SubnetOrigin, Subnets};

/// Prefix lengths of a VPC and of a subnet. Source: VPC user guide, VPC CIDR blocks and subnet CIDR blocks, as of 2026-11.
const VPC: std::ops::RangeInclusive<u8> = 16..=28;

/// Prefix lengths of the range of Services. Source: EKS API reference, KubernetesNetworkConfigRequest, as of 2026-11.
const SERVICES: std::ops::RangeInclusive<u8> = 12..=24;

/// Where the range of Services may lie. Source: as above.
const SERVICES_WITHIN: [(Ipv4Addr, u8); 3] = [
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
];

pub(super) fn run(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = vpc(subject);
    if found.is_empty() {
        found = subnets(subject);
    }
    found.extend(services(subject));
    found
}

fn vpc_at(subject: &Subject<'_>) -> FieldPath {
    match subject.environment().network.existing {
        Some(_) => at!(network.existing.cidr),
        None => at!(network.cidr),
    }
}

fn vpc(subject: &Subject<'_>) -> Vec<Finding> {
    let cidr = subject.resolved.vpc_cidr;
    if VPC.contains(&cidr.prefix()) {
        return Vec::new();
    }
    let message = format!(
        "a VPC has a range of /{} to /{}, not `{cidr}`",
        VPC.start(),
        VPC.end()
    );
    let instead = around(cidr, *VPC.start());
    vec![Finding::at(vpc_at(subject), message).help(format!("write `{instead}`, say"))]
}

fn subnets(subject: &Subject<'_>) -> Vec<Finding> {
    let network = &subject.environment().network;
    if network.existing.is_some() {
        return Vec::new();
    }
    let written = [
        (
            SubnetKind::Public,
            "public",
            "publicSubnets",
            Subnets::PUBLIC_BITS,
            &network.public_subnets,
        ),
        (
            SubnetKind::Private,
            "private",
            "privateSubnets",
            Subnets::PRIVATE_BITS,
            &network.private_subnets,
        ),
    ];
    let mut found = Vec::new();
    let mut cramped: Vec<(u8, &str, &str)> = Vec::new();
    for (kind, word, field, bits, by_zone) in written {
        for (zone, cidr) in by_zone.iter().filter(|(_, cidr)| !VPC.contains(&cidr.prefix())) {
            let message = format!(
                "a subnet has a range of /{} to /{}, not `{cidr}`",
                VPC.start(),
                VPC.end()
            );
            let at = at!(network).field(field).key(zone);
            let instead = around(*cidr, cidr.prefix().clamp(*VPC.start(), *VPC.end()));
            found.push(Finding::at(at, message).help(format!("write `{instead}`, say")));
        }
        let longest = VPC.end() - bits;
        let derived = subject.resolved.subnets.of(kind).iter();
        let fitting = derived.filter(|subnet| match &subnet.origin {
            SubnetOrigin::New(cidr) => cidr.prefix() <= *VPC.end(),
            SubnetOrigin::Existing(_) => true,
        });
        if by_zone.is_empty() && fitting.count() < subject.resolved.zones.len() {
            cramped.push((longest, word, field));
        }
    }
    // All of them change with the one range.
    if let Some(longest) = cramped.iter().map(|(longest, ..)| *longest).min() {
        let words: Vec<&str> = cramped.iter().map(|(_, word, _)| *word).collect();
        let fields: Vec<String> = cramped.iter().map(|(.., field)| format!("`{field}`")).collect();
        let cidr = subject.resolved.vpc_cidr;
        let message = format!(
            "`{cidr}` is too small to derive {} subnets of at least /{}",
            words.join(" and "),
            VPC.end()
        );
        let instead = around(cidr, longest);
        found.push(Finding::at(at!(network.cidr), message).help(format!(
            "write /{longest} or larger, such as `{instead}`, or write {} out",
            fields.join(" and ")
        )));
    }
    found
}

fn services(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(cidr) = subject.environment().cluster.service_cidr else {
        return Vec::new();
    };
    let at = || at!(cluster.serviceCidr);
    let vpc = subject.resolved.vpc_cidr;
    let mut within = SERVICES_WITHIN
        .iter()
        .filter_map(|(first, prefix)| Cidr::new(*first, *prefix));
    let mut found = Vec::new();
    if !SERVICES.contains(&cidr.prefix()) {
        let message = format!(
            "the range of Services is /{} to /{}, not `{cidr}`",
            SERVICES.start(),
            SERVICES.end()
        );
        found.push(Finding::at(at(), message));
    } else if !within.any(|private| private.contains(cidr)) {
        let message = format!("`{cidr}` lies in none of `10.0.0.0/8`, `172.16.0.0/12` and `192.168.0.0/16`");
        found.push(Finding::at(at(), message));
    }
    if cidr.overlaps(vpc) {
        let message = format!("`{cidr}` overlaps the VPC's `{vpc}`");
        found.push(Finding::at(at(), message).related(vpc_at(subject), "the VPC"));
    }
    let free = ["172.20.0.0/16", "10.100.0.0/16"].into_iter().find(|text| {
        let range = text.parse::<Cidr>();
        range.is_ok_and(|range| !range.overlaps(vpc))
    });
    let help = Help::take_out(format!(
        "write `{}`, or leave it out: EKS chooses",
        free.unwrap_or("172.20.0.0/16")
    ));
    found
        .into_iter()
        .map(|finding| finding.help(help.clone()))
        .collect()
}

/// The range of this prefix length that begins where the other one does, or that holds its first address.
fn around(cidr: Cidr, prefix: u8) -> String {
    let mask = u32::MAX.checked_shl(u32::from(32 - prefix)).unwrap_or(0);
    let first = Ipv4Addr::from(u32::from(cidr.first()) & mask);
    format!("{first}/{prefix}")
}
