//! Ways in and out: NAT gateways, endpoints, load balancers, public addresses, data transfer.

use std::collections::BTreeSet;

use super::{Basis, Component, HOURS, Quantity, Resource, resource};
use crate::model::value::IngressGroupName;
use crate::model::{Nat, Scheme, SubnetKind, VpcEndpointService};

pub(super) fn resources(basis: &Basis) -> Vec<Resource> {
    let mut resources = vec![
        resource("NAT gateways", nat(basis)),
        resource("VPC endpoints", endpoints(basis)),
    ];
    resources.extend(load_balancers(basis));
    resources.push(resource("Public IPv4 addresses", addresses(basis)));
    resources.push(resource("Data transfer", transfer(basis)));
    resources
}

fn count(items: usize) -> u64 {
    u64::try_from(items).unwrap_or(u64::MAX)
}

fn zones(basis: &Basis) -> u64 {
    count(basis.resolved.zones.len())
}

/// Gateways, or zones that the regional one is in: so many addresses they have.
fn gateways(basis: &Basis) -> u64 {
    let network = &basis.environment.network;
    match network.nat {
        _ if network.existing.is_some() => 0,
        Nat::None => 0,
        Nat::Single => 1,
        Nat::PerZone => count(basis.resolved.subnets.public.len()),
        Nat::Regional => zones(basis),
    }
}

fn nat(basis: &Basis) -> Vec<Component> {
    let gateways = gateways(basis);
    let services = &basis.prices.services;
    let (name, hour) = match basis.environment.network.nat {
        Nat::Regional => (
            "Regional NAT gateway in each zone",
            services.regional_nat_gateway_hour,
        ),
        Nat::None | Nat::Single | Nat::PerZone => ("NAT gateway", services.nat_gateway_hour),
    };
    if gateways == 0 {
        return Vec::new();
    }
    let data = basis.usage.nat_gb.map(u64::from);
    vec![
        Component::fixed(name, "hours", gateways * HOURS, hour),
        Component::used("Data processed", "GB", "natGb", data, services.nat_gateway_gb),
    ]
}

/// Endpoints with an interface in each private subnet; the one of S3 is free.
fn endpoints(basis: &Basis) -> Vec<Component> {
    let services = basis
        .environment
        .network
        .endpoints
        .iter()
        .collect::<BTreeSet<_>>();
    let interfaces: u64 = services
        .into_iter()
        .map(|service| match service {
            VpcEndpointService::S3 => 0,
            // `ecr.api` and `ecr.dkr`.
            VpcEndpointService::Ecr => 2,
            VpcEndpointService::Sts
            | VpcEndpointService::Logs
            | VpcEndpointService::Ec2
            | VpcEndpointService::EksAuth
            | VpcEndpointService::Eks
            | VpcEndpointService::Elasticloadbalancing
            | VpcEndpointService::Secretsmanager => 1,
        })
        .sum();
    if interfaces == 0 {
        return Vec::new();
    }
    let prices = &basis.prices.services;
    let hours = interfaces * count(basis.resolved.subnets.private.len()) * HOURS;
    let data = basis.usage.endpoint_gb.map(u64::from);
    vec![
        Component::fixed(
            "Interface endpoint in each zone",
            "hours",
            hours,
            prices.interface_endpoint_hour,
        ),
        Component::used(
            "Data processed",
            "GB",
            "endpointGb",
            data,
            prices.interface_endpoint_gb,
        ),
    ]
}

/// The groups that an Ingress of this environment names, so that the controller makes a load balancer.
fn used_groups<'a>(basis: &Basis<'a>) -> BTreeSet<&'a IngressGroupName> {
    let pages = basis.resolved.pages.iter();
    pages.map(|page| &page.expose.group).collect()
}

fn load_balancers(basis: &Basis) -> Vec<Resource> {
    let used = used_groups(basis);
    let services = &basis.prices.services;
    let groups = basis
        .environment
        .ingress
        .iter()
        .flat_map(|ingress| &ingress.groups);
    groups
        .map(|(name, _)| {
            let title = format!("Application load balancer {name}");
            let hour = Component::fixed("Application load balancer", "hours", HOURS, services.alb_hour);
            if !used.contains(name) {
                let waiting = Component {
                    quantity: Quantity::NotKnown(None),
                    ..hour.noted(
                        "made with the group's first Ingress; none of this environment's pages is in it",
                    )
                };
                return resource(title, vec![waiting]);
            }
            let units = basis.usage.alb_lcus.map(|units| u64::from(units) * HOURS);
            let units = Component::used(
                "Load balancer capacity units",
                "LCU-hours",
                "albLcus",
                units,
                services.alb_lcu_hour,
            );
            resource(title, vec![hour, units])
        })
        .collect()
}

fn addresses(basis: &Basis) -> Vec<Component> {
    let environment = basis.environment;
    let row = |name: String, addresses: u64| {
        let price = basis.prices.services.public_ipv4_hour;
        (addresses > 0).then(|| Component::fixed(name, "hours", addresses.saturating_mul(HOURS), price))
    };
    let used = used_groups(basis);
    let groups = environment.ingress.iter().flat_map(|ingress| &ingress.groups);
    let groups = groups
        .filter(|(name, group)| used.contains(name) && group.scheme == Scheme::InternetFacing)
        // One in each zone.
        .map(|(name, _)| row(format!("Load balancer {name}"), zones(basis)));
    let nodes = environment.node_groups.iter();
    let nodes = nodes
        .filter(|(_, group)| group.subnets == SubnetKind::Public)
        .map(|(name, group)| row(format!("Node group {name}"), u64::from(group.size.desired)));
    let bastion = environment.bastion.iter();
    let bastion = bastion
        .filter(|bastion| bastion.subnets == SubnetKind::Public)
        .map(|_| row("Bastion".to_owned(), 1));
    [row("NAT gateways".to_owned(), gateways(basis))]
        .into_iter()
        .chain(groups)
        .chain(nodes)
        .chain(bastion)
        .flatten()
        .collect()
}

fn transfer(basis: &Basis) -> Vec<Component> {
    let services = &basis.prices.services;
    let usage = basis.usage;
    // The sender pays and so does the receiver, and both are here.
    let between = services.cross_zone_gb.map(|price| price.times(2));
    let out = usage.internet_out_gb.map(u64::from);
    let across = usage.cross_zone_gb.map(u64::from);
    vec![
        Component::used(
            "Out to the internet (first 10 TB)",
            "GB",
            "internetOutGb",
            out,
            services.internet_out_gb,
        ),
        Component::used(
            "Between zones, both directions",
            "GB",
            "crossZoneGb",
            across,
            between,
        ),
    ]
}
