//! Launch templates: how the machines of a node group are made.

use crate::cloudformation::kind::{
    ImageId, InstanceType, KmsKeyArn, LaunchTemplateId, LaunchTemplateVersion, SecurityGroupId, UserData,
};
use crate::cloudformation::{Handle, Resource, TagList, Value};
use serde::Serialize;

/// A launch template. Its name is AWS's to choose: a fixed one would stand in the way of a replacement.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LaunchTemplate {
    pub launch_template_data: LaunchTemplateData,
    /// The tags of the template itself, which has no `Tags`.
    pub tag_specifications: Vec<TagSpecification>,
}

/// What the machines get.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct LaunchTemplateData {
    pub image_id: Option<Value<ImageId>>,
    pub instance_type: Option<Value<InstanceType>>,
    pub security_group_ids: Vec<Value<SecurityGroupId>>,
    pub metadata_options: Option<MetadataOptions>,
    pub block_device_mappings: Vec<BlockDeviceMapping<TemplateEbs>>,
    pub tag_specifications: Vec<TagSpecification>,
    pub user_data: Option<Value<UserData>>,
}

impl Resource for LaunchTemplate {
    const TYPE: &'static str = "AWS::EC2::LaunchTemplate";
}

impl Handle<LaunchTemplate> {
    /// The template's id.
    #[must_use]
    pub fn id(&self) -> Value<LaunchTemplateId> {
        self.reference()
    }

    /// The newest version, which an update of the template makes.
    #[must_use]
    pub fn latest_version(&self) -> Value<LaunchTemplateVersion> {
        self.attribute("LatestVersionNumber")
    }
}

/// How a machine tells what runs on it about itself, its role's credentials included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetadataOptions {
    pub http_endpoint: MetadataEndpoint,
    pub http_tokens: HttpTokens,
    /// 1 keeps pods without host network out.
    pub http_put_response_hop_limit: u8,
}

/// Whether a machine answers at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MetadataEndpoint {
    Enabled,
    Disabled,
}

/// Whether a machine asks for a token first (IMDSv2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HttpTokens {
    Required,
    Optional,
}

/// A disk of a machine.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct BlockDeviceMapping<Volume> {
    /// `/dev/xvda` for Amazon Linux.
    pub device_name: String,
    pub ebs: Volume,
}

/// The EBS volume of a disk.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Ebs {
    /// GiB
    pub volume_size: u32,
    pub volume_type: VolumeType,
    pub iops: Option<u32>,
    pub encrypted: Option<bool>,
    pub kms_key_id: Option<Value<KmsKeyArn>>,
    pub delete_on_termination: bool,
}

/// The EBS volume of a launch template, which can say more than `AWS::EC2::Instance`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TemplateEbs {
    #[serde(flatten)]
    pub volume: Ebs,
    /// MiB/s
    pub throughput: Option<u32>,
}

/// The kind of a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum VolumeType {
    Gp2,
    Gp3,
    Io1,
    Io2,
}

/// The tags of what comes with a template or a machine.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagSpecification {
    pub resource_type: TaggedResource,
    pub tags: TagList,
}

/// What is tagged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaggedResource {
    Instance,
    LaunchTemplate,
    NetworkInterface,
    Volume,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::Tagging;
    use crate::cloudformation::resources::testing::{handle, long_form, written};

    fn ebs() -> TemplateEbs {
        let volume = Ebs {
            volume_size: 80,
            volume_type: VolumeType::Gp3,
            iops: Some(3000),
            encrypted: Some(true),
            kms_key_id: Some(Value::literal("arn:aws:kms:ap-northeast-2:111122223333:key/k")),
            delete_on_termination: true,
        };
        TemplateEbs {
            volume,
            throughput: Some(125),
        }
    }

    fn tags(resource_type: TaggedResource) -> TagSpecification {
        TagSpecification {
            resource_type,
            tags: Tagging::default().named("ng1").list(),
        }
    }

    #[test]
    fn a_template_describes_machines() {
        let data = LaunchTemplateData {
            instance_type: Some(Value::literal("m7i.xlarge")),
            metadata_options: Some(MetadataOptions {
                http_endpoint: MetadataEndpoint::Enabled,
                http_tokens: HttpTokens::Required,
                http_put_response_hop_limit: 1,
            }),
            block_device_mappings: vec![BlockDeviceMapping {
                device_name: "/dev/xvda".to_owned(),
                ebs: ebs(),
            }],
            tag_specifications: vec![tags(TaggedResource::NetworkInterface)],
            user_data: Some(Value::base64(&"#!/bin/bash".into())),
            ..LaunchTemplateData::default()
        };
        let template = LaunchTemplate {
            launch_template_data: data,
            tag_specifications: vec![tags(TaggedResource::LaunchTemplate)],
        };
        assert_eq!(
            written(&template),
            concat!(
                r#"{"LaunchTemplateData":{"InstanceType":"m7i.xlarge","MetadataOptions":{"HttpEndpoint":"enabled","#,
                r#""HttpTokens":"required","HttpPutResponseHopLimit":1},"BlockDeviceMappings":[{"#,
                r#""DeviceName":"/dev/xvda","Ebs":{"VolumeSize":80,"VolumeType":"gp3","Iops":3000,"#,
                r#""Encrypted":true,"KmsKeyId":"arn:aws:kms:ap-northeast-2:111122223333:key/k","#,
                r#""DeleteOnTermination":true,"Throughput":125}}],"TagSpecifications":[{"ResourceType":"network-interface","#,
                r#""Tags":[{"Key":"Name","Value":"ng1"}]}],"UserData":{"Fn::Base64":"#,
                r##""#!/bin/bash"}},"TagSpecifications":[{"ResourceType":"launch-template","##,
                r#""Tags":[{"Key":"Name","Value":"ng1"}]}]}"#
            )
        );
    }

    #[test]
    fn a_handle_gives_id_and_version() {
        let handle = handle::<LaunchTemplate>();
        assert_eq!(long_form(&handle.id()), r#"{"Ref":"Id"}"#);
        assert_eq!(
            long_form(&handle.latest_version()),
            r#"{"Fn::GetAtt":["Id","LatestVersionNumber"]}"#
        );
    }
}
