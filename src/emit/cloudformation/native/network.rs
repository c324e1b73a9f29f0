//! The VPC, its subnets and their ways out, or the ids of those that exist. Endpoints and flow logs lie beside this.

use super::builder::Builder;
use super::{endpoints, flow_logs};
use crate::cloudformation::kind::{NatGatewayId, RouteTableId, SubnetId, VpcId};
use crate::cloudformation::resources::ec2::{
    Eip, EipDomain, InternetGateway, NatGateway, NatPlacement, RegionalMode, Route, RouteTable, RouteTarget,
    Subnet, SubnetRouteTableAssociation, SubnetZone, Vpc, VpcEndpoint, VpcGatewayAttachment,
};
use crate::cloudformation::{Handle, Value};
use crate::model::{Autoscaling, Nat, Network as Wanted, SubnetKind};
use crate::resolve::{SubnetOrigin, Zone};

/// Where things can be placed.
pub(super) struct Network {
    pub(super) vpc: Value<VpcId>,
    public: Vec<Placed>,
    private: Vec<Placed>,
    /// What a machine needs before it starts, or it cannot reach EKS.
    pub(super) routes: Vec<Handle<Route>>,
    pub(super) associations: Vec<Handle<SubnetRouteTableAssociation>>,
    /// The same where there is no NAT: the endpoints are then the only way to EKS.
    pub(super) endpoints: Vec<Handle<VpcEndpoint>>,
}

/// A subnet and the position of its zone.
#[derive(Clone)]
pub(super) struct Placed {
    pub(super) zone: usize,
    pub(super) id: Value<SubnetId>,
}

impl Network {
    pub(super) fn of(&self, kind: SubnetKind) -> &[Placed] {
        match kind {
            SubnetKind::Public => &self.public,
            SubnetKind::Private => &self.private,
        }
    }

    pub(super) fn ids(&self, kind: SubnetKind) -> Vec<Value<SubnetId>> {
        self.of(kind).iter().map(|subnet| subnet.id.clone()).collect()
    }
}

pub(super) fn add(builder: &mut Builder) -> Network {
    // The range and the subnets are in the resolved environment, derived where nobody wrote them.
    let Wanted {
        cidr: _,
        public_subnets: _,
        private_subnets: _,
        nat,
        endpoints,
        flow_logs,
        existing,
    } = &builder.resolved.environment.network;
    if let Some(existing) = existing {
        let vpc = Value::literal(existing.vpc_id.as_str());
        return Network {
            public: place(builder, SubnetKind::Public, &vpc),
            private: place(builder, SubnetKind::Private, &vpc),
            vpc,
            routes: Vec::new(),
            associations: Vec::new(),
            endpoints: Vec::new(),
        };
    }
    let vpc = builder.add(
        "Vpc",
        Vpc {
            cidr_block: Value::literal(builder.resolved.vpc_cidr.to_string()),
            enable_dns_support: true,
            enable_dns_hostnames: true,
            tags: builder.tagging.named(builder.resolved.vpc_name.as_str()).list(),
        },
    );
    let mut network = Network {
        public: place(builder, SubnetKind::Public, &vpc.id()),
        private: place(builder, SubnetKind::Private, &vpc.id()),
        vpc: vpc.id(),
        routes: Vec::new(),
        associations: Vec::new(),
        endpoints: Vec::new(),
    };
    let mut tables = add_public_routes(builder, &mut network);
    tables.extend(add_private_routes(builder, &mut network, *nat));
    let endpoints = endpoints::add(builder, &network, endpoints, tables);
    if *nat == Nat::None {
        network.endpoints = endpoints;
    }
    if let Some(wanted) = flow_logs {
        flow_logs::add(builder, &network.vpc, wanted);
    }
    network
}

fn place(builder: &mut Builder, kind: SubnetKind, vpc: &Value<VpcId>) -> Vec<Placed> {
    let resolved = builder.resolved;
    let subnets = resolved.subnets.of(kind).iter();
    subnets
        .map(|subnet| Placed {
            zone: subnet.zone,
            id: match &subnet.origin {
                SubnetOrigin::Existing(id) => Value::literal(id.as_str()),
                SubnetOrigin::New(cidr) => {
                    let zone = &resolved.zones[subnet.zone];
                    add_subnet(builder, kind, zone, &cidr.to_string(), vpc).id()
                }
            },
        })
        .collect()
}

fn add_subnet(
    builder: &mut Builder,
    kind: SubnetKind,
    zone: &Zone,
    cidr: &str,
    vpc: &Value<VpcId>,
) -> Handle<Subnet> {
    let (id, name, role) = match kind {
        SubnetKind::Public => ("PublicSubnet", "public", "kubernetes.io/role/elb"),
        SubnetKind::Private => ("PrivateSubnet", "private", "kubernetes.io/role/internal-elb"),
    };
    let label = builder.label(&format!("{name}-{}", zone.label()));
    let subnet = Subnet {
        vpc_id: vpc.clone(),
        zone: match (&zone.id, &zone.name) {
            (None, Some(name)) => SubnetZone::AvailabilityZone(Value::literal(name.clone())),
            (id, _) => SubnetZone::AvailabilityZoneId(Value::literal(id.clone().unwrap_or_default())),
        },
        cidr_block: Value::literal(cidr),
        map_public_ip_on_launch: (kind == SubnetKind::Public).then_some(true),
        tags: match (kind, &builder.resolved.environment.autoscaling) {
            (SubnetKind::Private, Some(Autoscaling::Karpenter(_))) => {
                let value = builder.resolved.karpenter.discovery.as_str();
                builder
                    .tagging
                    .named(label)
                    .with(role, "1")
                    .with("karpenter.sh/discovery", value)
            }
            _ => builder.tagging.named(label).with(role, "1"),
        }
        .list(),
    };
    builder.add_named(id, zone.label(), subnet)
}

