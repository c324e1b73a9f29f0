//! A single machine: the bastion.

use super::launch_template::{BlockDeviceMapping, Ebs, MetadataOptions};
use crate::cloudformation::kind::{
    ImageId, InstanceId, InstanceProfileName, InstanceType, KeyPairName, SecurityGroupId, SubnetId, Text,
    UserData,
};
use crate::cloudformation::{Handle, Resource, TagList, Value};
use serde::Serialize;

/// A machine.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Instance {
    pub image_id: Value<ImageId>,
    pub instance_type: Value<InstanceType>,
    pub key_name: Option<Value<KeyPairName>>,
    pub iam_instance_profile: Option<Value<InstanceProfileName>>,
    #[serde(flatten)]
    pub network: InstanceNetwork,
    pub metadata_options: MetadataOptions,
    pub block_device_mappings: Vec<BlockDeviceMapping<Ebs>>,
    pub propagate_tags_to_volume_on_creation: bool,
    pub user_data: Option<Value<UserData>>,
    pub tags: TagList,
}

/// Where a machine is. EC2 refuses a public address unless subnet and groups stand in the interface.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum InstanceNetwork {
    #[serde(rename_all = "PascalCase")]
    Private {
        subnet_id: Value<SubnetId>,
        security_group_ids: Vec<Value<SecurityGroupId>>,
        private_ip_address: Option<String>,
    },
    #[serde(rename_all = "PascalCase")]
    Interface {
        network_interfaces: [NetworkInterface; 1],
    },
}

/// The first interface of a machine.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct NetworkInterface {
    /// "0", a string in this type.
    device_index: &'static str,
    subnet_id: Value<SubnetId>,
    group_set: Vec<Value<SecurityGroupId>>,
    associate_public_ip_address: bool,
    private_ip_address: Option<String>,
}

impl InstanceNetwork {
    /// In a subnet, with a public address and, if it must be, a certain private one.
    #[must_use]
    pub fn public(
        subnet_id: Value<SubnetId>,
        security_group_ids: Vec<Value<SecurityGroupId>>,
        private_ip_address: Option<String>,
    ) -> Self {
        let interface = NetworkInterface {
            device_index: "0",
            subnet_id,
            group_set: security_group_ids,
            associate_public_ip_address: true,
            private_ip_address,
        };
        Self::Interface {
            network_interfaces: [interface],
        }
    }
}

impl Resource for Instance {
    const TYPE: &'static str = "AWS::EC2::Instance";
}

impl Handle<Instance> {
    /// The machine's id.
    #[must_use]
    pub fn id(&self) -> Value<InstanceId> {
        self.reference()
    }

    /// The public address, which a machine without one does not have.
    #[must_use]
    pub fn public_ip(&self) -> Value<Text> {
        self.attribute("PublicIp")
    }

    /// The address in the VPC.
    #[must_use]
    pub fn private_ip(&self) -> Value<Text> {
        self.attribute("PrivateIp")
    }
}

#[cfg(test)]
mod tests {
    use super::super::launch_template::{HttpTokens, MetadataEndpoint};
    use super::*;
    use crate::cloudformation::resources::testing::{handle, long_form, written};

    fn instance(network: InstanceNetwork) -> String {
        written(&Instance {
            image_id: Value::literal("ami-1"),
            instance_type: Value::literal("t3.medium"),
            key_name: None,
            iam_instance_profile: Some(Value::literal("bastion")),
            network,
            metadata_options: MetadataOptions {
                http_endpoint: MetadataEndpoint::Disabled,
                http_tokens: HttpTokens::Optional,
                http_put_response_hop_limit: 2,
            },
            block_device_mappings: Vec::new(),
            propagate_tags_to_volume_on_creation: true,
            user_data: None,
            tags: TagList::default(),
        })
    }

    const HEAD: &str = r#"{"ImageId":"ami-1","InstanceType":"t3.medium","IamInstanceProfile":"bastion","#;
    const TAIL: &str = concat!(
        r#","MetadataOptions":{"HttpEndpoint":"disabled","HttpTokens":"optional","HttpPutResponseHopLimit":2},"#,
        r#""PropagateTagsToVolumeOnCreation":true}"#
    );

    #[test]
    fn a_private_machine_has_a_subnet() {
        let network = InstanceNetwork::Private {
            subnet_id: Value::literal("subnet-1"),
            security_group_ids: vec![Value::literal("sg-1")],
            private_ip_address: None,
        };
        assert_eq!(
            instance(network),
            format!(r#"{HEAD}"SubnetId":"subnet-1","SecurityGroupIds":["sg-1"]{TAIL}"#)
        );
    }

    #[test]
    fn a_public_machine_has_an_interface() {
        let network = InstanceNetwork::public(
            Value::literal("subnet-1"),
            vec![Value::literal("sg-1")],
            Some("192.168.1.100".to_owned()),
        );
        let interface = concat!(
            r#""NetworkInterfaces":[{"DeviceIndex":"0","SubnetId":"subnet-1","GroupSet":["sg-1"],"#,
            r#""AssociatePublicIpAddress":true,"PrivateIpAddress":"192.168.1.100"}]"#
        );
        assert_eq!(instance(network), format!("{HEAD}{interface}{TAIL}"));
    }

    #[test]
    fn a_handle_gives_id_and_addresses() {
        let handle = handle::<Instance>();
        assert_eq!(long_form(&handle.id()), r#"{"Ref":"Id"}"#);
        assert_eq!(
            long_form(&handle.public_ip()),
            r#"{"Fn::GetAtt":["Id","PublicIp"]}"#
        );
        assert_eq!(
            long_form(&handle.private_ip()),
            r#"{"Fn::GetAtt":["Id","PrivateIp"]}"#
        );
    }
}
