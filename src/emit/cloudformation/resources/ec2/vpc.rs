//! A VPC, its subnets and its way to the internet. How packets find that way is in `routing`.

use crate::cloudformation::kind::{Cidr, InternetGatewayId, SubnetId, VpcId, ZoneId, ZoneName};
use crate::cloudformation::{Handle, Resource, TagList, Value};
use serde::Serialize;

/// A VPC.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Vpc {
    pub cidr_block: Value<Cidr>,
    pub enable_dns_support: bool,
    pub enable_dns_hostnames: bool,
    pub tags: TagList,
}

impl Resource for Vpc {
    const TYPE: &'static str = "AWS::EC2::VPC";
}

impl Handle<Vpc> {
    /// The VPC's id.
    #[must_use]
    pub fn id(&self) -> Value<VpcId> {
        self.reference()
    }

    /// The VPC's range.
    #[must_use]
    pub fn cidr_block(&self) -> Value<Cidr> {
        self.attribute("CidrBlock")
    }
}

/// A subnet.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Subnet {
    pub vpc_id: Value<VpcId>,
    #[serde(flatten)]
    pub zone: SubnetZone,
    pub cidr_block: Value<Cidr>,
    pub map_public_ip_on_launch: Option<bool>,
    pub tags: TagList,
}

/// The zone of a subnet, by name or by id.
#[derive(Debug, Clone, Serialize)]
pub enum SubnetZone {
    AvailabilityZone(Value<ZoneName>),
    AvailabilityZoneId(Value<ZoneId>),
}

impl Resource for Subnet {
    const TYPE: &'static str = "AWS::EC2::Subnet";
}

impl Handle<Subnet> {
    /// The subnet's id.
    #[must_use]
    pub fn id(&self) -> Value<SubnetId> {
        self.reference()
    }

    /// The zone, by name.
    #[must_use]
    pub fn zone_name(&self) -> Value<ZoneName> {
        self.attribute("AvailabilityZone")
    }
}

/// An internet gateway.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct InternetGateway {
    pub tags: TagList,
}

impl Resource for InternetGateway {
    const TYPE: &'static str = "AWS::EC2::InternetGateway";
}

impl Handle<InternetGateway> {
    /// The gateway's id.
    #[must_use]
    pub fn id(&self) -> Value<InternetGatewayId> {
        self.reference()
    }
}

/// An internet gateway at a VPC. No reference leads here, so what needs the internet names it in `DependsOn`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpcGatewayAttachment {
    pub vpc_id: Value<VpcId>,
    pub internet_gateway_id: Value<InternetGatewayId>,
}

impl Resource for VpcGatewayAttachment {
    const TYPE: &'static str = "AWS::EC2::VPCGatewayAttachment";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::Tagging;
    use crate::cloudformation::resources::testing::{handle, long_form, written};

    #[test]
    fn properties_are_written() {
        let vpc = Vpc {
            cidr_block: Value::literal("10.40.0.0/16"),
            enable_dns_support: true,
            enable_dns_hostnames: true,
            tags: Tagging::default().named("prod").list(),
        };
        assert_eq!(
            written(&vpc),
            concat!(
                r#"{"CidrBlock":"10.40.0.0/16","EnableDnsSupport":true,"EnableDnsHostnames":true,"#,
                r#""Tags":[{"Key":"Name","Value":"prod"}]}"#
            )
        );
        let attachment = VpcGatewayAttachment {
            vpc_id: handle::<Vpc>().id(),
            internet_gateway_id: Value::literal("igw-1"),
        };
        assert_eq!(
            written(&attachment),
            r#"{"VpcId":{"Ref":"Id"},"InternetGatewayId":"igw-1"}"#
        );
        assert_eq!(
            written(&InternetGateway {
                tags: TagList::default()
            }),
            "{}"
        );
    }

    #[test]
    fn a_subnet_has_its_zone_by_name_or_by_id() {
        let subnet = |zone, public| Subnet {
            vpc_id: Value::literal("vpc-1"),
            zone,
            cidr_block: Value::literal("10.40.0.0/19"),
            map_public_ip_on_launch: public,
            tags: TagList::default(),
        };
        assert_eq!(
            written(&subnet(
                SubnetZone::AvailabilityZoneId(Value::literal("apne2-az1")),
                None
            )),
            r#"{"VpcId":"vpc-1","AvailabilityZoneId":"apne2-az1","CidrBlock":"10.40.0.0/19"}"#
        );
        assert_eq!(
            written(&subnet(
                SubnetZone::AvailabilityZone(Value::literal("ap-northeast-2a")),
                Some(true)
            )),
            concat!(
                r#"{"VpcId":"vpc-1","AvailabilityZone":"ap-northeast-2a","CidrBlock":"10.40.0.0/19","#,
                r#""MapPublicIpOnLaunch":true}"#
            )
        );
    }

    #[test]
    fn handles_give_ids() {
        assert_eq!(long_form(&handle::<Subnet>().id()), r#"{"Ref":"Id"}"#);
        assert_eq!(long_form(&handle::<InternetGateway>().id()), r#"{"Ref":"Id"}"#);
        assert_eq!(
            long_form(&handle::<Vpc>().cidr_block()),
            r#"{"Fn::GetAtt":["Id","CidrBlock"]}"#
        );
        assert_eq!(
            long_form(&handle::<Subnet>().zone_name()),
            r#"{"Fn::GetAtt":["Id","AvailabilityZone"]}"#
        );
    }
}
