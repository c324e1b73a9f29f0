//! The lab's VPC: three public and three private subnets, one way in, one NAT gateway.

use super::builder::Builder;
use super::parameters::Parameters;
use crate::cloudformation::kind::{Cidr, RouteTableId, SubnetId, VpcId, ZoneName};
use crate::cloudformation::resources::ec2::{
    Eip, EipDomain, InternetGateway, NatGateway, NatPlacement, Route, RouteTable, RouteTarget, Subnet,
    SubnetRouteTableAssociation, SubnetZone, Vpc, VpcGatewayAttachment,
};
use crate::cloudformation::{Handle, LogicalId, Resource, Sub, TagList, Value};
use crate::model::Nat;
use crate::resolve;

/// Where things can be placed.
pub(super) struct Network {
    pub(super) vpc: Value<VpcId>,
    pub(super) public: Vec<Value<SubnetId>>,
    pub(super) private: Vec<Value<SubnetId>>,
    /// The way out, which a machine needs when it starts.
    pub(super) route: Handle<Route>,
}

pub(super) fn add(builder: &mut Builder, parameters: &Parameters) -> Network {
    let vpc = Vpc {
        cidr_block: parameters.vpc.clone(),
        enable_dns_support: true,
        enable_dns_hostnames: true,
        tags: name(builder, parameters, "-VPC"),
    };
    let vpc = put(builder, "EksVPC", vpc).id();
    let resolved = builder.resolved;
    let add = |builder: &mut Builder, kind, blocks: &[Value<Cidr>], subnets: &[resolve::Subnet]| {
        // A zone may have no subnet of a kind.
        let zones = subnets.iter().map(|subnet| &parameters.zones[subnet.zone]);
        let placed = (1_usize..).zip(blocks).zip(zones);
        let subnet =
            |((number, block), zone)| add_subnet(builder, parameters, (kind, number), &vpc, block, zone).id();
        placed.map(subnet).collect::<Vec<_>>()
    };
    let public = add(
        builder,
        Kind::Public,
        &parameters.public,
        &resolved.subnets.public,
    );
    let route = add_way_in(builder, parameters, &vpc, &public);
    let private = add(
        builder,
        Kind::Private,
        &parameters.private,
        &resolved.subnets.private,
    );
    let table = add_table(builder, parameters, "Private", &vpc, &private);
    if builder.resolved.environment.network.nat == Nat::Single {
        add_nat(builder, parameters, &route, public.first(), &table);
    }
    Network {
        vpc,
        public,
        private,
        route,
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Public,
    Private,
}

fn add_subnet(
    builder: &mut Builder,
    parameters: &Parameters,
    (kind, number): (Kind, usize),
    vpc: &Value<VpcId>,
    block: &Value<Cidr>,
    zone: &Value<ZoneName>,
) -> Handle<Subnet> {
    let (word, role, is_public) = match kind {
        Kind::Public => ("Public", "kubernetes.io/role/elb", true),
        Kind::Private => ("Private", "kubernetes.io/role/internal-elb", false),
    };
    let label = named(parameters, &format!("-{word}Subnet{number}"));
    let subnet = Subnet {
        vpc_id: vpc.clone(),
        zone: SubnetZone::AvailabilityZone(zone.clone()),
        cidr_block: block.clone(),
        map_public_ip_on_launch: is_public.then_some(true),
        tags: builder.tagging.named(label).with(role, "1").list(),
    };
    put(builder, &format!("{word}Subnet{number}"), subnet)
}

/// The internet gateway and the public subnets' route to it.
fn add_way_in(
    builder: &mut Builder,
    parameters: &Parameters,
    vpc: &Value<VpcId>,
    public: &[Value<SubnetId>],
) -> Handle<Route> {
    let tags = name(builder, parameters, "-IGW");
    let gateway = put(builder, "InternetGateway", InternetGateway { tags });
    let attachment = VpcGatewayAttachment {
        vpc_id: vpc.clone(),
        internet_gateway_id: gateway.id(),
    };
    let attachment = put(builder, "VPCGatewayAttachment", attachment);
    let table = add_table(builder, parameters, "Public", vpc, public);
    let route = to_everywhere(&table, RouteTarget::GatewayId(gateway.id()));
    let route = put(builder, "PublicSubnetRoute", route);
    // The lab's template leaves this out, and is lucky.
    builder.template.resource_mut(&route).depends_on(&attachment);
    route
}

fn add_table(
    builder: &mut Builder,
    parameters: &Parameters,
    kind: &str,
    vpc: &Value<VpcId>,
    subnets: &[Value<SubnetId>],
) -> Value<RouteTableId> {
    let table = RouteTable {
        vpc_id: vpc.clone(),
        tags: name(builder, parameters, &format!("-{kind}SubnetRouteTable")),
    };
    let table = put(builder, &format!("{kind}SubnetRouteTable"), table).id();
    for (number, subnet) in (1..).zip(subnets) {
        let association = SubnetRouteTableAssociation {
            subnet_id: subnet.clone(),
            route_table_id: table.clone(),
        };
        put(
            builder,
            &format!("{kind}Subnet{number}RouteTableAssociation"),
            association,
        );
    }
    table
}

fn add_nat(
    builder: &mut Builder,
    parameters: &Parameters,
    route: &Handle<Route>,
    subnet: Option<&Value<SubnetId>>,
    private_table: &Value<RouteTableId>,
) {
    let Some(subnet) = subnet else {
        return;
    };
    let address = Eip {
        domain: EipDomain::Vpc,
        tags: name(builder, parameters, "-NATGW"),
    };
    let address = put(builder, "MYVPCEIP", address);
    builder.template.resource_mut(&address).depends_on(route);
    let gateway = NatGateway {
        placement: NatPlacement::Zonal {
            subnet_id: subnet.clone(),
            allocation_id: address.allocation_id(),
        },
        tags: name(builder, parameters, "-NATGW"),
    };
    let gateway = put(builder, "MYVPCNATGW", gateway);
    let route = to_everywhere(private_table, RouteTarget::NatGatewayId(gateway.id()));
    put(builder, "MYVPCNATGWRoute", route);
}

fn to_everywhere(table: &Value<RouteTableId>, target: RouteTarget) -> Route {
    Route {
        route_table_id: table.clone(),
        destination_cidr_block: Value::literal("0.0.0.0/0"),
        target,
    }
}

/// The lab's names are the cluster's name and an ending.
pub(super) fn named<K>(parameters: &Parameters, ending: &str) -> Value<K> {
    Sub::new().value(&parameters.cluster).text(ending).build()
}

pub(super) fn name(builder: &Builder, parameters: &Parameters, ending: &str) -> TagList {
    builder.tagging.named(named(parameters, ending)).list()
}

/// Adds a resource under the lab's own id.
pub(super) fn put<R: Resource>(builder: &mut Builder, id: &str, properties: R) -> Handle<R> {
    builder.template.add(LogicalId::new(id), properties)
}