fn add_public_routes(builder: &mut Builder, network: &mut Network) -> Vec<Value<RouteTableId>> {
    if network.public.is_empty() {
        return Vec::new();
    }
    let tags = builder.tagging.named(builder.label("internet")).list();
    let gateway = builder.add("InternetGateway", InternetGateway { tags });
    let attachment = builder.add(
        "InternetGatewayAttachment",
        VpcGatewayAttachment {
            vpc_id: network.vpc.clone(),
            internet_gateway_id: gateway.id(),
        },
    );
    let table = add_table(builder, network, "Public", "");
    let route = builder.add(
        "PublicRoute",
        to_everywhere(&table, RouteTarget::GatewayId(gateway.id())),
    );
    builder.template.resource_mut(&route).depends_on(&attachment);
    network.routes.push(route);
    for subnet in network.public.clone() {
        associate(builder, network, "PublicRouteTableAssociation", &subnet, &table);
    }
    vec![table.id()]
}

fn add_private_routes(builder: &mut Builder, network: &mut Network, nat: Nat) -> Vec<Value<RouteTableId>> {
    let resolved = builder.resolved;
    let gateways = add_nat_gateways(builder, network, nat);
    let mut tables = Vec::new();
    for subnet in network.private.clone() {
        let zone = resolved.zones[subnet.zone].label();
        let table = add_table(builder, network, "Private", zone);
        let of_zone = gateways.iter().find(|(position, _)| *position == subnet.zone);
        if let Some((_, gateway)) = of_zone.or(gateways.first()) {
            let target = RouteTarget::NatGatewayId(gateway.clone());
            let route = builder.add_named("PrivateRoute", zone, to_everywhere(&table, target));
            network.routes.push(route);
        }
        associate(builder, network, "PrivateRouteTableAssociation", &subnet, &table);
        tables.push(table.id());
    }
    tables
}

fn add_nat_gateways(builder: &mut Builder, network: &Network, nat: Nat) -> Vec<(usize, Value<NatGatewayId>)> {
    let resolved = builder.resolved;
    let count = match nat {
        Nat::None => 0,
        Nat::Single => 1,
        Nat::PerZone => network.public.len(),
        Nat::Regional => return vec![(0, add_regional_nat(builder, network))],
    };
    let mut gateways = Vec::new();
    for subnet in network.public.iter().take(count) {
        let zone = resolved.zones[subnet.zone].label();
        let label = builder.label(&format!("nat-{zone}"));
        let address = Eip {
            domain: EipDomain::Vpc,
            tags: builder.tagging.named(label.clone()).list(),
        };
        let address = builder.add_named("NatAddress", zone, address);
        // An address needs the attachment, and no reference says so; the route behind it waits for that.
        for route in network.routes.iter().take(1) {
            builder.template.resource_mut(&address).depends_on(route);
        }
        let gateway = NatGateway {
            placement: NatPlacement::Zonal {
                subnet_id: subnet.id.clone(),
                allocation_id: address.allocation_id(),
            },
            tags: builder.tagging.named(label).list(),
        };
        gateways.push((subnet.zone, builder.add_named("NatGateway", zone, gateway).id()));
    }
    gateways
}

/// It stands in no subnet and finds its addresses itself, but needs the VPC's way out.
fn add_regional_nat(builder: &mut Builder, network: &Network) -> Value<NatGatewayId> {
    let gateway = NatGateway {
        placement: NatPlacement::Regional {
            vpc_id: network.vpc.clone(),
            availability_mode: RegionalMode::Regional,
        },
        tags: builder.tagging.named(builder.label("nat")).list(),
    };
    let gateway = builder.add("NatGateway", gateway);
    for route in network.routes.iter().take(1) {
        builder.template.resource_mut(&gateway).depends_on(route);
    }
    gateway.id()
}

fn add_table(builder: &mut Builder, network: &Network, kind: &str, zone: &str) -> Handle<RouteTable> {
    let label = format!("{}-{zone}", kind.to_lowercase());
    let table = RouteTable {
        vpc_id: network.vpc.clone(),
        tags: builder
            .tagging
            .named(builder.label(label.trim_end_matches('-')))
            .list(),
    };
    builder.add_named(&format!("{kind}RouteTable"), zone, table)
}

fn to_everywhere(table: &Handle<RouteTable>, target: RouteTarget) -> Route {
    Route {
        route_table_id: table.id(),
        destination_cidr_block: Value::literal("0.0.0.0/0"),
        target,
    }
}

fn associate(
    builder: &mut Builder,
    network: &mut Network,
    id: &str,
    subnet: &Placed,
    table: &Handle<RouteTable>,
) {
    let zone = builder.resolved.zones[subnet.zone].label();
    let association = builder.add_named(
        id,
        zone,
        SubnetRouteTableAssociation {
            subnet_id: subnet.id.clone(),
            route_table_id: table.id(),
        },
    );
    network.associations.push(association);
}
