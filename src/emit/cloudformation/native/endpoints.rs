//! VPC endpoints, and the group that lets the VPC reach them.

use super::builder::Builder;
use super::network::Network;
use crate::cloudformation::kind::RouteTableId;
use crate::cloudformation::resources::ec2::{
    IngressPeer, IngressRule, Ports, SecurityGroup, VpcEndpoint, VpcEndpointKind,
};
use crate::cloudformation::{Handle, Pseudo, Sub, Value};
use crate::model::{SubnetKind, VpcEndpointService};

pub(super) fn add(
    builder: &mut Builder,
    network: &Network,
    wanted: &[VpcEndpointService],
    tables: Vec<Value<RouteTableId>>,
) -> Vec<Handle<VpcEndpoint>> {
    let mut services: Vec<&str> = Vec::new();
    for service in wanted.iter().flat_map(|service| names(*service)) {
        if !services.contains(service) {
            services.push(service);
        }
    }
    let mut endpoints = Vec::new();
    if services.contains(&"s3") {
        let kind = VpcEndpointKind::Gateway {
            route_table_ids: tables,
        };
        endpoints.push(add_endpoint(builder, network, "s3", kind));
    }
    services.retain(|service| *service != "s3");
    if services.is_empty() {
        return endpoints;
    }
    let group = add_group(builder, network);
    for service in services {
        let kind = VpcEndpointKind::Interface {
            private_dns_enabled: true,
            subnet_ids: network.ids(SubnetKind::Private),
            security_group_ids: vec![group.id()],
        };
        endpoints.push(add_endpoint(builder, network, service, kind));
    }
    endpoints
}

/// In China some services have endpoints by another name. Source: aws-cdk, InterfaceVpcEndpointAwsService, as of 2026-11.
fn prefix(builder: &Builder, service: &str) -> &'static str {
    let in_china = builder
        .resolved
        .environment
        .cluster
        .region
        .to_string()
        .starts_with("cn-");
    if in_china && ["ec2", "ecr.api", "ecr.dkr", "eks", "sts"].contains(&service) {
        "cn."
    } else {
        ""
    }
}

fn names(service: VpcEndpointService) -> &'static [&'static str] {
    match service {
        VpcEndpointService::S3 => &["s3"],
        VpcEndpointService::Ecr => &["ecr.api", "ecr.dkr"],
        VpcEndpointService::Sts => &["sts"],
        VpcEndpointService::Logs => &["logs"],
        VpcEndpointService::Ec2 => &["ec2"],
        VpcEndpointService::EksAuth => &["eks-auth"],
        VpcEndpointService::Eks => &["eks"],
        VpcEndpointService::Elasticloadbalancing => &["elasticloadbalancing"],
        VpcEndpointService::Secretsmanager => &["secretsmanager"],
    }
}

fn add_endpoint(
    builder: &mut Builder,
    network: &Network,
    service: &str,
    kind: VpcEndpointKind,
) -> Handle<VpcEndpoint> {
    let endpoint = VpcEndpoint {
        vpc_id: network.vpc.clone(),
        service_name: Sub::new()
            .text(format!("{}com.amazonaws.", prefix(builder, service)))
            .value(&Pseudo::Region.value())
            .text(format!(".{service}"))
            .build(),
        kind,
        policy_document: None,
        tags: builder.tagging.named(builder.label(service)).list(),
    };
    builder.add_named("Endpoint", service, endpoint)
}

fn add_group(builder: &mut Builder, network: &Network) -> Handle<SecurityGroup> {
    let group = SecurityGroup {
        group_description: "VPC endpoints".to_owned(),
        vpc_id: network.vpc.clone(),
        security_group_ingress: vec![IngressRule {
            description: Some("HTTPS from the VPC".to_owned()),
            ports: Ports::tcp(443),
            from: IngressPeer::CidrIp(Value::literal(builder.resolved.vpc_cidr.to_string())),
        }],
        security_group_egress: Vec::new(),
        tags: builder.tagging.named(builder.label("endpoints")).list(),
    };
    builder.add("EndpointSecurityGroup", group)
}
