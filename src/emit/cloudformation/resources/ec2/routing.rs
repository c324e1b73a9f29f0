//! Route tables, routes, NAT gateways and their addresses.

use crate::cloudformation::kind::{
    AllocationId, Cidr, InternetGatewayId, NatGatewayId, RouteTableId, SubnetId, Text, VpcId,
};
use crate::cloudformation::{Handle, Resource, TagList, Value};
use serde::Serialize;

/// A route table.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RouteTable {
    pub vpc_id: Value<VpcId>,
    pub tags: TagList,
}

impl Resource for RouteTable {
    const TYPE: &'static str = "AWS::EC2::RouteTable";
}

impl Handle<RouteTable> {
    /// The table's id.
    #[must_use]
    pub fn id(&self) -> Value<RouteTableId> {
        self.reference()
    }
}

/// One route of a table.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Route {
    pub route_table_id: Value<RouteTableId>,
    pub destination_cidr_block: Value<Cidr>,
    #[serde(flatten)]
    pub target: RouteTarget,
}

/// Where a route leads.
#[derive(Debug, Clone, Serialize)]
pub enum RouteTarget {
    GatewayId(Value<InternetGatewayId>),
    NatGatewayId(Value<NatGatewayId>),
}

impl Resource for Route {
    const TYPE: &'static str = "AWS::EC2::Route";
}

/// The table that a subnet uses.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SubnetRouteTableAssociation {
    pub subnet_id: Value<SubnetId>,
    pub route_table_id: Value<RouteTableId>,
}

impl Resource for SubnetRouteTableAssociation {
    const TYPE: &'static str = "AWS::EC2::SubnetRouteTableAssociation";
}

/// An Elastic IP.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Eip {
    pub domain: EipDomain,
    pub tags: TagList,
}

/// What an address is for; EC2-Classic, the other one, is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EipDomain {
    Vpc,
}

impl Resource for Eip {
    const TYPE: &'static str = "AWS::EC2::EIP";
}

impl Handle<Eip> {
    /// The allocation, which is what takes the address into use.
    #[must_use]
    pub fn allocation_id(&self) -> Value<AllocationId> {
        self.attribute("AllocationId")
    }

    /// The address.
    #[must_use]
    pub fn public_ip(&self) -> Value<Text> {
        self.attribute("PublicIp")
    }
}

/// A NAT gateway.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NatGateway {
    #[serde(flatten)]
    pub placement: NatPlacement,
    pub tags: TagList,
}

/// Where a NAT gateway stands; changing it replaces the gateway.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum NatPlacement {
    /// In one subnet, with an address of ours.
    #[serde(rename_all = "PascalCase")]
    Zonal {
        subnet_id: Value<SubnetId>,
        allocation_id: Value<AllocationId>,
    },
    /// In all zones of a VPC, with addresses that AWS finds.
    #[serde(rename_all = "PascalCase")]
    Regional {
        vpc_id: Value<VpcId>,
        availability_mode: RegionalMode,
    },
}

/// The mode that makes a gateway regional.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RegionalMode {
    Regional,
}

impl Resource for NatGateway {
    const TYPE: &'static str = "AWS::EC2::NatGateway";
}

impl Handle<NatGateway> {
    /// The gateway's id.
    #[must_use]
    pub fn id(&self) -> Value<NatGatewayId> {
        self.reference()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::resources::testing::{handle, long_form, written};

    #[test]
    fn a_route_has_one_target() {
        let route = |target| Route {
            route_table_id: handle::<RouteTable>().id(),
            destination_cidr_block: Value::literal("0.0.0.0/0"),
            target,
        };
        assert_eq!(
            written(&route(RouteTarget::GatewayId(Value::literal("igw-1")))),
            r#"{"RouteTableId":{"Ref":"Id"},"DestinationCidrBlock":"0.0.0.0/0","GatewayId":"igw-1"}"#
        );
        assert_eq!(
            written(&route(RouteTarget::NatGatewayId(handle::<NatGateway>().id()))),
            r#"{"RouteTableId":{"Ref":"Id"},"DestinationCidrBlock":"0.0.0.0/0","NatGatewayId":{"Ref":"Id"}}"#
        );
    }

    #[test]
    fn a_nat_gateway_is_zonal_or_regional() {
        let gateway = |placement| NatGateway {
            placement,
            tags: TagList::default(),
        };
        let zonal = NatPlacement::Zonal {
            subnet_id: Value::literal("subnet-1"),
            allocation_id: handle::<Eip>().allocation_id(),
        };
        assert_eq!(
            written(&gateway(zonal)),
            r#"{"SubnetId":"subnet-1","AllocationId":{"Fn::GetAtt":["Id","AllocationId"]}}"#
        );
        let regional = NatPlacement::Regional {
            vpc_id: Value::literal("vpc-1"),
            availability_mode: RegionalMode::Regional,
        };
        assert_eq!(
            written(&gateway(regional)),
            r#"{"VpcId":"vpc-1","AvailabilityMode":"regional"}"#
        );
    }

    #[test]
    fn the_rest_is_plain() {
        let table = RouteTable {
            vpc_id: Value::literal("vpc-1"),
            tags: TagList::default(),
        };
        assert_eq!(written(&table), r#"{"VpcId":"vpc-1"}"#);
        let association = SubnetRouteTableAssociation {
            subnet_id: Value::literal("subnet-1"),
            route_table_id: Value::literal("rtb-1"),
        };
        assert_eq!(
            written(&association),
            r#"{"SubnetId":"subnet-1","RouteTableId":"rtb-1"}"#
        );
        assert_eq!(
            written(&Eip {
                domain: EipDomain::Vpc,
                tags: TagList::default()
            }),
            r#"{"Domain":"vpc"}"#
        );
        assert_eq!(
            long_form(&handle::<Eip>().public_ip()),
            r#"{"Fn::GetAtt":["Id","PublicIp"]}"#
        );
    }
}
