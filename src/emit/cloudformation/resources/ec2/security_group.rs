//! Security groups and their rules.

use crate::cloudformation::kind::{Cidr, PrefixListId, SecurityGroupId, VpcId};
use crate::cloudformation::{Handle, Resource, TagList, Value};
use serde::Serialize;

/// A security group. Its name is AWS's to choose: a fixed one would stand in the way of a replacement.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SecurityGroup {
    pub group_description: String,
    pub vpc_id: Value<VpcId>,
    pub security_group_ingress: Vec<IngressRule>,
    /// Without one AWS lets everything out.
    pub security_group_egress: Vec<EgressRule>,
    pub tags: TagList,
}

impl Resource for SecurityGroup {
    const TYPE: &'static str = "AWS::EC2::SecurityGroup";
}

impl Handle<SecurityGroup> {
    /// The group's id.
    #[must_use]
    pub fn id(&self) -> Value<SecurityGroupId> {
        self.attribute("GroupId")
    }
}

/// What a group lets in.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct IngressRule {
    pub description: Option<String>,
    #[serde(flatten)]
    pub ports: Ports,
    #[serde(flatten)]
    pub from: IngressPeer,
}

/// A rule on its own, for a group that is not ours or that refers to itself.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SecurityGroupIngress {
    pub group_id: Value<SecurityGroupId>,
    #[serde(flatten)]
    pub rule: IngressRule,
}

impl Resource for SecurityGroupIngress {
    const TYPE: &'static str = "AWS::EC2::SecurityGroupIngress";
}

/// From where a rule lets in.
#[derive(Debug, Clone, Serialize)]
pub enum IngressPeer {
    CidrIp(Value<Cidr>),
    SourceSecurityGroupId(Value<SecurityGroupId>),
    SourcePrefixListId(Value<PrefixListId>),
}

/// What a group lets out.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EgressRule {
    pub description: Option<String>,
    #[serde(flatten)]
    pub ports: Ports,
    #[serde(flatten)]
    pub to: EgressPeer,
}

/// To where a rule lets out.
#[derive(Debug, Clone, Serialize)]
pub enum EgressPeer {
    CidrIp(Value<Cidr>),
    DestinationSecurityGroupId(Value<SecurityGroupId>),
    DestinationPrefixListId(Value<PrefixListId>),
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Ports {
    ip_protocol: &'static str,
    from_port: Option<u16>,
    to_port: Option<u16>,
}

impl Ports {
    /// One TCP port.
    #[must_use]
    pub const fn tcp(port: u16) -> Self {
        Self::tcp_range(port, port)
    }

    /// TCP ports, both ends included.
    #[must_use]
    pub const fn tcp_range(from: u16, to: u16) -> Self {
        Self {
            ip_protocol: "tcp",
            from_port: Some(from),
            to_port: Some(to),
        }
    }

    /// One UDP port.
    #[must_use]
    pub const fn udp(port: u16) -> Self {
        Self {
            ip_protocol: "udp",
            from_port: Some(port),
            to_port: Some(port),
        }
    }

    /// All ports of all protocols. AWS ignores ports here and cfn-lint warns of them (W3687), so there are none.
    #[must_use]
    pub const fn all() -> Self {
        Self {
            ip_protocol: "-1",
            from_port: None,
            to_port: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::resources::testing::{handle, long_form, written};

    #[test]
    fn a_group_has_rules() {
        let group = SecurityGroup {
            group_description: "EFS".to_owned(),
            vpc_id: Value::literal("vpc-1"),
            security_group_ingress: vec![IngressRule {
                description: Some("NFS from nodes".to_owned()),
                ports: Ports::tcp(2049),
                from: IngressPeer::SourceSecurityGroupId(handle::<SecurityGroup>().id()),
            }],
            security_group_egress: vec![EgressRule {
                description: None,
                ports: Ports::udp(53),
                to: EgressPeer::CidrIp(Value::literal("10.40.0.0/16")),
            }],
            tags: TagList::default(),
        };
        assert_eq!(
            written(&group),
            concat!(
                r#"{"GroupDescription":"EFS","VpcId":"vpc-1","SecurityGroupIngress":[{"#,
                r#""Description":"NFS from nodes","IpProtocol":"tcp","FromPort":2049,"ToPort":2049,"#,
                r#""SourceSecurityGroupId":{"Fn::GetAtt":["Id","GroupId"]}}],"SecurityGroupEgress":[{"#,
                r#""IpProtocol":"udp","FromPort":53,"ToPort":53,"CidrIp":"10.40.0.0/16"}]}"#
            )
        );
    }

    #[test]
    fn a_rule_stands_on_its_own() {
        let from = IngressPeer::SourcePrefixListId(Value::literal("pl-1"));
        let rule = IngressRule {
            description: None,
            ports: Ports::all(),
            from,
        };
        assert_eq!(
            written(&SecurityGroupIngress {
                group_id: Value::literal("sg-1"),
                rule
            }),
            r#"{"GroupId":"sg-1","IpProtocol":"-1","SourcePrefixListId":"pl-1"}"#
        );
    }

    #[test]
    fn ranges_have_two_ends() {
        let written = |peer| {
            serde_json::to_string(&EgressRule {
                description: None,
                ports: Ports::tcp_range(1025, 65535),
                to: peer,
            })
            .unwrap()
        };
        let head = r#"{"Description":null,"IpProtocol":"tcp","FromPort":1025,"ToPort":65535,"#;
        assert_eq!(
            written(EgressPeer::DestinationPrefixListId(Value::literal("pl-1"))),
            format!(r#"{head}"DestinationPrefixListId":"pl-1"}}"#)
        );
        assert_eq!(
            written(EgressPeer::DestinationSecurityGroupId(Value::literal("sg-1"))),
            format!(r#"{head}"DestinationSecurityGroupId":"sg-1"}}"#)
        );
        assert_eq!(
            long_form(&handle::<SecurityGroup>().id()),
            r#"{"Fn::GetAtt":["Id","GroupId"]}"#
        );
    }
}
