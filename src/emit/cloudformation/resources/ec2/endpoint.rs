//! VPC endpoints: AWS services without the internet.

use crate::cloudformation::kind::{RouteTableId, SecurityGroupId, SubnetId, Text, VpcEndpointId, VpcId};
use crate::cloudformation::{Handle, PolicyDocument, Resource, TagList, Value};
use serde::Serialize;

/// An endpoint.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VpcEndpoint {
    pub vpc_id: Value<VpcId>,
    /// `com.amazonaws.<region>.<service>`
    pub service_name: Value<Text>,
    #[serde(flatten)]
    pub kind: VpcEndpointKind,
    pub policy_document: Option<PolicyDocument>,
    pub tags: TagList,
}

/// How the endpoint takes traffic.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "VpcEndpointType")]
pub enum VpcEndpointKind {
    /// Through a route; S3 and DynamoDB, at no charge.
    #[serde(rename_all = "PascalCase")]
    Gateway {
        route_table_ids: Vec<Value<RouteTableId>>,
    },
    /// Through an address in each subnet.
    #[serde(rename_all = "PascalCase")]
    Interface {
        private_dns_enabled: bool,
        subnet_ids: Vec<Value<SubnetId>>,
        security_group_ids: Vec<Value<SecurityGroupId>>,
    },
}

impl Resource for VpcEndpoint {
    const TYPE: &'static str = "AWS::EC2::VPCEndpoint";
}

impl Handle<VpcEndpoint> {
    /// The endpoint's id.
    #[must_use]
    pub fn id(&self) -> Value<VpcEndpointId> {
        self.reference()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::resources::testing::{handle, long_form, written};
    use crate::cloudformation::{Principal, Statement};

    fn endpoint(kind: VpcEndpointKind, policy_document: Option<PolicyDocument>) -> String {
        written(&VpcEndpoint {
            vpc_id: Value::literal("vpc-1"),
            service_name: Value::literal("com.amazonaws.ap-northeast-2.s3"),
            kind,
            policy_document,
            tags: TagList::default(),
        })
    }

    #[test]
    fn a_gateway_has_route_tables() {
        let gateway = VpcEndpointKind::Gateway {
            route_table_ids: vec![Value::literal("rtb-1")],
        };
        let statement = Statement::allow(["s3:GetObject"])
            .principal(Principal::Anyone)
            .any_resource();
        assert_eq!(
            endpoint(gateway, Some(PolicyDocument::new([statement]))),
            concat!(
                r#"{"VpcId":"vpc-1","ServiceName":"com.amazonaws.ap-northeast-2.s3","VpcEndpointType":"Gateway","#,
                r#""RouteTableIds":["rtb-1"],"PolicyDocument":{"Version":"2012-10-17","Statement":[{"#,
                r#""Effect":"Allow","Principal":{"AWS":"*"},"Action":"s3:GetObject","Resource":"*"}]}}"#
            )
        );
    }

    #[test]
    fn an_interface_has_subnets_and_groups() {
        let interface = VpcEndpointKind::Interface {
            private_dns_enabled: true,
            subnet_ids: vec![Value::literal("subnet-1")],
            security_group_ids: vec![Value::literal("sg-1")],
        };
        assert_eq!(
            endpoint(interface, None),
            concat!(
                r#"{"VpcId":"vpc-1","ServiceName":"com.amazonaws.ap-northeast-2.s3","VpcEndpointType":"Interface","#,
                r#""PrivateDnsEnabled":true,"SubnetIds":["subnet-1"],"SecurityGroupIds":["sg-1"]}"#
            )
        );
        assert_eq!(long_form(&handle::<VpcEndpoint>().id()), r#"{"Ref":"Id"}"#);
    }
}
